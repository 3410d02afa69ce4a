/**
 * What codes are foretold from: nothing (0), the one before (1), the one before that (2: of pairs), or
 * the plane through the neighbours on a grid with rows of so many.
 */
export type Row = number;

/** How far 16-bit codes are off what is foretold, modulo 2^16: 0, -1, 1, -2, ... as 0, 1, 2, 3, ... */
export function residualsOf(codes: Uint16Array, row: Row): Uint16Array {
  const off = new Uint16Array(codes.length);
  for (let i = 0; i < off.length; i++) {
    const signed = ((codes[i]! - foretold(codes, i, row)) << 16) >> 16;
    off[i] = (signed << 1) ^ (signed >> 31);
  }
  return off;
}

/** The codes that such residuals are of. */
export function codesOf(residuals: Uint16Array, row: Row): Uint16Array {
  const codes = new Uint16Array(residuals.length);
  for (let i = 0; i < codes.length; i++) {
    const folded = residuals[i]!;
    codes[i] = foretold(codes, i, row) + ((folded >> 1) ^ -(folded & 1));
  }
  return codes;
}

function foretold(codes: Uint16Array, i: number, row: Row): number {
  if (row === 0) return 0;
  if (row <= 2) return i < row ? 0 : codes[i - row]!;
  const left = i % row > 0 ? codes[i - 1]! : 0;
  if (i < row) return left;
  const below = codes[i - row]!;
  return i % row > 0 ? left + below - codes[i - row - 1]! : below;
}
