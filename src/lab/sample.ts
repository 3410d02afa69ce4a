/** Where the bundled sample lies, against the page. */
const FOLDER = "samples/cifar10-resnet56/";

/** A file that only the bundled sample has under this digest. */
const MARK = {
  name: "train_features.npy",
  sha256: "e6a14938d0bee168d97f271a3da1c65b0374d6b560d188d13d116b649b8607de",
};

/** Whether files are those of the bundled sample. */
export const isSample = (files: readonly { name: string; sha256: string | null }[]): boolean =>
  files.some(({ name, sha256 }) => name === MARK.name && sha256 === MARK.sha256);

/**
 * Fetches the bundled sample of CIFAR-10 features as files, named as its index.json lists them.
 * Throws where a file cannot be had, naming it.
 */
export async function fetchSample(): Promise<File[]> {
  const index: { files: string[] } = await (await get("index.json")).json();
  return Promise.all(
    index.files.map(async (name) => new File([await (await get(name)).blob()], name)),
  );
}

async function get(name: string): Promise<Response> {
  const url = new URL(FOLDER + name, document.baseURI);
  const problem = (found: string) =>
    new Error(
      `${FOLDER}${name}: expected a file of the bundled sample, found ${found}; reload the page`,
    );
  const response = await fetch(url).catch(() => {
    throw problem("no connection");
  });
  if (!response.ok) throw problem(`status ${response.status}`);
  // A server that answers unknown paths with the page itself has no such file.
  if (response.headers.get("content-type")?.startsWith("text/html")) throw problem("a web page");
  return response;
}
