// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
/**
 * One Langevin step in place (eq. 3): z += network * gradient + sigma * noise.
 *
 * z and noise are [rows, dimensions]; the gradients [rows, stride]. A gradient at 0 is left out.
 * The factors are minus the step size over the energy's temperature.
 */
export function langevinStep(
  z: usize,
  noise: usize,
  rows: i32,
  dimensions: i32,
  network: usize,
  networkFactor: f32,
  mixture: usize,
  mixtureFactor: f32,
  stride: i32,
  sigma: f32,
): void {
  const rowBytes = (<usize>dimensions) << 2;
  const strideBytes = (<usize>stride) << 2;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < rowBytes; at += 4) {
      let value = f32.load(z + at) + sigma * f32.load(noise + at);
      if (network) value += networkFactor * f32.load(network + at);
      if (mixture) value += mixtureFactor * f32.load(mixture + at);
      f32.store(z + at, value);
    }
    z += rowBytes;
    noise += rowBytes;
    if (network) network += strideBytes;
    if (mixture) mixture += strideBytes;
  }
}

/** Divides each row of z [rows, dimensions] by its length. */
export function projectToSphere(z: usize, rows: i32, dimensions: i32): void {
  for (let row = 0; row < rows; row++) {
    let squares: f32 = 0;
    for (let j = 0; j < dimensions; j++) {
      const value = f32.load(z + ((<usize>j) << 2));
      squares += value * value;
    }
    const scale: f32 = 1 / Mathf.sqrt(squares);
    for (let j = 0; j < dimensions; j++, z += 4) f32.store(z, scale * f32.load(z));
  }
}
