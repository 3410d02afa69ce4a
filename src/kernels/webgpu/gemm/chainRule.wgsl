// Epilogue of a layer on the way back: the gradient behind the activation, in the slopes' place.

@group(0) @binding(4) var<storage, read_write> slopes: array<f32>;

fn finish(row: u32, column: u32, sum: vec4f) {
  let at = row * product.columns + column;
  for (var c = 0u; c < 4 && column + c < product.columns; c++) {
    slopes[at + c] *= sum[c];
  }
}
