/** Numbers with a shape, row-major (C order) whatever order their file had. */
export interface NumericArray {
  shape: number[];
  /** The file's element type, such as "float32" or "int64"; "text" where it is written in digits. */
  dtype: string;
  /** Float32Array for every float type, Int32Array for every integer type. */
  data: Float32Array | Int32Array;
}

/**
 * What a file holds under a name ("" where it holds one array without a name): an array, or a
 * sentence that says why the lab cannot read it.
 */
export type Found = { name: string } & ({ array: NumericArray } | { problem: string });

/** The most numbers that one array may have: 1 GiB as float32. */
export const MOST_ELEMENTS = 2 ** 28;

/** A shape for people: "3x4", "7", or "()" for a single value. */
export function shapeText(shape: readonly number[]): string {
  return shape.length ? shape.join("x") : "()";
}

/**
 * The number of elements that a shape means, for allocating them.
 *
 * @param subject what has the shape, which begins every error
 * @throws if there is none, or there are too many for the memory of a page
 */
export function elementCount(subject: string, shape: readonly number[], dtype: string): number {
  const count = shape.reduce((product, size) => product * size, 1);
  const described = `shape ${shapeText(shape)} of ${dtype}`;
  if (count === 0) {
    const none = shape[0] === 0 ? "rows" : "columns";
    throw new Error(`${subject}: ${described} has no ${none}, expected at least one`);
  }
  if (!(count <= MOST_ELEMENTS)) {
    throw new Error(
      `${subject}: ${described} has ${count} numbers, expected at most ${MOST_ELEMENTS}; ` +
        "save fewer rows",
    );
  }
  return count;
}

/**
 * Takes integers of any width as integers of 32 bits.
 *
 * @throws at the first that 32 bits cannot hold
 */
export function toInt32(subject: string, values: ArrayLike<number | bigint>): Int32Array {
  const integers = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    integers[i] = Number(values[i]);
    if (integers[i] !== Number(values[i])) {
      throw new Error(
        `${subject}: element ${i + 1} is ${values[i]}, expected an integer of 32 bits ` +
          "(-2147483648 to 2147483647)",
      );
    }
  }
  return integers;
}

/** An array that `read` gives, or the sentence of the error that it throws. */
export async function attempt(
  name: string,
  read: () => NumericArray | Promise<NumericArray>,
): Promise<Found> {
  try {
    return { name, array: await read() };
  } catch (error) {
    return { name, problem: (error as Error).message };
  }
}
