// Epilogue of a product that is scaled and added to: factor * product + share * addend.

struct Affine {
  // Where the addend begins, and its row length: 0 for one row that all rows get.
  addendAt: u32,
  stride: u32,
  factor: f32,
  share: f32,
}

@group(0) @binding(3) var<uniform> affine: Affine;
@group(0) @binding(4) var<storage, read> addend: array<f32>;
@group(0) @binding(5) var<storage, read_write> results: array<f32>;

fn finish(row: u32, column: u32, sum: vec4f) {
  let at = row * product.columns + column;
  let other = affine.addendAt + row * affine.stride + column;
  for (var c = 0u; c < 4 && column + c < product.columns; c++) {
    results[at + c] = fma(affine.factor, sum[c], affine.share * addend[other + c]);
  }
}
