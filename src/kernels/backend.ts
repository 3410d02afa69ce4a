import "@tensorflow/tfjs-backend-cpu";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { Engine } from "./simd/engine.ts";
import { compileSimd } from "./simd/memory.ts";
import { registerSimd } from "./simd/register.ts";
import { Team } from "./simd/team.ts";
import { gpuOf } from "./webgpu/gpu.ts";
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
 */
export async function openBackend(choice: "auto" | "webgpu" | "cpu"): Promise<OpenBackend> {
  const adapter = choice === "cpu" ? null : await findAdapter();
  if (adapter && (choice === "webgpu" || !adapter.software)) {
    const opened = await openWebgpu(adapter).catch(() => null);
    if (opened) return opened;
  }
  const cpu = await openCpu();
  if (choice !== "webgpu") return cpu;
  return { ...cpu, label: `${cpu.label}; WebGPU is not available here` };
}

interface Adapter {
  name: string;
  software: boolean;
}

async function findAdapter(): Promise<Adapter | null> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter({
    powerPreference: "high-performance",
  });
  if (!adapter) return null;
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  const software = isFallbackAdapter || architecture === "swiftshader" || vendor === "google";
  return { name: `${vendor} ${architecture}`.trim(), software };
}

let webgpuRegistered = false;

async function openWebgpu(adapter: Adapter): Promise<OpenBackend | null> {
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend("webgpu"))) return null;
  gpuOf(tf.backend() as WebGPUBackend);
  if (!webgpuRegistered) {
    registerWebgpu();
    const agree = await kernelsAgree().catch(() => false);
    if (!agree) unregisterWebgpu();
  }
  webgpuRegistered = true;
  const kind = adapter.software ? "software adapter, slow" : adapter.name;
  return { name: "webgpu", label: `WebGPU (${kind})` };
}

/** Beyond this, shares of a batch are too small to be worth a thread. */
const MOST_THREADS = 16;

let registered = "";

async function openCpu(): Promise<OpenBackend> {
  if (!registered) {
    const simd = await compileSimd();
    const team = await Team.open(
      simd,
      Math.min(MOST_THREADS, globalThis.navigator?.hardwareConcurrency ?? 1),
    );
    registerSimd(new Engine(team));
    const threads = team.threads > 1 ? `${team.threads} threads` : "one thread";
    registered = `${simd.build === "relaxed" ? "relaxed SIMD" : "SIMD"}, ${threads}`;
  }
  await tf.setBackend("cpu");
  return { name: "cpu", label: `CPU (${registered})` };
}
