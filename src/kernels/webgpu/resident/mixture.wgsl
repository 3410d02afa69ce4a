// The gradient of E_G (composed.ts) at `points`, by one work-group in `exchange`.

override classes: u32;

// W [D, D], W centre [D], m_c [C, D], offsets [C] and halves of squared norms [C], one by one.
@group(0) @binding(4) var<storage, read> mixture: array<f32>;

fn meanAt(c: u32, d: u32) -> f32 {
  return mixture[(inputs + 1 + c) * inputs + d];
}

fn offsetAt(c: u32) -> f32 {
  return mixture[(inputs + 1 + classes) * inputs + c];
}

// The gradient in coordinate `thread`, for threads below `inputs`.
fn mixtureGradient(thread: u32) -> vec4f {
  // exchange: y [D], then parts; from `room` on the logits [C].
  var y = vec4f(0);
  if (thread < inputs) {
    y = vec4f(-mixture[inputs * inputs + thread]);
    for (var k = 0u; k < inputs; k++) {
      y = fma(points[k], vec4f(mixture[thread * inputs + k]), y);
    }
    exchange[thread] = y;
  }
  workgroupBarrier();
  for (var c = thread; c < classes; c += threads) {
    var logit = vec4f(offsetAt(c));
    for (var d = 0u; d < inputs; d++) {
      logit = fma(exchange[d], vec4f(meanAt(c, d)), logit);
    }
    exchange[room + c] = logit;
  }
  workgroupBarrier();
  for (var part = thread; part < PARTS; part += threads) {
    var top = vec4f(-1e30);
    for (var c = part; c < classes; c += PARTS) {
      top = max(top, exchange[room + c]);
    }
    exchange[inputs + part] = top;
  }
  workgroupBarrier();
  var top = vec4f(-1e30);
  for (var part = 0u; part < PARTS; part++) {
    top = max(top, exchange[inputs + part]);
  }
  for (var c = thread; c < classes; c += threads) {
    exchange[room + c] = exp(max(exchange[room + c] - top, vec4f(-80)));
  }
  workgroupBarrier();
  for (var task = thread; task < PARTS * (inputs + 1); task += threads) {
    let d = task / PARTS;
    var sum = vec4f(0);
    for (var c = task % PARTS; c < classes; c += PARTS) {
      let share = exchange[room + c];
      if (d < inputs) {
        sum = fma(share, vec4f(meanAt(c, d)), sum);
      } else {
        sum += share;
      }
    }
    exchange[inputs + task] = sum;
  }
  workgroupBarrier();
  if (thread < inputs) {
    var mean = vec4f(0);
    var mass = vec4f(0);
    for (var part = 0u; part < PARTS; part++) {
      mean += exchange[inputs + thread * PARTS + part];
      mass += exchange[inputs + inputs * PARTS + part];
    }
    exchange[room + thread] = y - mean / mass;
  }
  workgroupBarrier();
  var gradient = vec4f(0);
  if (thread < inputs) {
    for (var k = 0u; k < inputs; k++) {
      gradient = fma(exchange[room + k], vec4f(mixture[k * inputs + thread]), gradient);
    }
  }
  return gradient;
}
