// Each row of the states [rows, columns] divided by its length, a work-group a row.

override columns: u32;

@group(0) @binding(0) var<storage, read_write> states: array<f32>;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let first = (group.y * groups.x + group.x) * columns;
  let end = first + columns;
  if (end > arrayLength(&states)) {
    return;
  }
  var square = 0.0;
  for (var i = first + thread; i < end; i += THREADS) {
    square = fma(states[i], states[i], square);
  }
  let length = sqrt(sumOfAll(thread, square));
  for (var i = first + thread; i < end; i += THREADS) {
    states[i] /= length;
  }
}
