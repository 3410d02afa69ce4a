export { gemm, pack, packTransposed } from "./gemm";
export { langevinStep } from "./langevin";
export { addBias, responsibilities, subtract } from "./mixture";
export { offerDistances, squaredNorms } from "./neighbours";
export {
  activate,
  fourier,
  fourierGradient,
  multiply,
  outputGradient,
  rowDots,
  transpose,
  weightedColumnSums,
} from "./network";
