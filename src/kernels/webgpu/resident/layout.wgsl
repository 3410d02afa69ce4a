// Where layers lie in the flat weights, as layersOf in src/model/network.ts.

override inputs: u32;
override frequencyCount: u32;
override hiddenLayers: u32;
override width: u32;

// What layer 0 is given: the point, or the cosines and sines of its phases.
fn featureCount() -> u32 {
  return select(inputs, 2 * frequencyCount, frequencyCount > 0);
}

fn layerInputs(layer: u32) -> u32 {
  return select(width, featureCount(), layer == 0);
}

fn layerOutputs(layer: u32) -> u32 {
  return select(width, 1u, layer == hiddenLayers);
}

// The kernel [inputs, outputs] of a layer; its bias [outputs] follows.
fn layerKernel(layer: u32) -> u32 {
  if (layer == 0) {
    return 0;
  }
  return (featureCount() + 1 + (layer - 1) * (width + 1)) * width;
}
