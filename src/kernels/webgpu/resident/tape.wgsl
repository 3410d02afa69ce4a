// What a group of four rows leaves for the weight gradient, a vec4f a unit: layer 0's features, the
// hidden layers' values, the gradients behind all layers (the output's is the last), the energies.

fn tapeValues(layer: u32) -> u32 {
  return select(featureCount() + (layer - 1) * width, 0u, layer == 0);
}

fn tapeDeltas(layer: u32) -> u32 {
  return featureCount() + (hiddenLayers + layer) * width;
}

fn tapeEnergies() -> u32 {
  return tapeDeltas(hiddenLayers) + 1;
}

fn tapeSize() -> u32 {
  return tapeEnergies() + 1;
}
