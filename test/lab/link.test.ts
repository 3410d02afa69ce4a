import { describe, expect, it } from "vitest";
import { connect } from "../../src/lab/link.ts";
import { fakeWorkers } from "./port.ts";

type Request = { type: "ask"; run: number } | { type: "open" };
type Reply = { type: string; run?: number };

function setUp(greeting: Request | null = null) {
  const { ports, open } = fakeWorkers();
  const heard: Reply[] = [];
  const crashes: string[] = [];
  const paints: (() => void)[] = [];
  let run = 1;
  const link = connect<Request, Reply>({
    open,
    greeting: () => greeting,
    run: () => run,
    hear: (reply) => heard.push(reply),
    broke: (message) => crashes.push(message),
    painted: (then) => paints.push(then),
  });
  const setRun = (to: number) => {
    run = to;
  };
  return { ...{ ports, heard, crashes, paints, link, setRun } };
}

describe("connect", () => {
  it("starts the worker with the first request, and only once", () => {
    const { ports, link } = setUp();
    expect(ports).toHaveLength(0);
    link.post({ type: "ask", run: 1 });
    link.post({ type: "ask", run: 1 });
    expect(ports).toHaveLength(1);
    expect(ports[0]!.types).toEqual(["ask", "ask"]);
  });

  it("greets a fresh worker before anything else", () => {
    const { ports, link } = setUp({ type: "open" });
    link.post({ type: "ask", run: 1 });
    expect(ports[0]!.types).toEqual(["open", "ask"]);
  });

  it("drops replies of older runs, and hears those of none", () => {
    const { ports, heard, link, setRun } = setUp();
    link.post({ type: "ask", run: 1 });
    setRun(2);
    ports[0]!.say({ type: "frame", run: 1 });
    ports[0]!.say({ type: "loaded" });
    ports[0]!.say({ type: "frame", run: 2 });
    expect(heard).toEqual([{ type: "loaded" }, { type: "frame", run: 2 }]);
  });

  it("says drawn only once the browser has painted the frame", () => {
    const { ports, paints, link } = setUp();
    link.post({ type: "ask", run: 1 });
    ports[0]!.say({ type: "frame", run: 1 });
    expect(ports[0]!.types).toEqual(["ask"]);
    for (const paint of paints) paint();
    expect(ports[0]!.heard.at(-1)).toEqual({ type: "drawn", run: 1 });
  });

  it("does not ask for the next frame after a reply that needs no drawing", () => {
    const { ports, paints, link } = setUp();
    link.post({ type: "ask", run: 1 });
    ports[0]!.say({ type: "done", run: 1 });
    expect(paints).toHaveLength(0);
  });

  it("reports a crash, ends the worker and starts another for the next request", () => {
    const { ports, crashes, heard, paints, link } = setUp();
    link.post({ type: "ask", run: 1 });
    ports[0]!.say({ type: "frame", run: 1 });
    ports[0]!.crash("out of memory");
    expect(crashes).toEqual(["out of memory"]);
    expect(ports[0]!.terminated).toBe(true);
    for (const paint of paints) paint();
    ports[0]!.say({ type: "late", run: 1 });
    expect(heard.map(({ type }) => type)).toEqual(["frame"]);
    link.post({ type: "ask", run: 1 });
    expect(ports[1]!.types).toEqual(["ask"]);
  });

  it("reports a worker that could not be loaded, or sent what cannot be read", () => {
    const { ports, crashes, link } = setUp();
    link.post({ type: "ask", run: 1 });
    ports[0]!.crash("");
    link.post({ type: "ask", run: 1 });
    ports[1]!.onmessageerror?.({} as MessageEvent);
    expect(crashes).toEqual([
      expect.stringContaining("its program could not be loaded; a server that isolates"),
      "it sent a message that could not be read",
    ]);
  });
});
