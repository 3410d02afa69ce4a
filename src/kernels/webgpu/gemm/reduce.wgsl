// Sums and maxima over the threads of a work-group; every thread gets the result.

const THREADS = 64u;

var<workgroup> parts: array<f32, THREADS>;

fn sumOfAll(thread: u32, part: f32) -> f32 {
  parts[thread] = part;
  workgroupBarrier();
  for (var half = THREADS / 2; half > 0; half /= 2) {
    if (thread < half) {
      parts[thread] += parts[thread + half];
    }
    workgroupBarrier();
  }
  let sum = parts[0];
  workgroupBarrier();
  return sum;
}

fn maximumOfAll(thread: u32, part: f32) -> f32 {
  parts[thread] = part;
  workgroupBarrier();
  for (var half = THREADS / 2; half > 0; half /= 2) {
    if (thread < half) {
      parts[thread] = max(parts[thread], parts[thread + half]);
    }
    workgroupBarrier();
  }
  let maximum = parts[0];
  workgroupBarrier();
  return maximum;
}
