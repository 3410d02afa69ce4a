// Both factors of a product, read at any place; aligned.wgsl is its faster twin.

@group(0) @binding(1) var<storage, read> left: array<f32>;
@group(0) @binding(2) var<storage, read> right: array<f32>;

fn leftAt(at: u32) -> vec4f {
  return vec4f(left[at], left[at + 1], left[at + 2], left[at + 3]);
}

fn rightAt(at: u32) -> vec4f {
  return vec4f(right[at], right[at + 1], right[at + 2], right[at + 3]);
}
