// The weights' moving average, `shares` of the old one and of the weights. Apart from adam.wgsl: a shader has eight storage buffers at most.

@group(0) @binding(0) var<uniform> shares: vec2f;
@group(0) @binding(1) var<storage, read> average: array<f32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> nextAverage: array<f32>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let i = 64 * (group.y * groups.x + group.x) + thread;
  if (i < arrayLength(&average)) {
    nextAverage[i] = dot(shares, vec2f(average[i], weights[i]));
  }
}
