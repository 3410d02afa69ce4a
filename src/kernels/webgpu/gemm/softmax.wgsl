// Each row of the logits [rows, columns] becomes its softmax, a work-group a row.

override columns: u32;

@group(0) @binding(0) var<storage, read_write> logits: array<f32>;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let first = (group.y * groups.x + group.x) * columns;
  let end = first + columns;
  if (end > arrayLength(&logits)) {
    return;
  }
  var top = -1e30;
  for (var i = first + thread; i < end; i += THREADS) {
    top = max(top, logits[i]);
  }
  top = maximumOfAll(thread, top);
  var mass = 0.0;
  for (var i = first + thread; i < end; i += THREADS) {
    let share = exp(max(logits[i] - top, -80));
    logits[i] = share;
    mass += share;
  }
  mass = sumOfAll(thread, mass);
  for (var i = first + thread; i < end; i += THREADS) {
    logits[i] /= mass;
  }
}
