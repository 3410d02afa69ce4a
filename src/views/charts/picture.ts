/**
 * A part of the page as one picture that stands alone: its drawings with their styles written out, its
 * canvases, the backgrounds and borders in it, and its text where it stands, of a choice what is chosen. Other controls are left out, and
 * so is what is marked with `data-picture="omit"`. The colours are those of the light theme, on white.
 */

const SVG = "http://www.w3.org/2000/svg";
/** White around the picture, in CSS pixels. */
const MARGIN = 10;
/** Pixels of a PNG a CSS pixel. */
const SCALE = 2;

const OMITTED = 'button, input, [data-picture="omit"]';

/** What style sheets may say of a drawing: handed down from parent to child, or not. */
const INHERITED = [
  ...["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin"],
  ...["paint-order", "text-anchor"],
  ...["font-family", "font-size", "font-style", "font-weight"],
];
const OWN = { opacity: "1", "vector-effect": "none" };

/** Draws `part` of the page; `title` becomes the picture's. */
export function pictureOf(part: Element, title: string): Element {
  const restore = lightTheme();
  try {
    const content = element("g");
    const boxes: DOMRect[] = [];
    const take: Take = (drawn, box) => {
      content.append(drawn);
      boxes.push(box);
    };
    for (const child of part.childNodes) drawNode(child, part, take);
    const left = Math.min(...boxes.map((box) => box.left)) - MARGIN;
    const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
    const width = Math.ceil(Math.max(...boxes.map((box) => box.right)) + MARGIN - left);
    const height = Math.ceil(Math.max(...boxes.map((box) => box.bottom)) + MARGIN - top);
    content.setAttribute("transform", `translate(${round(-left)},${round(-top)})`);
    const picture = element("svg", { width, height, viewBox: `0 0 ${width} ${height}` });
    picture.append(Object.assign(element("title"), { textContent: title }));
    const back = getComputedStyle(document.documentElement).getPropertyValue("--panel");
    picture.append(element("rect", { width: "100%", height: "100%", fill: back || "white" }));
    picture.append(content);
    return picture;
  } finally {
    restore();
  }
}

/** The picture as the text of an .svg file. */
export function svgFile(picture: Element): Blob {
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
}

/** The picture as a .png file, two pixels a CSS pixel. */
export async function pngFile(picture: Element): Promise<Blob> {
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

/** Takes a part of the picture, in the page's coordinates. */
type Take = (drawn: Element, box: DOMRect) => void;

function drawNode(node: Node, parent: Element, take: Take): void {
  if (node instanceof Element) draw(node, take);
  else if (node instanceof Text) drawText(node, parent, take);
}

/** Where something is, in the page's pixels as they are without lecture mode's zoom, in which `like` is. */
function boxOf(of: Element | Range, like: Element = of as Element): DOMRect {
  const { x, y, width, height } = of.getBoundingClientRect();
  const zoom = like.currentCSSZoom ?? 1;
  return new DOMRect(x / zoom, y / zoom, width / zoom, height / zoom);
}

/** Draws what an element of the page shows. */
function draw(from: Element, take: Take): void {
  const box = boxOf(from);
  const { x, y, width, height } = box;
  // What only a screen reader sees has one pixel; the parts of a formula may have no height.
  if (from.matches(OMITTED) || (width <= 1 && height <= 1)) return;
  const place = { x, y, width, height };
  if (from instanceof SVGSVGElement) {
    take(withAttributes(styled(from), place), box);
  } else if (from instanceof HTMLCanvasElement) {
    const href = from.toDataURL("image/png");
    take(element("image", { href, ...place, preserveAspectRatio: "none" }), box);
  } else if (from.matches('select, [role="radiogroup"]')) {
    const chosen = from.querySelector('option:checked, [aria-checked="true"]');
    take(textAt(chosen?.textContent ?? "", from, box), box);
  } else {
    drawBox(from, box, take);
    for (const child of from.childNodes) drawNode(child, from, take);
  }
}

/** Draws an element's background and its borders, where it has them. */
function drawBox(from: Element, box: DOMRect, take: Take): void {
  const style = getComputedStyle(from);
  const { x, y, width, height, right, bottom } = box;
  const fill = (colour: string, place: Attributes) => {
    const paint = paintOf(colour);
    if (paint) take(element("rect", { ...place, ...paint }), box);
  };
  fill(style.backgroundColor, { x, y, width, height });
  const [top, left, low, end] = ["top", "left", "bottom", "right"].map((side) =>
    Number.parseFloat(style.getPropertyValue(`border-${side}-width`)),
  ) as [number, number, number, number];
  if (top > 0) fill(style.borderTopColor, { x, y, width, height: top });
  if (left > 0) fill(style.borderLeftColor, { x, y, width: left, height });
  if (low > 0) fill(style.borderBottomColor, { x, y: bottom - low, width, height: low });
  if (end > 0) fill(style.borderRightColor, { x: right - end, y, width: end, height });
}

/** A colour of the page as every reader of SVG knows it; null where it is clear. */
function paintOf(colour: string): Attributes | null {
  if (colour === "rgba(0, 0, 0, 0)") return null;
  const context = document.createElement("canvas").getContext("2d")!;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return { fill: `rgb(${red}, ${green}, ${blue})`, "fill-opacity": alpha! / 255 };
}

/**
 * Draws a text line by line, as the page has broken it, after a space or a hyphen; lines that the page
 * cuts off beneath are left out.
 */
function drawText(text: Text, parent: Element, take: Take): void {
  const cut = getComputedStyle(parent).overflowY === "hidden";
  const bottom = cut ? boxOf(parent).bottom : Number.POSITIVE_INFINITY;
  const range = document.createRange();
  const lines: { start: number; end: number; top: number }[] = [];
  for (const { 0: word, index } of text.data.matchAll(/[^\s-]+-*|-+/g)) {
    const end = index + word.length;
    range.setStart(text, index);
    range.setEnd(text, end);
    const { top } = boxOf(range, parent);
    const line = lines.at(-1);
    if (line && Math.abs(line.top - top) < 1) line.end = end;
    else lines.push({ start: index, end, top });
  }
  const whole = lines.filter(({ top }) => top < bottom - 1);
  for (const [i, { start, end }] of whole.entries()) {
    range.setStart(text, start);
    range.setEnd(text, end);
    const box = boxOf(range, parent);
    if (box.width === 0) continue;
    const dots = i === whole.length - 1 && whole.length < lines.length ? "…" : "";
    take(textAt(text.data.slice(start, end).replace(/\s+/g, " ") + dots, parent, box), box);
  }
}

/** A line of text in the style of an element of the page, at the left of a box and half-way down. */
function textAt(text: string, like: Element, { x, y, height }: DOMRect): Element {
  const style = getComputedStyle(like);
  const measure = document.createElement("canvas").getContext("2d")!;
  measure.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = measure.measureText(text);
  const drawn = element("text", { x, y: y + (height + above - below) / 2, fill: style.color });
  for (const name of INHERITED.filter((property) => property.startsWith("font"))) {
    drawn.setAttribute(name, style.getPropertyValue(name));
  }
  // The fonts of formulas are the page's own.
  drawn.setAttribute("font-family", style.fontFamily.replace(/^KaTeX_\w+$/, "$&, serif"));
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

type Attributes = Record<string, string | number>;

function element(name: string, attributes: Attributes = {}): Element {
  return withAttributes(document.createElementNS(SVG, name), attributes);
}

function withAttributes(made: Element, attributes: Attributes): Element {
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, typeof value === "number" ? round(value) : value);
  }
  return made;
}

const round = (value: number) => String(Math.round(100 * value) / 100);
