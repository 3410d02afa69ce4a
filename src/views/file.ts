/** Hands a file to the reader, as a download. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A value as the content of a .json file. */
export const jsonFile = (value: object | null) =>
  new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });

/** A file's name from any words: "E_θ + E_G" is "e-theta-e-g". */
export function fileStem(words: string): string {
  const spelt = words.toLowerCase().replaceAll("θ", "theta");
  return spelt.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
