import type { ToyWeightsReply, ToyWeightsRequest } from "./protocol/weights.ts";
import { post, serve } from "./serve.ts";
import { toyWeightsFile } from "./toy/weights.ts";

/** Writes energies of the 2D lab into files; it needs no session, and so does for kept runs too. */
const reply = (message: ToyWeightsReply, arrays: ArrayBufferView[] = []) => post(message, arrays);

serve(
  (request: ToyWeightsRequest) => {
    const bytes = toyWeightsFile(request);
    reply({ type: "weights", bytes }, [bytes]);
  },
  (_, message) => reply({ type: "failed", message }),
);
