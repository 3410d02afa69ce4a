// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
export { adam } from "./adam";
export { gemm, pack, packTransposed } from "./gemm";
export { langevinStep, projectToSphere } from "./langevin";
export { lossScale, lossTerms } from "./loss";
export { addBias, responsibilities, subtract } from "./mixture";
export { offerDistances, squaredNorms } from "./neighbours";
export {
  activate,
  copyRows,
  fourier,
  fourierGradient,
  multiply,
  outputGradient,
  rowDots,
  transpose,
  weightedColumnSums,
} from "./network";
export { normals } from "./noise";
