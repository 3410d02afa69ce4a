// The squared length of each row of values [rows, columns], a work-group a row.

override columns: u32;

@group(0) @binding(0) var<storage, read> values: array<f32>;
@group(0) @binding(1) var<storage, read_write> norms: array<f32>;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let row = group.y * groups.x + group.x;
  if (row >= arrayLength(&norms)) {
    return;
  }
  var square = 0.0;
  for (var i = row * columns + thread; i < (row + 1) * columns; i += THREADS) {
    square = fma(values[i], values[i], square);
  }
  square = sumOfAll(thread, square);
  if (thread == 0) {
    norms[row] = square;
  }
}
