import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import { lossNotice } from "../../workers/recovery.ts";
import { CPU, GPU, lost, recoveryOf } from "./lost.ts";

let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("run", () => {
  it("does work once where nothing is lost", async () => {
    const recovery = await recoveryOf(GPU, CPU);
    const rebuild = vi.fn(async () => {});
    expect(await recovery.run(async () => 7, rebuild)).toBe(7);
    expect(rebuild).not.toHaveBeenCalled();
    expect(recovery.backend).toBe(GPU);
  });

  it("opens another backend, rebuilds and does the work again, until it is done", async () => {
    const recovery = await recoveryOf(GPU, GPU, CPU);
    const log: string[] = [];
    const work = async () => {
      log.push(`work on ${recovery.backend!.name}`);
      if (recovery.backend !== CPU) throw lost();
    };
    await recovery.run(work, async () => {
      log.push(`rebuild on ${recovery.backend!.name}`);
    });
    expect(log).toEqual([
      "work on webgpu",
      ...["rebuild on webgpu", "work on webgpu"],
      ...["rebuild on cpu", "work on cpu"],
    ]);
  });

  it("opens a third where the second is lost before everything is back on it", async () => {
    const recovery = await recoveryOf(GPU, GPU, CPU);
    const work = vi.fn(async () => {
      if (recovery.backend !== CPU) throw lost();
    });
    const rebuild = vi.fn(work.getMockImplementation());
    await recovery.run(work, rebuild);
    expect([work.mock.calls.length, rebuild.mock.calls.length]).toEqual([2, 2]);
  });

  it("takes the CPU where two devices are lost at the same place, however far apart", async () => {
    const recovery = await recoveryOf(GPU);
    const work = vi.fn(async () => {
      now += 600_000;
      if (recovery.backend !== CPU) throw lost();
    });
    await recovery.run(work, async () => {});
    expect(work).toHaveBeenCalledTimes(3);
  });

  it("takes a device again where the last one got on", async () => {
    const recovery = await recoveryOf(GPU);
    let tries = 0;
    await recovery.run(
      async () => {
        recovery.checkpoints = [{ update: ++tries } as Checkpoint];
        if (tries < 5) throw lost();
      },
      async () => {},
    );
    expect([tries, recovery.backend]).toEqual([5, GPU]);
  });

  it("throws what is not the loss of a device", async () => {
    const recovery = await recoveryOf(GPU, CPU);
    const diverged = () => Promise.reject(new Error("diverged"));
    await expect(recovery.run(diverged, async () => {})).rejects.toThrow("diverged");
    await expect(recovery.run(() => Promise.reject(lost()), diverged)).rejects.toThrow("diverged");
  });
});

describe("keep", () => {
  /** A trainer that counts its checkpoints; taking one lasts `cost` milliseconds. */
  function trainerOf(weight = 1, cost = 0) {
    let update = 0;
    const checkpoint = async () => {
      now += cost;
      update++;
      return { update, weights: Float32Array.of(weight) } as Checkpoint;
    };
    return { checkpoint } as Trainer;
  }

  it("takes the first checkpoint at once, then one every two seconds", async () => {
    const recovery = await recoveryOf(GPU);
    const trainer = trainerOf();
    const kept: (number | undefined)[] = [];
    for (now = 0; now <= 4000; now += 500) {
      await recovery.keep([trainer]);
      kept.push(recovery.checkpoints[0]?.update);
    }
    expect(kept).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3]);
  });

  it("spends no more than a fiftieth of the time where it is slow", async () => {
    const recovery = await recoveryOf(GPU);
    const trainer = trainerOf(1, 100);
    await recovery.keep([trainer]);
    now = 4900;
    await recovery.keep([trainer]);
    expect(recovery.checkpoints[0]?.update).toBe(1);
    now = 5000;
    await recovery.keep([trainer]);
    expect(recovery.checkpoints[0]?.update).toBe(2);
  });

  it("takes one whenever the training rests", async () => {
    const recovery = await recoveryOf(GPU);
    const trainer = trainerOf();
    await recovery.keep([trainer]);
    await recovery.keep([trainer], true);
    expect(recovery.checkpoints[0]?.update).toBe(2);
  });

  it("forgets the checkpoint when another training begins, and takes its first at once", async () => {
    const recovery = await recoveryOf(GPU);
    await recovery.keep([trainerOf()]);
    recovery.begin();
    expect(recovery.checkpoints).toEqual([]);
    await recovery.keep([trainerOf()]);
    expect(recovery.checkpoints[0]?.update).toBe(1);
  });

  it("takes none of a training that has diverged, and none where nothing can be lost", async () => {
    const gpu = await recoveryOf(GPU);
    await gpu.keep([trainerOf(Number.NaN)]);
    expect(gpu.checkpoints).toEqual([]);
    const cpu = await recoveryOf(CPU);
    await cpu.keep([trainerOf()], true);
    expect(cpu.checkpoints).toEqual([]);
  });
});

describe("lossNotice", () => {
  it.each([
    [null, "The GPU was lost. Work resumed on CPU (test)."],
    [
      { lost: 40, update: 31 },
      "The GPU was lost at update 40. Training resumed from update 31 on CPU (test).",
    ],
    [
      { name: "EBM", lost: 40, update: 40 },
      "The GPU was lost at update 40 of EBM. The run resumed from there on CPU (test).",
    ],
  ])("says where the run was and where it goes on: %o", (training, text) => {
    expect(lossNotice(CPU, training)).toBe(text);
  });
});
