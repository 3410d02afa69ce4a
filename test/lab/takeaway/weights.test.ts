import { describe, expect, it } from "vitest";
import { toyWeights } from "../../../src/lab/takeaway/weights.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import { fakeWorkers } from "../port.ts";

const request = {
  ...{ settings: toyDefaults("cross", "correction"), drawing: null },
  ...{ update: 3, checkpoints: {}, backend: "CPU (test)" },
};

describe("toyWeights", () => {
  it("gives the file that the worker writes, and ends the worker", async () => {
    const { ports, open } = fakeWorkers();
    const weights = toyWeights(request, open);
    expect(ports[0]!.heard).toEqual([request]);
    ports[0]!.say({ type: "weights", bytes: Uint8Array.of(1, 2) });
    expect(await weights).toEqual(Uint8Array.of(1, 2));
    expect(ports[0]!.terminated).toBe(true);
  });

  it("says why there is none", async () => {
    const { ports, open } = fakeWorkers();
    const refused = toyWeights(request, open);
    ports[0]!.say({ type: "failed", message: "the run has no state" });
    await expect(refused).rejects.toThrow(
      "the weights could not be written: the run has no state; try again",
    );
    const broken = toyWeights(request, open);
    ports[1]!.crash("out of memory");
    await expect(broken).rejects.toThrow("could not be written: out of memory");
    expect(ports.every(({ terminated }) => terminated)).toBe(true);
  });
});
