// The loss's gradient and terms from the tape: a thread sums four weights of one output, or a term.

struct Loss {
  dataRows: u32,
  negativeRows: u32,
  // The first task of this dispatch.
  first: u32,
}

@group(0) @binding(0) var<uniform> loss: Loss;
@group(0) @binding(1) var<storage, read> tape: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(3) var<storage, read_write> terms: array<f32>;

// Mean energy of the data and of the negatives, then the means of their squares.
fn writeTerm(term: u32) {
  let dataGroups = (loss.dataRows + 3) / 4;
  let negative = (term & 1) == 1;
  let count = select(loss.dataRows, loss.negativeRows, negative);
  let first = select(0u, dataGroups, negative);
  var sum = 0.0;
  for (var group = first; group < first + (count + 3) / 4; group++) {
    let energy = tape[group * tapeSize() + tapeEnergies()];
    sum += dot(energy, select(vec4f(1), energy, term > 1));
  }
  terms[term] = sum / f32(count);
}

// A bias is the weight of an input that is 1.
fn writeGradient(layer: u32, task: u32) {
  let rows = layerInputs(layer);
  let columns = layerOutputs(layer);
  let column = task % columns;
  let row = vec4u(4 * (task / columns)) + vec4u(0, 1, 2, 3);
  let values = tapeValues(layer) + min(row, vec4u(rows - 1));
  let deltas = tapeDeltas(layer) + column;
  let groups = (loss.dataRows + 3) / 4 + (loss.negativeRows + 3) / 4;
  var sum = vec4f(0);
  for (var group = 0u; group < groups; group++) {
    let page = group * tapeSize();
    let delta = tape[page + deltas];
    sum += vec4f(
      dot(delta, select(tape[page + values.x], vec4f(1), row.x == rows)),
      dot(delta, select(tape[page + values.y], vec4f(1), row.y == rows)),
      dot(delta, select(tape[page + values.z], vec4f(1), row.z == rows)),
      dot(delta, select(tape[page + values.w], vec4f(1), row.w == rows)),
    );
  }
  for (var k = 0u; k < 4 && row[k] <= rows; k++) {
    gradient[layerKernel(layer) + row[k] * columns + column] = sum[k];
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  var task = loss.first + id.x;
  for (var layer = 0u; layer <= hiddenLayers; layer++) {
    let tasks = (layerInputs(layer) + 4) / 4 * layerOutputs(layer);
    if (task < tasks) {
      writeGradient(layer, task);
      return;
    }
    task -= tasks;
  }
  if (task < 4) {
    writeTerm(task);
  }
}
