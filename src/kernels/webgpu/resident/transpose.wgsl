// The kernels [inputs, outputs] of all layers as [outputs, inputs], each where it was.

@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read_write> transposed: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  var layer = 0u;
  while (layer < hiddenLayers && id.x >= layerKernel(layer + 1)) {
    layer++;
  }
  let kernel = layerKernel(layer);
  let rows = layerInputs(layer);
  let columns = layerOutputs(layer);
  let row = (id.x - kernel) / columns;
  let column = (id.x - kernel) % columns;
  if (row < rows) {
    transposed[kernel + column * rows + row] = weights[id.x];
  }
}
