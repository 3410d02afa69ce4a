// Frequencies [D, m] as [D, 2 m], each row twice: the kernel of the layer of cosines and sines.

override columns: u32;

@group(0) @binding(0) var<storage, read> frequencies: array<f32>;
@group(0) @binding(1) var<storage, read_write> kernel: array<f32>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let at = 64 * (group.y * groups.x + group.x) + thread;
  if (at < arrayLength(&kernel)) {
    kernel[at] = frequencies[at / (2 * columns) * columns + at % columns];
  }
}
