import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { expect, test } from "vitest";
import { DeviceLostError } from "../../../src/kernels/deviceLoss.ts";
import { gpuOf } from "../../../src/kernels/webgpu/gpu.ts";

type Read = WebGPUBackend["read"];

/** A backend of a device that does nothing but be lost, when `lose` is called. */
function device(read: Read) {
  let lose = (_info: { message: string }) => {};
  const lost = new Promise((resolve) => {
    lose = resolve;
  });
  const backend = { device: { lost }, read } as unknown as WebGPUBackend;
  return { backend, gpu: gpuOf(backend), lose };
}

const never = new Promise<never>(() => {});

test("a read that the browser never answers ends with the device's loss", async () => {
  const { backend, gpu, lose } = device(() => never);
  const reads = [backend.read({}), backend.read({})];
  lose({ message: "driver reset" });
  for (const read of reads) await expect(read).rejects.toThrow(/device was lost \(driver reset\)/);
  expect(gpu.lost).toBe(true);
});

test("a read that is broken off tells of the loss where the browser has not yet", async () => {
  const { backend, gpu } = device(async () => {
    throw new DOMException("the device was lost before mapping was resolved", "AbortError");
  });
  await expect(backend.read({})).rejects.toThrow(DeviceLostError);
  expect(gpu.lost).toBe(true);
  expect(() => gpu.run(() => {})).toThrow(DeviceLostError);
});

test("a read that fails for another reason is no loss", async () => {
  const { backend, gpu } = device(async () => {
    throw new Error("the tensor is not there");
  });
  await expect(backend.read({})).rejects.toThrow(/^the tensor is not there$/);
  expect(gpu.lost).toBe(false);
});

test("a read gives its values while the device is there", async () => {
  const values = Float32Array.of(1, 2);
  const { backend } = device(async () => values);
  expect(await backend.read({})).toBe(values);
});
