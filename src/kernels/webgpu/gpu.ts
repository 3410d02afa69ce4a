import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { DeviceLostError } from "../deviceLoss.ts";
import { GEMM_WORK } from "./limits.ts";

/** A shader and the values of its overrides. */
export interface Program {
  /** The parts that it is joined from: one array a shader, which is known by it. */
  code: string[];
  constants: Record<string, number>;
}

/** A tensor or a buffer in the place of its binding number; null where the shader has none. */
export type Bindings = (TensorInfo | GPUBuffer | null)[];

/** A program with its bindings and work-groups, ready to run as often as needed. */
export interface Dispatch {
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  grid: [number, number];
  /** Floating-point operations, where they are many. */
  work: number;
}

/** What is private in tfjs's BufferManager: its lists by size and use, and its counts. */
interface BufferPool {
  freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

const instances = new WeakMap<WebGPUBackend, Gpu>();

/** The one Gpu of a backend. */
export function gpuOf(backend: WebGPUBackend): Gpu {
  const gpu = instances.get(backend) ?? new Gpu(backend);
  instances.set(backend, gpu);
  return gpu;
}

/** Runs compute shaders on a tfjs backend's device, in order with what tfjs itself runs. */
export class Gpu {
  private readonly pipelines = new Map<string[], Map<string, GPUComputePipeline>>();
  private failure: Error | null = null;
  /** What breaks off the reads under way. */
  private readonly reading = new Set<(loss: Error) => void>();

  constructor(readonly backend: WebGPUBackend) {
    // A wrong binding or a lack of memory would otherwise show as results of 0.
    backend.device.onuncapturederror = ({ error }) => {
      // What follows the first error follows from it.
      if (this.failure) return;
      this.failure = new Error(`webgpu: ${error.message}`);
      throw this.failure;
    };
    // tfjs goes on with a lost device as if nothing had happened: only reading tells.
    backend.device.lost.then((info) => this.lose(info));
    const read = backend.read.bind(backend);
    backend.read = (dataId) =>
      new Promise((resolve, reject) => {
        this.reading.add(reject);
        read(dataId)
          .then(resolve, (error: unknown) => {
            // A read is broken off for no other reason, perhaps before the loss is told.
            if (error instanceof DOMException && error.name === "AbortError") this.lose(error);
            reject(this.failure ?? error);
          })
          .finally(() => this.reading.delete(reject));
      });
  }

  /** Notes the loss; a read under way ends with it, should the browser never answer it. */
  private lose(reason: { message: string }): void {
    this.failure = new DeviceLostError(reason);
    for (const reject of this.reading) reject(this.failure);
  }

  /** Whether the device is gone, with all tensors on it. */
  get lost(): boolean {
    return this.failure instanceof DeviceLostError;
  }

  /**
   * Records work and submits it.
   *
   * @throws DeviceLostError if the device was lost, or the error that it reported before
   */
  run<Output>(record: (commands: Commands) => Output): Output {
    if (this.failure) throw this.failure;
    const commands = new Commands(this);
    const output = record(commands);
    commands.finish();
    return output;
  }

  /**
   * Gives the memory of buffers that are not in use back to the device: tfjs keeps them for others of
   * exactly their size, which another batch or network never asks for.
   */
  trim(): void {
    this.run(() => {});
    const pool = this.backend.bufferManager as unknown as BufferPool;
    for (const buffers of pool.freeBuffers.values()) {
      for (const buffer of buffers.splice(0)) {
        pool.numBytesAllocated -= buffer.size;
        pool.numFreeBuffers--;
        buffer.destroy();
      }
    }
  }

  /** A program's pipeline, compiled once. */
  pipeline({ code, constants }: Program): GPUComputePipeline {
    const versions = this.pipelines.get(code) ?? new Map<string, GPUComputePipeline>();
    this.pipelines.set(code, versions);
    const key = JSON.stringify(constants);
    const compiled = versions.get(key) ?? this.compile(code.join("\n"), constants);
    versions.set(key, compiled);
    return compiled;
  }

  private compile(code: string, constants: Record<string, number>): GPUComputePipeline {
    const { device } = this.backend;
    const module = device.createShaderModule({ code });
    return device.createComputePipeline({ layout: "auto", compute: { module, constants } });
  }
}

/** Work recorded into tfjs's own encoder; its buffers come from tfjs's pool and go back there. */
export class Commands {
  private readonly backend: WebGPUBackend;
  private readonly borrowed: GPUBuffer[] = [];
  private pass: GPUComputePassEncoder | null = null;
  /** Recorded and not yet submitted. */
  private work = 0;

  constructor(private readonly gpu: Gpu) {
    this.backend = gpu.backend;
  }

  /** A new tensor without values. */
  output(shape: number[]): TensorInfo {
    return this.backend.makeTensorInfo(shape, "float32");
  }

  /** A buffer of `count` floats, valid until the work is done. */
  scratch(count: number): GPUBuffer {
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    return this.borrow(4 * count, STORAGE | COPY_SRC | COPY_DST);
  }

  /** A uniform buffer of integers, then floats. */
  uniforms(integers: number[], floats: number[]): GPUBuffer {
    const size = 16 * Math.ceil((integers.length + floats.length) / 4);
    const words = new ArrayBuffer(size);
    new Uint32Array(words).set(integers);
    new Float32Array(words).set(floats, integers.length);
    const buffer = this.borrow(size, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    this.backend.device.queue.writeBuffer(buffer, 0, words);
    return buffer;
  }

  /** Copies tensors one behind the other to the start of `target`. */
  copy(tensors: TensorInfo[], target: TensorInfo | GPUBuffer): void {
    const buffers = tensors.map((tensor) => this.bufferOf(tensor));
    const end = this.bufferOf(target);
    const encoder = this.encoder();
    let offset = 0;
    for (const buffer of buffers) {
      encoder.copyBufferToBuffer(buffer, 0, end, offset, buffer.size);
      offset += buffer.size;
    }
  }

  /** Runs a program's `groups` work-groups, which may lie in rows; it must skip surplus ones. */
  dispatch(program: Program, bindings: Bindings, groups: number): void {
    this.repeat([this.prepare(program, bindings, groups)]);
  }

  /** What `dispatch` runs, to be repeated. */
  prepare(program: Program, bindings: Bindings, groups: number, work = 0): Dispatch {
    const { device } = this.backend;
    const buffers = bindings.map((binding) => binding && this.bufferOf(binding));
    const pipeline = this.gpu.pipeline(program);
    const entries = buffers.flatMap((buffer, binding) =>
      buffer ? [{ binding, resource: { buffer } }] : [],
    );
    const layout = pipeline.getBindGroupLayout(0);
    const columns = Math.min(groups, device.limits.maxComputeWorkgroupsPerDimension);
    const bindGroup = device.createBindGroup({ layout, entries });
    return { pipeline, bindGroup, grid: [columns, Math.ceil(groups / columns)], work };
  }

  /** Runs what was prepared, in stretches that stay far from the driver's watchdog. */
  repeat(dispatches: Dispatch[]): void {
    for (const { pipeline, bindGroup, grid, work } of dispatches) {
      if (this.work + work > GEMM_WORK) this.submit();
      this.work += work;
      this.pass ??= this.encoder().beginComputePass();
      this.pass.setPipeline(pipeline);
      this.pass.setBindGroup(0, bindGroup);
      this.pass.dispatchWorkgroups(...grid);
    }
  }

  /** Sends what was recorded, so that what follows is another piece of work to the driver. */
  submit(): void {
    this.encoder();
    this.backend.submitQueue();
    this.work = 0;
  }

  /** Submits, and gives the borrowed buffers back. */
  finish(): void {
    this.submit();
    for (const buffer of this.borrowed) this.backend.bufferManager.releaseBuffer(buffer);
  }

  /** tfjs's own encoder, ready for a command outside any pass. */
  private encoder(): GPUCommandEncoder {
    this.pass?.end();
    this.pass = null;
    this.backend.ensureCommandEncoderReady();
    this.backend.endComputePassEncoder();
    const { commandEncoder } = this.backend as unknown as { commandEncoder: GPUCommandEncoder };
    return commandEncoder;
  }

  private borrow(size: number, usage: number): GPUBuffer {
    const buffer = this.backend.bufferManager.acquireBuffer(size, usage);
    this.borrowed.push(buffer);
    return buffer;
  }

  /** A tensor's buffer; its values are uploaded if they are not there. */
  private bufferOf(binding: TensorInfo | GPUBuffer): GPUBuffer {
    if (binding instanceof GPUBuffer) return binding;
    const data = this.backend.tensorMap.get(binding.dataId);
    if (!data.resource && data.values) this.encoder();
    this.backend.uploadToGPU(binding.dataId);
    return data.resource as GPUBuffer;
  }
}
