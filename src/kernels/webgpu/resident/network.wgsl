// E_theta of four points by one work-group: a vec4f is one unit's value at each of them, a thread
// computes every `threads`-th unit. `exchange` has two halves of `room`, read and written in turn.
// An entry point defines `keep`, which may store what the weight gradient needs (tape.wgsl).

override threads: u32;
override room: u32;
override silu: bool;

@group(0) @binding(1) var<storage, read> weights: array<f32>;
@group(0) @binding(2) var<storage, read> transposed: array<f32>;
@group(0) @binding(3) var<storage, read> frequencies: array<f32>;

var<workgroup> points: array<vec4f, inputs>;
var<workgroup> exchange: array<vec4f, 2 * room>;
var<workgroup> slopes: array<vec4f, hiddenLayers * width>;

const LEAK = 0.2;
// Sums over units are split between as many threads.
const PARTS = 16u;

fn half(layer: u32) -> u32 {
  return (layer & 1) * room;
}

fn phases(frequency: u32) -> CosSin {
  var phase = vec4f(0);
  for (var d = 0u; d < inputs; d++) {
    phase = fma(points[d], vec4f(frequencies[d * frequencyCount + frequency]), phase);
  }
  return cosSin(phase);
}

fn readFeatures(thread: u32) {
  if (frequencyCount == 0) {
    for (var d = thread; d < inputs; d += threads) {
      exchange[d] = points[d];
      keep(d, points[d]);
    }
  }
  for (var j = thread; j < frequencyCount; j += threads) {
    let phase = phases(j);
    exchange[j] = phase.cosine;
    exchange[j + frequencyCount] = phase.sine;
    keep(j, phase.cosine);
    keep(j + frequencyCount, phase.sine);
  }
  workgroupBarrier();
}

// From `points` to the last hidden layer's values, in half(hiddenLayers).
fn forward(thread: u32) {
  readFeatures(thread);
  for (var layer = 0u; layer < hiddenLayers; layer++) {
    let count = layerInputs(layer);
    let kernel = layerKernel(layer);
    let source = half(layer);
    for (var j = thread; j < width; j += threads) {
      var x = vec4f(weights[kernel + count * width + j]);
      for (var i = 0u; i < count; i++) {
        x = fma(exchange[source + i], vec4f(weights[kernel + i * width + j]), x);
      }
      var value = select(LEAK * x, x, x > vec4f(0));
      var slope = select(vec4f(LEAK), vec4f(1), x > vec4f(0));
      if (silu) {
        let gate = 1 / (1 + exp(clamp(-x, vec4f(-80), vec4f(80))));
        value = x * gate;
        slope = fma(value, 1 - gate, gate);
      }
      exchange[half(layer + 1) + j] = value;
      slopes[layer * width + j] = slope;
      keep(featureCount() + layer * width + j, value);
    }
    workgroupBarrier();
  }
}

// The energies, after `forward`; every thread gets them.
fn energies(thread: u32) -> vec4f {
  let kernel = layerKernel(hiddenLayers);
  let source = half(hiddenLayers);
  let parts = half(hiddenLayers + 1);
  for (var part = thread; part < PARTS; part += threads) {
    var sum = vec4f(0);
    for (var j = part; j < width; j += PARTS) {
      sum = fma(exchange[source + j], vec4f(weights[kernel + j]), sum);
    }
    exchange[parts + part] = sum;
  }
  workgroupBarrier();
  var energy = vec4f(weights[kernel + width]);
  for (var part = 0u; part < PARTS; part++) {
    energy += exchange[parts + part];
  }
  return energy;
}

// After `forward`: `scale` times the gradient behind each activation, layer 0's in half(1).
fn backward(scale: vec4f, thread: u32) {
  let deltas = featureCount() + hiddenLayers * width;
  for (var layer = hiddenLayers; layer > 0; layer--) {
    let kernel = layerKernel(layer);
    let count = layerOutputs(layer);
    for (var i = thread; i < width; i += threads) {
      var delta = vec4f(0);
      if (layer == hiddenLayers) {
        delta = scale * weights[kernel + i];
      } else {
        for (var j = 0u; j < count; j++) {
          delta = fma(exchange[half(layer + 1) + j], vec4f(transposed[kernel + j * width + i]), delta);
        }
      }
      delta *= slopes[(layer - 1) * width + i];
      exchange[half(layer) + i] = delta;
      keep(deltas + (layer - 1) * width + i, delta);
    }
    workgroupBarrier();
  }
}

// After `backward`: the gradient of E_theta in coordinate `thread`, for threads below `inputs`.
fn inputGradient(thread: u32) -> vec4f {
  var count = width;
  var source = half(1);
  if (frequencyCount > 0) {
    phaseGradient(thread);
    count = frequencyCount;
    source = half(0);
  }
  let parts = room - source;
  for (var task = thread; task < PARTS * inputs; task += threads) {
    let row = (task / PARTS) * count;
    var sum = vec4f(0);
    for (var j = task % PARTS; j < count; j += PARTS) {
      sum = fma(exchange[source + j], vec4f(pull(row + j)), sum);
    }
    exchange[parts + task] = sum;
  }
  workgroupBarrier();
  var gradient = vec4f(0);
  if (thread < inputs) {
    for (var part = 0u; part < PARTS; part++) {
      gradient += exchange[parts + thread * PARTS + part];
    }
  }
  workgroupBarrier();
  return gradient;
}

// How coordinates enter: by the frequencies [inputs, m], or by layer 0's kernel [inputs, width].
fn pull(at: u32) -> f32 {
  if (frequencyCount > 0) {
    return frequencies[at];
  }
  return weights[at];
}

// The gradient of the phases, in half(0): cos' = -sin, sin' = cos.
fn phaseGradient(thread: u32) {
  let source = half(1);
  for (var f = thread; f < frequencyCount; f += threads) {
    var cosine = vec4f(0);
    var sine = vec4f(0);
    for (var j = 0u; j < width; j++) {
      let row = j * featureCount() + f;
      cosine = fma(exchange[source + j], vec4f(transposed[row]), cosine);
      sine = fma(exchange[source + j], vec4f(transposed[row + frequencyCount]), sine);
    }
    let phase = phases(f);
    exchange[f] = sine * phase.cosine - cosine * phase.sine;
  }
  workgroupBarrier();
}
