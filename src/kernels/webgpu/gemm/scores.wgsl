// E_G and the nearest squared Mahalanobis distance (composed.ts) of rows, a work-group each, from
// their y = W (z - centre), [rows, inputs], and its products with the means, [rows, classes].

override inputs: u32;
override classes: u32;

struct Range {
  // Where the rows' results begin, and how many rows there are.
  first: u32,
  rows: u32,
}

@group(0) @binding(0) var<uniform> range: Range;
@group(0) @binding(1) var<storage, read> whitened: array<f32>;
@group(0) @binding(2) var<storage, read> products: array<f32>;
@group(0) @binding(3) var<storage, read> offsets: array<f32>;
@group(0) @binding(4) var<storage, read> halfNorms: array<f32>;
@group(0) @binding(5) var<storage, read_write> energies: array<f32>;
@group(0) @binding(6) var<storage, read_write> nearest: array<f32>;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= range.rows) {
    return;
  }
  var square = 0.0;
  for (var d = thread; d < inputs; d += THREADS) {
    let y = whitened[row * inputs + d];
    square = fma(y, y, square);
  }
  square = sumOfAll(thread, square);
  var top = -1e30;
  var near = -1e30;
  for (var c = thread; c < classes; c += THREADS) {
    let value = products[row * classes + c];
    top = max(top, value + offsets[c]);
    near = max(near, value - halfNorms[c]);
  }
  top = maximumOfAll(thread, top);
  near = maximumOfAll(thread, near);
  var mass = 0.0;
  for (var c = thread; c < classes; c += THREADS) {
    mass += exp(max(products[row * classes + c] + offsets[c] - top, -80));
  }
  mass = sumOfAll(thread, mass);
  if (thread == 0) {
    energies[range.first + row] = square / 2 - top - log(mass);
    nearest[range.first + row] = max(0.0, square - 2 * near);
  }
}
