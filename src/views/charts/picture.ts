/**
 * A part of the page as one picture that stands alone: its drawings with their styles written out, its
 * canvases, and its text where it stands. Controls are left out, and so is what is marked with
 * `data-picture="omit"`. The colours are those of the light theme, on white.
 */

const SVG = "http://www.w3.org/2000/svg";
/** White around the picture, in CSS pixels. */
const MARGIN = 10;
/** Pixels of a PNG a CSS pixel. */
const SCALE = 2;

const OMITTED = 'button, input, [role="radiogroup"], [data-picture="omit"]';

/** What style sheets may say of a drawing: handed down from parent to child, or not. */
const INHERITED = [
  ...["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "text-anchor"],
  ...["font-family", "font-size", "font-style", "font-weight", "font-variant-numeric"],
];
const OWN = { opacity: "1", "vector-effect": "none" };

/** Draws `part` of the page; `title` becomes the picture's. */
export function pictureOf(part: Element, title: string): SVGSVGElement {
  const restore = lightTheme();
  try {
    const box = part.getBoundingClientRect();
    const [width, height] = [box.width + 2 * MARGIN, box.height + 2 * MARGIN].map(Math.ceil);
    const picture = element("svg", { width: width!, height: height! });
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    picture.append(Object.assign(element("title"), { textContent: title }));
    const back = getComputedStyle(document.documentElement).getPropertyValue("--panel");
    picture.append(element("rect", { width: "100%", height: "100%", fill: back || "white" }));
    const content = element("g", {
      transform: `translate(${round(MARGIN - box.left)},${round(MARGIN - box.top)})`,
    });
    draw(part, content);
    picture.append(content);
    return picture;
  } finally {
    restore();
  }
}

/** The picture as the text of an .svg file. */
export function svgFile(picture: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
}

/** The picture as a .png file, two pixels a CSS pixel. */
export async function pngFile(picture: SVGSVGElement): Promise<Blob> {
  const url = URL.createObjectURL(svgFile(picture));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = SCALE * image.width;
    canvas.height = SCALE * image.height;
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) =>
        blob ? resolve(blob) : reject(new Error("picture: too large to be painted, expected less")),
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Draws what an element of the page shows, in the page's coordinates. */
function draw(from: Element, into: SVGElement): void {
  const { left, top, width, height } = from.getBoundingClientRect();
  // What only a screen reader sees has one pixel.
  if (from.matches(OMITTED) || width <= 1 || height <= 1) return;
  if (from instanceof SVGSVGElement) {
    const copy = styled(from) as SVGSVGElement;
    copy.setAttribute("x", round(left));
    copy.setAttribute("y", round(top));
    copy.setAttribute("width", round(width));
    copy.setAttribute("height", round(height));
    into.append(copy);
  } else if (from instanceof HTMLCanvasElement) {
    const href = from.toDataURL("image/png");
    into.append(
      element("image", { href, x: left, y: top, width, height, preserveAspectRatio: "none" }),
    );
  } else if (from instanceof HTMLSelectElement) {
    const text = from.selectedOptions[0]?.text ?? "";
    const { paddingLeft, borderLeftWidth } = getComputedStyle(from);
    const inset = Number.parseFloat(paddingLeft) + Number.parseFloat(borderLeftWidth);
    into.append(textAt(text, from, left + inset, top, height));
  } else {
    for (const child of from.childNodes) {
      if (child instanceof Element) draw(child, into);
      else if (child instanceof Text) drawText(child, from, into);
    }
  }
}

/** Draws a text line by line, as the page has broken it. */
function drawText(text: Text, parent: Element, into: SVGElement): void {
  const range = document.createRange();
  const lines: { words: string; box: DOMRect }[] = [];
  for (const { 0: word, index } of text.data.matchAll(/\S+\s*/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const box = range.getBoundingClientRect();
    const line = lines.at(-1);
    if (line && Math.abs(line.box.top - box.top) < 1) line.words += word;
    else lines.push({ words: word, box });
  }
  for (const { words, box } of lines) {
    const shown = words.trimEnd().replace(/\s+/g, " ");
    into.append(textAt(shown, parent, box.left, box.top, box.height));
  }
}

/** A line of text in the style of an element of the page, centred in a height. */
function textAt(text: string, like: Element, x: number, top: number, height: number) {
  const style = getComputedStyle(like);
  const measure = document.createElement("canvas").getContext("2d")!;
  measure.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = measure.measureText(text);
  const drawn = element("text", { x, y: top + (height + above - below) / 2, fill: style.color });
  for (const name of INHERITED.filter((property) => property.startsWith("font"))) {
    drawn.setAttribute(name, style.getPropertyValue(name));
  }
  drawn.textContent = text;
  return drawn;
}

/** A copy of a drawing that needs no style sheet. */
function styled(from: Element): Element {
  const copy = from.cloneNode() as Element;
  copy.removeAttribute("class");
  copy.removeAttribute("style");
  const style = getComputedStyle(from);
  const parent = from instanceof SVGSVGElement ? null : getComputedStyle(from.parentElement!);
  for (const name of INHERITED) {
    const value = style.getPropertyValue(name);
    if (value !== parent?.getPropertyValue(name)) copy.setAttribute(name, value);
  }
  for (const [name, initial] of Object.entries(OWN)) {
    const value = style.getPropertyValue(name);
    if (value !== initial) copy.setAttribute(name, value);
  }
  for (const child of from.childNodes) {
    copy.append(child instanceof Element ? styled(child) : child.cloneNode());
  }
  return copy;
}

/** Puts the page into the light theme until the function that it gives is called. */
function lightTheme(): () => void {
  const { style } = document.documentElement;
  const tokens = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSStyleRule)
    .filter(({ selectorText }) => selectorText === ":root")
    .flatMap((rule) => [...rule.style].map((name) => [name, rule.style.getPropertyValue(name)]));
  for (const [name, value] of tokens) style.setProperty(name!, value!);
  return () => {
    for (const [name] of tokens) style.removeProperty(name!);
  };
}

function element(name: string, attributes: Record<string, string | number> = {}): SVGSVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, typeof value === "number" ? round(value) : value);
  }
  return made as SVGSVGElement;
}

const round = (value: number) => String(Math.round(100 * value) / 100);
