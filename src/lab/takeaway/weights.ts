import type { ToyWeightsReply, ToyWeightsRequest } from "../../../workers/protocol/weights.ts";
import { type Port, weightsWorker } from "../link.ts";

/**
 * The trained energies and the mixture of a run of the 2D lab as a .safetensors file, which
 * `score_features.py` reads; it is made in a worker of its own, so that any run's can be had at any time.
 *
 * @throws for people, where there is nothing to write, or the worker broke
 */
export function toyWeights(
  request: ToyWeightsRequest,
  open: () => Port = weightsWorker,
): Promise<Uint8Array<ArrayBuffer>> {
  const port = open();
  return new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    const broke = (why: string) =>
      reject(new Error(`the weights could not be written: ${why}; try again`));
    port.onmessage = ({ data }: MessageEvent<ToyWeightsReply>) => {
      if (data.type === "weights") resolve(data.bytes);
      else broke(data.message);
    };
    port.onerror = (event) => broke(event.message || "the worker's program could not be loaded");
    port.onmessageerror = () => broke("the worker's answer could not be read");
    port.postMessage(request);
  }).finally(() => port.terminate());
}
