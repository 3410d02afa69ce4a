import { describe, expect, it } from "vitest";
import { type Pool, startPool, type Task, type TaskReply } from "../../../src/lab/sweeps/pool.ts";
import { type FakePort, fakeWorkers } from "../port.ts";

const CPU = { name: "cpu", label: "CPU (test)" };
const GPU = { name: "webgpu", label: "WebGPU (test)" };

/** A pool with so many tasks; a task is named by its number. */
function setUp(most: number, tasks: number) {
  const { ports, open } = fakeWorkers();
  const log: string[] = [];
  const queue = Array.from({ length: tasks }, (_, i) => i);
  const taskOf = (task: number): Task => ({
    request: async (run) => ({ type: "features", run, settings: task }) as never,
    hear: ({ type }) => log.push(`${task} ${type}`),
    crashed(message) {
      log.push(`${task} crashed: ${message}`);
      queue.unshift(task);
    },
  });
  let workers = 0;
  const pool: Pool = startPool(most, {
    ...{ open, backend: "auto", greeting: null },
    take: () => (queue.length > 0 ? taskOf(queue.shift()!) : null),
    opened: (_, count) => {
      workers = count;
    },
    broke: (message) => log.push(`broke: ${message}`),
  });
  return { ports, pool, log, queue, workers: () => workers };
}

/** Lets what was promised happen. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

const opened = (port: FakePort, backend = CPU) => {
  port.say({ type: "opened", backend });
  return settled();
};
/** The number of the run that a worker has. */
const runOf = (port: FakePort) => port.heard.findLast(({ type }) => type === "features")?.run;
const reply = (port: FakePort, type: TaskReply["type"]) => {
  port.say({ type, run: runOf(port) });
  return settled();
};

describe("a pool of workers", () => {
  it("opens one worker, and others when that is on the CPU, of one thread each", async () => {
    const { ports, workers } = setUp(3, 5);
    expect(ports.length).toBe(1);
    await opened(ports[0]!);
    expect(ports.length).toBe(3);
    expect(ports.map(({ heard }) => heard[0])).toMatchObject([
      { type: "open", backend: "auto", threads: 1 },
      { type: "open", backend: "cpu", threads: 1 },
      { type: "open", backend: "cpu", threads: 1 },
    ]);
    expect(workers()).toBe(3);
  });

  it("is one worker on a GPU", async () => {
    const { ports, pool } = setUp(3, 5);
    await opened(ports[0]!, GPU);
    pool.resize(4);
    expect(ports.length).toBe(1);
  });

  it("gives a worker the next task when it has ended one, whichever is first", async () => {
    const { ports, log } = setUp(2, 3);
    await opened(ports[0]!);
    await opened(ports[1]!);
    await reply(ports[1]!, "progress");
    await reply(ports[1]!, "featureTrial");
    expect(log).toEqual(["1 progress", "1 featureTrial"]);
    expect(ports[1]!.heard.at(-1)).toMatchObject({ type: "features", settings: 2 });
    await reply(ports[1]!, "failed");
    expect(log.at(-1)).toBe("2 failed");
    expect(ports[1]!.types).toEqual(["open", "features", "features"]);
  });

  it("gives no heed to what a worker still says of an earlier task", async () => {
    const { ports, log } = setUp(1, 2);
    await opened(ports[0]!);
    const earlier = runOf(ports[0]!);
    await reply(ports[0]!, "featureTrial");
    ports[0]!.say({ type: "keyframe", run: earlier });
    expect(log).toEqual(["0 featureTrial"]);
  });

  it("starts a worker that crashed again, and its task is taken anew", async () => {
    const { ports, log } = setUp(1, 1);
    await opened(ports[0]!);
    ports[0]!.crash("out of memory");
    expect(ports[0]!.terminated).toBe(true);
    await opened(ports[1]!);
    expect(ports[1]!.heard.at(-1)).toMatchObject({ type: "features", settings: 0 });
    expect(log).toEqual(["0 crashed: out of memory"]);
  });

  it("gives up where no worker starts", async () => {
    const { ports, log } = setUp(2, 3);
    ports[0]!.crash("not found");
    ports[1]!.crash("not found");
    expect(log).toEqual(["broke: not found"]);
    expect(ports.length).toBe(2);
  });

  it("stops the tasks under way, and ends the workers when all have answered", async () => {
    const { ports, pool, queue } = setUp(2, 5);
    await opened(ports[0]!);
    await opened(ports[1]!);
    let stopped = false;
    const stopping = pool.stop().then(() => {
      stopped = true;
    });
    await settled();
    expect(ports.map(({ types }) => types.at(-1))).toEqual(["stop", "stop"]);
    await reply(ports[0]!, "featureTrial");
    expect(stopped).toBe(false);
    await reply(ports[1]!, "failed");
    await stopping;
    expect(ports.every(({ terminated }) => terminated)).toBe(true);
    expect(queue.length).toBe(3);
  });

  it("has more workers at once, and fewer when they are through", async () => {
    const { ports, pool, workers } = setUp(1, 9);
    await opened(ports[0]!);
    pool.resize(2);
    await opened(ports[1]!);
    expect(workers()).toBe(2);
    pool.resize(1);
    await reply(ports[0]!, "featureTrial");
    expect(ports.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(workers()).toBe(1);
  });
});
