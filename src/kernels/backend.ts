import "@tensorflow/tfjs-backend-cpu";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { LossRecord } from "./deviceLoss.ts";
import { Engine } from "./simd/engine.ts";
import { compileSimd } from "./simd/memory.ts";
import { registerSimd } from "./simd/register.ts";
import { Team } from "./simd/team.ts";
import { type Gpu, gpuOf } from "./webgpu/gpu.ts";
import { registerWebgpu, unregisterWebgpu } from "./webgpu/register.ts";
import { kernelsAgree } from "./webgpu/selfTest.ts";

/** The backend that tensors live on; `label` names it for people. */
export interface OpenBackend {
  name: "webgpu" | "cpu";
  label: string;
}

/**
 * Opens the backend asked for, or with "auto" WebGPU on a real adapter and the CPU otherwise.
 *
 * A software adapter is about 100 times slower than the CPU's SIMD kernels, so "auto" never takes
 * one; asked for by name, it is opened and its label says so. Where WebGPU is asked for and cannot
 * be had, the CPU is opened and its label says why.
 *
 * After a DeviceLostError it opens a fresh device, or the CPU where two were lost within the last
 * minute.
 *
 * @param threads of the CPU, if it is opened for the first time; as many as the machine has by default
 */
export async function openBackend(
  choice: "auto" | "webgpu" | "cpu",
  threads: number = globalThis.navigator?.hardwareConcurrency ?? 1,
): Promise<OpenBackend> {
  dropLostDevice();
  releaseMemory();
  const unsteady = losses.twice(performance.now());
  const adapter = choice === "cpu" || unsteady ? null : await findAdapter();
  if (adapter && (choice === "webgpu" || !adapter.software)) {
    const opened = await openWebgpu(adapter).catch(() => null);
    if (opened) return opened;
  }
  const cpu = await openCpu(threads);
  if (choice === "cpu") return cpu;
  if (unsteady) return { ...cpu, label: `${cpu.label}; the GPU was lost twice within a minute` };
  if (choice === "auto") return cpu;
  return { ...cpu, label: `${cpu.label}; WebGPU is not available here` };
}

/** An adapter for WebGPU; a software one is slow. */
export interface Adapter {
  name: string;
  software: boolean;
}

/** The adapter that WebGPU would be opened on, or null where there is none. */
export async function findAdapter(): Promise<Adapter | null> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter({
    powerPreference: "high-performance",
  });
  if (!adapter) return null;
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  const software = isFallbackAdapter || architecture === "swiftshader" || vendor === "google";
  return { name: `${vendor} ${architecture}`.trim(), software };
}

const losses = new LossRecord();
/** The device in use or used last, once its kernels are tested. */
let current: Gpu | null = null;

async function openWebgpu(adapter: Adapter): Promise<OpenBackend | null> {
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend("webgpu"))) return null;
  const gpu = gpuOf(tf.backend() as WebGPUBackend);
  if (gpu !== current) {
    current = gpu;
    unregisterWebgpu();
    registerWebgpu();
    const agree = await kernelsAgree().catch(() => false);
    if (!agree) unregisterWebgpu();
    if (gpu.lost) return null;
  }
  const kind = adapter.software ? "software adapter, slow" : adapter.name;
  return { name: "webgpu", label: `WebGPU (${kind})` };
}

/** Gives back what the last run's sizes took of the GPU's memory, where it is free. */
export function releaseMemory(): void {
  if (current && !current.lost) current.trim();
}

/** Takes a lost device's backend from tfjs, which would use it for ever, so that it makes another. */
function dropLostDevice(): void {
  if (!current?.lost) return;
  current = null;
  losses.add(performance.now());
  const factory = tf.findBackendFactory("webgpu");
  tf.removeBackend("webgpu");
  tf.registerBackend("webgpu", factory);
}

/** Beyond this, shares of a batch are too small to be worth a thread. */
const MOST_THREADS = 16;

let registered = "";

async function openCpu(most: number): Promise<OpenBackend> {
  if (!registered) {
    const simd = await compileSimd();
    const team = await Team.open(simd, Math.min(MOST_THREADS, most));
    registerSimd(new Engine(team));
    const threads = team.threads > 1 ? `${team.threads} threads` : "one thread";
    registered = `${simd.build === "relaxed" ? "relaxed SIMD" : "SIMD"}, ${threads}`;
  }
  await tf.setBackend("cpu");
  return { name: "cpu", label: `CPU (${registered})` };
}
