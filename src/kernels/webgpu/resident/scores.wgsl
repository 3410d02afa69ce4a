// E_G and the nearest squared Mahalanobis distance (composed.ts) at points [rows, inputs], a thread each.

override inputs: u32;
override classes: u32;

// W [D, D], W centre [D], m_c [C, D], offsets [C] and halves of squared norms [C], one by one.
@group(0) @binding(0) var<storage, read> mixture: array<f32>;
@group(0) @binding(1) var<storage, read> queries: array<f32>;
@group(0) @binding(2) var<storage, read_write> energies: array<f32>;
@group(0) @binding(3) var<storage, read_write> nearest: array<f32>;

// 16 coordinates at most (limits.ts): a private array's length cannot be an override.
var<private> whitened: array<f32, 16>;

fn product(c: u32) -> f32 {
  var sum = 0.0;
  for (var d = 0u; d < inputs; d++) {
    sum = fma(whitened[d], mixture[(inputs + 1 + c) * inputs + d], sum);
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = 64 * (group.y * groups.x + group.x) + thread;
  if (row >= arrayLength(&energies)) {
    return;
  }
  var square = 0.0;
  for (var d = 0u; d < inputs; d++) {
    var y = -mixture[inputs * inputs + d];
    for (var k = 0u; k < inputs; k++) {
      y = fma(queries[row * inputs + k], mixture[d * inputs + k], y);
    }
    whitened[d] = y;
    square = fma(y, y, square);
  }
  let offsets = (inputs + 1 + classes) * inputs;
  var top = -1e30;
  var near = -1e30;
  for (var c = 0u; c < classes; c++) {
    let value = product(c);
    top = max(top, value + mixture[offsets + c]);
    near = max(near, value - mixture[offsets + classes + c]);
  }
  var mass = 0.0;
  for (var c = 0u; c < classes; c++) {
    mass += exp(max(product(c) + mixture[offsets + c] - top, -80));
  }
  energies[row] = square / 2 - top - log(mass);
  nearest[row] = max(0.0, square - 2 * near);
}
