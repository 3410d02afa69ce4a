// Epilogue of a Langevin step (eq. 3): the product is the gradient of E_theta, `pull` that of E_G.

override mixture: bool;

struct Step {
  update: u32,
  step: u32,
  key: vec2u,
  // alpha / T, alpha / T_G and sigma.
  factors: vec3f,
}

@group(0) @binding(3) var<uniform> langevin: Step;
@group(0) @binding(4) var<storage, read> pull: array<f32>;
@group(0) @binding(5) var<storage, read_write> states: array<f32>;

fn finish(row: u32, column: u32, gradient: vec4f) {
  let first = row * product.columns + column;
  var noise = vec4f(0);
  for (var c = 0u; c < 4 && column + c < product.columns; c++) {
    let at = first + c;
    var change = -langevin.factors.x * gradient[c];
    if (mixture) {
      change -= langevin.factors.y * pull[at];
    }
    if (langevin.factors.z > 0) {
      // One counter for four elements, which may begin in the middle of these.
      if (c == 0 || at % 4 == 0) {
        noise = normals(at / 4, langevin.update, langevin.step, langevin.key);
      }
      change = fma(noise[at % 4], langevin.factors.z, change);
    }
    states[at] += change;
  }
}
