// Both factors of a product, whose stored rows all begin and end at multiples of four.

@group(0) @binding(1) var<storage, read> left: array<vec4f>;
@group(0) @binding(2) var<storage, read> right: array<vec4f>;

fn leftAt(at: u32) -> vec4f {
  return left[at / 4];
}

fn rightAt(at: u32) -> vec4f {
  return right[at / 4];
}

// Which of four values of a line are stored: all or none.
fn inside(line: u32, lines: u32, first: u32, count: u32) -> vec4<bool> {
  return vec4<bool>(line < lines && first < count);
}
