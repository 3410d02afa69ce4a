// Both factors of a product, read at any place; aligned.wgsl is its faster twin.

@group(0) @binding(1) var<storage, read> left: array<f32>;
@group(0) @binding(2) var<storage, read> right: array<f32>;

fn leftAt(at: u32) -> vec4f {
  return vec4f(left[at], left[at + 1], left[at + 2], left[at + 3]);
}

fn rightAt(at: u32) -> vec4f {
  return vec4f(right[at], right[at + 1], right[at + 2], right[at + 3]);
}

// Which of four values of a line are stored.
fn inside(line: u32, lines: u32, first: u32, count: u32) -> vec4<bool> {
  return vec4u(first) + vec4u(0, 1, 2, 3) < vec4u(select(0u, count, line < lines));
}
