// One step of Adam (Kingma and Ba, 2015), a thread a weight; average.wgsl goes on from it.

struct Adam {
  // beta1 and 1 - beta1, then the same of beta2: 1 - beta2 is inexact in float32.
  first: vec2f,
  second: vec2f,
  // rate / (1 - beta1^update), and 1 / (1 - beta2^update).
  stride: f32,
  correction: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<uniform> adam: Adam;
@group(0) @binding(1) var<storage, read> weights: array<f32>;
@group(0) @binding(2) var<storage, read> mean: array<f32>;
@group(0) @binding(3) var<storage, read> variance: array<f32>;
@group(0) @binding(4) var<storage, read> gradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> nextWeights: array<f32>;
@group(0) @binding(6) var<storage, read_write> nextMean: array<f32>;
@group(0) @binding(7) var<storage, read_write> nextVariance: array<f32>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let i = 64 * (group.y * groups.x + group.x) + thread;
  if (i >= arrayLength(&weights)) {
    return;
  }
  let g = gradient[i];
  let m = dot(adam.first, vec2f(mean[i], g));
  let v = dot(adam.second, vec2f(variance[i], g * g));
  nextMean[i] = m;
  nextVariance[i] = v;
  nextWeights[i] = weights[i] - adam.stride * m / (sqrt(v * adam.correction) + adam.epsilon);
}
