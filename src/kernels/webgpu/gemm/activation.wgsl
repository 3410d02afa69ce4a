// Epilogue of a layer: its values, and its slopes for the way back.

// 0 LeakyReLU, 1 SiLU, 2 the cosines of the first half of the columns and the sines of the second.
override activation: u32;

struct Layer {
  // Where the output layer's kernel lies in the weights, to begin the way back with it; 0 for not.
  outputAt: u32,
}

@group(0) @binding(3) var<uniform> layer: Layer;
@group(0) @binding(4) var<storage, read_write> values: array<f32>;
@group(0) @binding(5) var<storage, read_write> slopes: array<f32>;

const LEAK = 0.2;

fn finish(row: u32, column: u32, x: vec4f) {
  var value = select(LEAK * x, x, x > vec4f(0));
  var slope = select(vec4f(LEAK), vec4f(1), x > vec4f(0));
  if (activation == 1) {
    let gate = 1 / (1 + exp(clamp(-x, vec4f(-80), vec4f(80))));
    value = x * gate;
    slope = fma(value, 1 - gate, gate);
  }
  if (activation == 2) {
    let phase = cosSin(x);
    let first = vec4u(column) + vec4u(0, 1, 2, 3) < vec4u(product.columns / 2);
    value = select(phase.sine, phase.cosine, first);
    slope = select(phase.cosine, -phase.sine, first);
  }
  if (layer.outputAt > 0) {
    slope *= rightAt(layer.outputAt + column);
  }
  let at = row * product.columns + column;
  for (var c = 0u; c < 4 && column + c < product.columns; c++) {
    values[at + c] = value[c];
    slopes[at + c] = slope[c];
  }
}
