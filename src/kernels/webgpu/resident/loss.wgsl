// The loss's pass over four rows a work-group, forward and back: first all data, then all negatives.

struct Loss {
  dataRows: u32,
  negativeRows: u32,
  // The first group of this dispatch.
  first: u32,
  l2: f32,
}

@group(0) @binding(0) var<uniform> loss: Loss;
@group(0) @binding(4) var<storage, read> data: array<f32>;
@group(0) @binding(5) var<storage, read> negatives: array<f32>;
@group(0) @binding(6) var<storage, read_write> tape: array<vec4f>;

var<private> page: u32;

fn keep(at: u32, value: vec4f) {
  tape[page + at] = value;
}

@compute @workgroup_size(threads)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let index = loss.first + group.y * groups.x + group.x;
  let dataGroups = (loss.dataRows + 3) / 4;
  if (index >= dataGroups + (loss.negativeRows + 3) / 4) {
    return;
  }
  page = index * tapeSize();
  let negative = index >= dataGroups;
  let count = select(loss.dataRows, loss.negativeRows, negative);
  let rows = vec4u(4 * select(index, index - dataGroups, negative)) + vec4u(0, 1, 2, 3);
  let at = min(rows, vec4u(count - 1)) * inputs + thread;
  if (thread < inputs) {
    if (negative) {
      points[thread] = vec4f(negatives[at.x], negatives[at.y], negatives[at.z], negatives[at.w]);
    } else {
      points[thread] = vec4f(data[at.x], data[at.y], data[at.z], data[at.w]);
    }
  }
  workgroupBarrier();
  forward(thread);
  let inside = rows < vec4u(count);
  let energy = select(vec4f(0), energies(thread), inside);
  let slope = select(1.0, -1.0, negative) + 2 * loss.l2 * energy;
  let scale = select(vec4f(0), slope / f32(count), inside);
  if (thread == 0) {
    keep(tapeDeltas(hiddenLayers), scale);
    keep(tapeEnergies(), energy);
  }
  backward(scale, thread);
}
