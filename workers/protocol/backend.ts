/** "auto" takes WebGPU on a real adapter and the CPU otherwise, never a software adapter. */
export type BackendChoice = "auto" | "webgpu" | "cpu";

/** The backend in use; `label` is for people, such as "CPU (SIMD, 4 threads)" or "WebGPU (nvidia ampere)". */
export interface Backend {
  name: "webgpu" | "cpu";
  label: string;
}
