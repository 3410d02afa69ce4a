import { vi } from "vitest";
import type { OpenBackend } from "../../src/kernels/backend.ts";
import { DeviceLostError } from "../../src/kernels/deviceLoss.ts";
import { Recovery } from "../../workers/recovery.ts";

export const GPU: OpenBackend = { name: "webgpu", label: "WebGPU (test)" };
export const CPU: OpenBackend = { name: "cpu", label: "CPU (test)" };

/** A recovery that opens backends in this order, the last one for ever; the CPU does their work. */
export async function recoveryOf(...backends: OpenBackend[]): Promise<Recovery> {
  const left = backends.slice();
  const recovery = new Recovery(async (cpu) =>
    cpu ? CPU : left.length > 1 ? left.shift()! : left[0]!,
  );
  await recovery.open();
  return recovery;
}

export const lost = () => new DeviceLostError({ message: "test" });

/** Loses the device in certain calls, counted from 1, of an object's asynchronous method. */
export function loseIn<Name extends string>(
  object: Record<Name, (...given: never[]) => Promise<unknown>>,
  name: Name,
  ...calls: number[]
): void {
  const original = object[name];
  let count = 0;
  vi.spyOn(object as Record<string, () => Promise<unknown>>, name).mockImplementation(function (
    this: unknown,
    ...given: never[]
  ) {
    count++;
    return calls.includes(count) ? Promise.reject(lost()) : original.apply(this, given);
  });
}

/** A clock that stands 0.3 s later whenever it is read. */
export function fastClock(): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += 300;
    return now;
  });
}
