import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../../../src/kernels/backend.ts";
import { gpuOf } from "../../../src/kernels/webgpu/gpu.ts";
import math from "../../../src/kernels/webgpu/math.wgsl?raw";
import random from "../../../src/kernels/webgpu/random.wgsl?raw";

/** What the page has asked of WebGPU since it was opened. */
export const asked = { dispatches: 0, liveBuffers: 0 };

const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...size) {
  asked.dispatches++;
  return dispatchWorkgroups.apply(this, size);
};
const { createBuffer } = GPUDevice.prototype;
GPUDevice.prototype.createBuffer = function (descriptor) {
  asked.liveBuffers++;
  return createBuffer.call(this, descriptor);
};
const { destroy } = GPUBuffer.prototype;
GPUBuffer.prototype.destroy = function () {
  asked.liveBuffers--;
  return destroy.call(this);
};

const PHILOX = `
  @group(0) @binding(0) var<uniform> counter: vec4u;
  @group(0) @binding(1) var<uniform> key: vec2u;
  @group(0) @binding(2) var<storage, read_write> bytes: array<f32>;

  @compute @workgroup_size(1)
  fn main() {
    let words = philox(counter, key);
    for (var i = 0u; i < 16; i++) {
      bytes[i] = f32((words[i / 4] >> (8 * (i % 4))) & 255);
    }
  }
`;

/** The words that random.wgsl makes of a counter and a key. */
export async function philox(counter: number[], key: number[]): Promise<number[]> {
  await openBackend("webgpu");
  const program = { code: [math, random, PHILOX], constants: {} };
  const output = gpuOf(tf.backend() as WebGPUBackend).run((commands) => {
    const result = commands.output([16]);
    const uniforms = [commands.uniforms(counter, []), commands.uniforms(key, [])];
    commands.dispatch(program, [...uniforms, result], 1);
    return result;
  });
  const tensor = tf.engine().makeTensorFromTensorInfo(output);
  const bytes = Uint8Array.from(await tensor.data());
  return [...new Uint32Array(bytes.buffer)];
}

/** Does what WebGPU forbids, and gives the message of what fails next. */
export async function spoil(): Promise<string> {
  await openBackend("webgpu");
  const { device } = tf.backend() as WebGPUBackend;
  device.createBuffer({ size: 4, usage: 0 });
  await device.queue.onSubmittedWorkDone();
  const words = philox([0, 0, 0, 0], [0, 0]);
  return words.then(String, (error: Error) => error.message);
}

/** Which errors meet operations at the loss of the device, and after it. */
export interface Losses {
  /** A read that was under way. */
  pending: string;
  /** A read that begins when the loss is known. */
  laterRead: string;
  /** An operation of tfjs's own, read. */
  composed: string;
  /** A registered kernel. */
  registered: string;
  /** The same on a backend opened again. */
  reopened: string;
}

/** Loses the device, and names the errors that follow. */
export async function lose(): Promise<Losses> {
  await openBackend("webgpu");
  const { device } = tf.backend() as WebGPUBackend;
  const tensor = tf.mul(tf.ones([2000]), 2);
  const nameOf = (work: () => Promise<unknown>) =>
    work().then(
      () => "none",
      (error: Error) => error.name,
    );
  const underWay = nameOf(() => tensor.data());
  device.destroy();
  const pending = await underWay;
  await device.lost;
  const gpu = gpuOf(tf.backend() as WebGPUBackend);
  return {
    pending,
    laterRead: await nameOf(() => tensor.data()),
    composed: await nameOf(() => tf.add(tensor, 1).data()),
    registered: await nameOf(async () => gpu.run((commands) => commands.output([1]))),
    reopened: await nameOf(() => philox([0, 0, 0, 0], [0, 0])),
  };
}
