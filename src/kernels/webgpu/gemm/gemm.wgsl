// A matrix product, a tile a work-group, BLOCK x 4 values a thread; `finish` is the epilogue's, which
// gets four neighbours of a row. While a tile of depth DEPTH is multiplied, each thread reads its
// 4 x 4 block of the next. gemm.ts joins it with BLOCK, a version of the access, and an epilogue.

override rowThreads: u32;
override columnThreads: u32;
// Whether the left factor is stored as [depth, rows - 1], its last row being ones that are not stored.
override leftTransposed: bool;
// Whether the right factor is stored as [columns, depth].
override rightTransposed: bool;

struct Product {
  rows: u32,
  columns: u32,
  depth: u32,
  // The rows that are computed, and where the factors begin in their buffers.
  firstRow: u32,
  endRow: u32,
  leftAt: u32,
  rightAt: u32,
  // Lines behind the right factor, to be added to each row of the product: 1 or 0.
  bias: u32,
}

@group(0) @binding(0) var<uniform> product: Product;

const DEPTH = 16u;
const QUARTERS = DEPTH / 4;
// A row's quarters and one of padding, against bank conflicts.
const PITCH = QUARTERS + 1;

// Left: four neighbours along the depth, row by row; right: four columns, by depth.
var<workgroup> leftTile: array<vec4f, BLOCK * rowThreads * PITCH>;
var<workgroup> rightTile: array<vec4f, DEPTH * columnThreads>;

// Four values of a stored line, 0 outside.
fn leftLine(line: u32, first: u32) -> vec4f {
  let lines = select(product.rows, product.depth, leftTransposed);
  let count = select(product.depth, product.rows - 1, leftTransposed);
  let values = leftAt(product.leftAt + line * count + first);
  let stored = select(vec4f(0), values, inside(line, lines, first, count));
  if (!leftTransposed) {
    return stored;
  }
  let ones = vec4u(first) + vec4u(0, 1, 2, 3) == vec4u(count);
  return select(stored, vec4f(1), ones);
}

fn rightLine(line: u32, first: u32) -> vec4f {
  let lines = select(product.depth + product.bias, product.columns, rightTransposed);
  let count = select(product.columns, product.depth, rightTransposed);
  let values = rightAt(product.rightAt + line * count + first);
  return select(vec4f(0), values, inside(line, lines, first, count));
}

fn leftBlocks() -> u32 {
  return BLOCK * rowThreads;
}

// A thread's 4 x 4 block in quarters of the tile: x across the depth, y along it. Threads of the
// left factor come first; neighbours read neighbouring blocks of a stored line.
fn place(thread: u32) -> vec2u {
  let isLeft = thread < leftBlocks();
  let task = select(thread - leftBlocks(), thread, isLeft);
  let width = select(columnThreads, BLOCK * rowThreads / 4, isLeft);
  let alongDepth = select(rightTransposed, !leftTransposed, isLeft);
  let at = vec2u(task % width, task / width);
  return select(at, vec2u(task / QUARTERS, task % QUARTERS), alongDepth);
}

// The block's values: left, a column of the matrix a row of the product; right, a column a depth.
fn fetch(thread: u32, corner: vec2u, depth: u32) -> mat4x4f {
  let at = 4 * place(thread) + vec2u(select(corner.x, corner.y, thread < leftBlocks()), depth);
  var block: mat4x4f;
  var turned = false;
  if (thread < leftBlocks()) {
    let stored = select(at, at.yx, leftTransposed);
    block = mat4x4f(
      leftLine(stored.x, stored.y),
      leftLine(stored.x + 1, stored.y),
      leftLine(stored.x + 2, stored.y),
      leftLine(stored.x + 3, stored.y),
    );
    turned = leftTransposed;
  } else if (thread < leftBlocks() + columnThreads * QUARTERS) {
    let stored = select(at.yx, at, rightTransposed);
    block = mat4x4f(
      rightLine(stored.x, stored.y),
      rightLine(stored.x + 1, stored.y),
      rightLine(stored.x + 2, stored.y),
      rightLine(stored.x + 3, stored.y),
    );
    turned = rightTransposed;
  }
  if (turned) {
    block = transpose(block);
  }
  return block;
}

fn store(thread: u32, block: mat4x4f) {
  let at = place(thread);
  if (thread < leftBlocks()) {
    let first = 4 * at.x * PITCH + at.y;
    leftTile[first] = block[0];
    leftTile[first + PITCH] = block[1];
    leftTile[first + 2 * PITCH] = block[2];
    leftTile[first + 3 * PITCH] = block[3];
  } else if (thread < leftBlocks() + columnThreads * QUARTERS) {
    let first = 4 * at.y * columnThreads + at.x;
    rightTile[first] = block[0];
    rightTile[first + columnThreads] = block[1];
    rightTile[first + 2 * columnThreads] = block[2];
    rightTile[first + 3 * columnThreads] = block[3];
  }
}

@compute @workgroup_size(rowThreads * columnThreads)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let tileColumns = 4 * columnThreads;
  let tileRows = BLOCK * rowThreads;
  let across = (product.columns + tileColumns - 1) / tileColumns;
  let index = group.y * groups.x + group.x;
  let corner = vec2u(index % across * tileColumns, product.firstRow + index / across * tileRows);
  if (corner.y >= product.endRow) {
    return;
  }
  let x = thread % columnThreads;
  let y = thread / columnThreads * BLOCK;
  let column = corner.x + 4 * x;
  var sums: array<vec4f, BLOCK>;
  if (product.bias == 1) {
    let start = rightLine(product.depth, column);
    for (var r = 0u; r < BLOCK; r++) {
      sums[r] = start;
    }
  }
  for (var depth = 0u; depth < product.depth + DEPTH; depth += DEPTH) {
    var next: mat4x4f;
    if (depth < product.depth) {
      next = fetch(thread, corner, depth);
    }
    if (depth > 0) {
      for (var k = 0u; k < QUARTERS; k++) {
        let b0 = rightTile[4 * k * columnThreads + x];
        let b1 = rightTile[(4 * k + 1) * columnThreads + x];
        let b2 = rightTile[(4 * k + 2) * columnThreads + x];
        let b3 = rightTile[(4 * k + 3) * columnThreads + x];
        for (var r = 0u; r < BLOCK; r++) {
          let a = leftTile[(y + r) * PITCH + k];
          var sum = fma(vec4f(a.x), b0, sums[r]);
          sum = fma(vec4f(a.y), b1, sum);
          sum = fma(vec4f(a.z), b2, sum);
          sums[r] = fma(vec4f(a.w), b3, sum);
        }
      }
      workgroupBarrier();
    }
    store(thread, next);
    workgroupBarrier();
  }
  for (var r = 0u; r < BLOCK; r++) {
    let row = corner.y + y + r;
    if (row < product.endRow && column < product.columns) {
      finish(row, column, sums[r]);
    }
  }
}
