/** Length of a head, in the drawing's units. */
const HEAD = 6;

/** An arrow from the origin as an SVG path: a shaft and, where there is room for it, a head. */
export function arrowPath(dx: number, dy: number, size = HEAD): string {
  const length = Math.hypot(dx, dy);
  if (length < 1) return "";
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(size, length);
  const [bx, by] = [dx - head * ux, dy - head * uy];
  const side = 0.55 * head;
  const points = [
    [bx - side * uy, by + side * ux],
    [dx, dy],
    [bx + side * uy, by - side * ux],
  ].map(([x, y]) => `${x!.toFixed(1)},${y!.toFixed(1)}`);
  return `M0,0L${dx.toFixed(1)},${dy.toFixed(1)}M${points.join("L")}`;
}
