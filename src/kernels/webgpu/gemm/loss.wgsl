// The loss's terms, and its slope in each energy: first all data, then all negatives; a work-group.

struct Loss {
  dataRows: u32,
  negativeRows: u32,
  l2: f32,
}

@group(0) @binding(0) var<uniform> loss: Loss;
@group(0) @binding(1) var<storage, read> energies: array<f32>;
@group(0) @binding(2) var<storage, read_write> scales: array<f32>;
// Mean energy of the data and of the negatives, then the means of their squares.
@group(0) @binding(3) var<storage, read_write> terms: array<f32>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sums = vec4f(0);
  for (var row = thread; row < loss.dataRows + loss.negativeRows; row += THREADS) {
    let negative = row >= loss.dataRows;
    let count = f32(select(loss.dataRows, loss.negativeRows, negative));
    let energy = energies[row];
    scales[row] = (select(1.0, -1.0, negative) + 2 * loss.l2 * energy) / count;
    let share = vec2f(energy, energy * energy) / count;
    sums += select(vec4f(share.x, 0, share.y, 0), vec4f(0, share.x, 0, share.y), negative);
  }
  for (var term = 0u; term < 4; term++) {
    let sum = sumOfAll(thread, sums[term]);
    if (thread == 0) {
      terms[term] = sum;
    }
  }
}
