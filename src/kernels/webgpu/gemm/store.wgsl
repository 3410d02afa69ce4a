// Epilogue of a product that is kept as it is.

struct Store {
  // Where the results begin.
  resultsAt: u32,
}

@group(0) @binding(3) var<uniform> destination: Store;
@group(0) @binding(4) var<storage, read_write> results: array<f32>;

fn finish(row: u32, column: u32, sum: vec4f) {
  let at = destination.resultsAt + row * product.columns + column;
  for (var c = 0u; c < 4 && column + c < product.columns; c++) {
    results[at + c] = sum[c];
  }
}
