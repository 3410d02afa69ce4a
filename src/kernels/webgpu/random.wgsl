// src/model/random.ts in four lanes: the same seed gives the same numbers on every device.

fn multiplyHigh(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let middle = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let carry = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (carry >> 16u);
}

// Philox4x32-10 (Salmon et al., SC 2011).
fn philox(counter: vec4u, key: vec2u) -> vec4u {
  var c = counter;
  var k = key;
  for (var round = 0u; round < 10u; round++) {
    let high0 = multiplyHigh(0xd2511f53u, c.x);
    let high1 = multiplyHigh(0xcd9e8d57u, c.z);
    c = vec4u(high1 ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k.y, 0xd2511f53u * c.x);
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}

// The four standard normal numbers of one counter (Box and Muller).
fn normals(index: u32, update: u32, step: u32, key: vec2u) -> vec4f {
  let words = philox(vec4u(index, update, step, 0u), key);
  let units = (vec4f(words >> vec4u(8)) + 0.5) * 5.9604644775390625e-8;
  let radius = sqrt(-2 * logarithm(units.xxzz));
  let angle = cosSinOfTurn(units.yyww);
  return radius * vec4f(angle.cosine.x, angle.sine.x, angle.cosine.z, angle.sine.z);
}
