// Each query's k smallest distances so far, a work-group a query, by one tile of the bank after the
// other. Only a distance below the k-th so far enters the pool; a pool that was entered is sorted and
// cut to k again. Of n distances in random order about k (1 + log n / k) enter, so sorts are few.

const LANES = 256u;
const FAR = 3.4e38;

override k: u32;
// Distances that the pool holds: a power of two, above k.
override capacity: u32;

struct Tile {
  // The tile's first query, and how many queries it has.
  first: u32,
  queries: u32,
  // Bank rows of the tile, and how many distances are listed already.
  columns: u32,
  held: u32,
}

@group(0) @binding(0) var<uniform> tile: Tile;
// |b|^2 - 2 q . b, [queries, columns].
@group(0) @binding(1) var<storage, read> distances: array<f32>;
@group(0) @binding(2) var<storage, read> queryNorms: array<f32>;
// Sorted, [queries, k].
@group(0) @binding(3) var<storage, read_write> lists: array<f32>;
@group(0) @binding(4) var<storage, read_write> results: array<f32>;

var<workgroup> pool: array<f32, capacity>;
var<workgroup> entered: atomic<u32>;
var<workgroup> filled: u32;

// Sorts the pool's first `count` distances (Batcher's bitonic network).
fn sort(thread: u32, count: u32) {
  var size = 1u;
  while (size < count) {
    size *= 2;
  }
  for (var i = count + thread; i < size; i += LANES) {
    pool[i] = FAR;
  }
  workgroupBarrier();
  for (var span = 2u; span <= size; span *= 2) {
    for (var step = span / 2; step > 0; step /= 2) {
      for (var i = thread; i < size / 2; i += LANES) {
        let low = 2 * step * (i / step) + i % step;
        let a = pool[low];
        let b = pool[low + step];
        if ((a > b) == ((low & span) == 0)) {
          pool[low] = b;
          pool[low + step] = a;
        }
      }
      workgroupBarrier();
    }
  }
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let query = group.y * groups.x + group.x;
  if (query >= tile.queries) {
    return;
  }
  for (var i = thread; i < tile.held; i += LANES) {
    pool[i] = lists[query * k + i];
  }
  var held = tile.held;
  for (var first = 0u; first < tile.columns; first += capacity - k) {
    if (thread == 0) {
      atomicStore(&entered, held);
    }
    workgroupBarrier();
    var bound = FAR;
    if (held == k) {
      bound = pool[k - 1];
    }
    let end = min(tile.columns, first + capacity - k);
    for (var column = first + thread; column < end; column += LANES) {
      let distance = distances[query * tile.columns + column];
      if (distance < bound) {
        pool[atomicAdd(&entered, 1u)] = distance;
      }
    }
    workgroupBarrier();
    if (thread == 0) {
      filled = atomicLoad(&entered);
    }
    let count = workgroupUniformLoad(&filled);
    if (count > held) {
      sort(thread, count);
      held = min(count, k);
    }
  }
  for (var i = thread; i < held; i += LANES) {
    lists[query * k + i] = pool[i];
  }
  if (thread == 0) {
    let at = tile.first + query;
    results[at] = max(0.0, queryNorms[at] + pool[k - 1]);
  }
}
