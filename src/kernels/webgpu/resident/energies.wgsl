// E_theta at points [rows, inputs], four a work-group.

struct Range {
  first: u32,
  rows: u32,
}

@group(0) @binding(0) var<uniform> range: Range;
@group(0) @binding(4) var<storage, read> queries: array<f32>;
@group(0) @binding(5) var<storage, read_write> results: array<f32>;

fn keep(at: u32, value: vec4f) {}

@compute @workgroup_size(threads)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let first = range.first + 4 * (group.y * groups.x + group.x);
  if (first >= range.rows) {
    return;
  }
  let rows = min(vec4u(first) + vec4u(0, 1, 2, 3), vec4u(range.rows - 1));
  let at = rows * inputs + thread;
  if (thread < inputs) {
    points[thread] = vec4f(queries[at.x], queries[at.y], queries[at.z], queries[at.w]);
  }
  workgroupBarrier();
  forward(thread);
  let energy = energies(thread);
  if (thread < 4 && first + thread < range.rows) {
    results[first + thread] = energy[thread];
  }
}
