import type { Kernels } from "./module.ts";

/** The kernels in an order that is the same for every instance of a module. */
function functionsOf(kernels: Kernels): ((...values: number[]) => void)[] {
  const exported = Object.entries(kernels as unknown as Record<string, (...v: number[]) => void>);
  return exported.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kernel]) => kernel);
}

/** Writes kernel calls down instead of making them, so that any thread can make them later. */
export class Recorder {
  /** Looks like the kernels; a call is added to the program that is recorded. */
  readonly kernels: Kernels;
  private calls: number[] = [];

  constructor(kernels: Kernels) {
    const names = Object.keys(kernels).sort();
    const entries = names.map((name, index) => [
      name,
      (...values: number[]) => {
        this.calls.push(index, ...values);
      },
    ]);
    this.kernels = Object.fromEntries(entries);
  }

  /** The calls made of `kernels` meanwhile: each the kernel's place, then its arguments. */
  record(work: (kernels: Kernels) => void): number[] {
    this.calls = [];
    work(this.kernels);
    return this.calls;
  }
}

/** Makes recorded calls, one after the other. */
export class Player {
  private readonly functions: ((...values: number[]) => void)[];

  constructor(kernels: Kernels) {
    this.functions = functionsOf(kernels);
  }

  /** Makes the calls of a program. */
  play(calls: ArrayLike<number> & { slice(start: number, end: number): Iterable<number> }): void {
    for (let at = 0; at < calls.length; ) {
      const call = this.functions[calls[at]];
      const end = at + 1 + call.length;
      call(...calls.slice(at + 1, end));
      at = end;
    }
  }
}
