// Langevin chains (eq. 3) of four particles a work-group, several steps a dispatch, in place.

const STEPS = 256u;

struct Chain {
  rows: u32,
  steps: u32,
  firstStep: u32,
  update: u32,
  key: vec2u,
  sphere: u32,
  // Each step's alpha / T, alpha / T_G and sigma.
  schedule: array<vec4f, STEPS>,
}

@group(0) @binding(0) var<uniform> chain: Chain;
@group(0) @binding(5) var<storage, read_write> states: array<f32>;

var<workgroup> noise: array<f32, 4 * inputs>;

fn keep(at: u32, value: vec4f) {}

// Coordinate `thread` divided by the point's length; the points are left as they are.
fn onSphere(thread: u32, z: vec4f) -> vec4f {
  if (thread < inputs) {
    points[thread] = z;
  }
  workgroupBarrier();
  var squares = vec4f(0);
  for (var d = 0u; d < inputs; d++) {
    squares = fma(points[d], points[d], squares);
  }
  workgroupBarrier();
  return z / sqrt(squares);
}

@compute @workgroup_size(threads)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let index = group.y * groups.x + group.x;
  let first = 4 * index;
  if (first >= chain.rows) {
    return;
  }
  // Lanes past the last row repeat it.
  let rows = min(vec4u(first) + vec4u(0, 1, 2, 3), vec4u(chain.rows - 1));
  let at = rows * inputs + thread;
  var z = vec4f(0);
  if (thread < inputs) {
    z = vec4f(states[at.x], states[at.y], states[at.z], states[at.w]);
  }
  if (chain.sphere == 1 && chain.firstStep == 0) {
    z = onSphere(thread, z);
  }
  for (var step = 0u; step < chain.steps; step++) {
    let factors = chain.schedule[step];
    if (thread < inputs) {
      points[thread] = z;
      // A block of four normals an element 4 t of the rows [4, inputs] that the group holds.
      if (factors.z > 0) {
        let block = normals(index * inputs + thread, chain.update, chain.firstStep + step, chain.key);
        for (var k = 0u; k < 4; k++) {
          noise[4 * thread + k] = block[k];
        }
      }
    }
    workgroupBarrier();
    forward(thread);
    backward(vec4f(1), thread);
    var change = -factors.x * inputGradient(thread);
    if (classes > 0) {
      change -= factors.y * mixtureGradient(thread);
    }
    if (thread < inputs && factors.z > 0) {
      let kick = vec4f(
        noise[thread],
        noise[inputs + thread],
        noise[2 * inputs + thread],
        noise[3 * inputs + thread],
      );
      change = fma(kick, vec4f(factors.z), change);
    }
    z += change;
    if (chain.sphere == 1) {
      z = onSphere(thread, z);
    }
    workgroupBarrier();
  }
  if (thread < inputs) {
    for (var k = 0u; k < 4 && first + k < chain.rows; k++) {
      states[at[k]] = z[k];
    }
  }
}
