import { afterEach, describe, expect, it, vi } from "vitest";
import { messageOf, post, serve, yieldTurn } from "../../workers/serve.ts";

/** The worker's global scope, with what it posted as the page would receive it. */
function openScope() {
  const received: unknown[] = [];
  const scope = {
    onmessage: (_: { data: unknown }) => {},
    postMessage(message: unknown, options: StructuredSerializeOptions) {
      received.push(structuredClone(message, options));
    },
  };
  vi.stubGlobal("self", scope);
  return { send: (data: unknown) => scope.onmessage({ data }), received };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("serve", () => {
  it("handles messages in order, one at a time, however long each takes", async () => {
    const { send } = openScope();
    const log: string[] = [];
    const handled = new Promise<void>((resolve) => {
      serve(
        async (turns: number) => {
          log.push(`start ${turns}`);
          for (let i = 0; i < turns; i++) await yieldTurn();
          log.push(`end ${turns}`);
          if (turns === 0) resolve();
        },
        () => log.push("failed"),
      );
    });
    for (const turns of [5, 2, 0]) send(turns);
    await handled;
    expect(log).toEqual(["start 5", "end 5", "start 2", "end 2", "start 0", "end 0"]);
  });

  it("gives what a handler throws to `fail`, with its request, and goes on", async () => {
    const { send } = openScope();
    const log: string[] = [];
    const handled = new Promise<void>((resolve) => {
      serve(
        (request: string) => {
          if (request === "throws") throw new Error("broke");
          if (request === "rejects") return Promise.reject("no error object");
          log.push(request);
          resolve();
        },
        (request, message) => log.push(`${request}: ${message}`),
      );
    });
    for (const request of ["throws", "rejects", "works"]) send(request);
    await handled;
    expect(log).toEqual(["throws: broke", "rejects: no error object", "works"]);
  });

  it("tells of a message on its arrival, while another is in the works", async () => {
    const { send } = openScope();
    const log: string[] = [];
    const handled = new Promise<void>((resolve) => {
      serve(
        async (request: string) => {
          log.push(`start ${request}`);
          await yieldTurn();
          log.push(`end ${request}`);
          if (request === "b") resolve();
        },
        () => log.push("failed"),
        (request) => log.push(`arrived ${request}`),
      );
    });
    for (const request of ["a", "b"]) send(request);
    await handled;
    expect(log).toEqual(["arrived a", "arrived b", "start a", "end a", "start b", "end b"]);
  });
});

describe("post", () => {
  it("hands arrays over, one that is named twice and two of one buffer included", () => {
    const { received } = openScope();
    const whole = Float32Array.of(1, 2, 3, 4);
    const part = whole.subarray(2);
    post({ whole, part }, [whole, part, whole]);
    expect(received).toEqual([{ whole: Float32Array.of(1, 2, 3, 4), part: Float32Array.of(3, 4) }]);
    expect(whole.length).toBe(0);
  });

  it("copies what it is not told to hand over", () => {
    const { received } = openScope();
    const kept = Float32Array.of(1, 2);
    post({ kept });
    expect(received).toEqual([{ kept }]);
    expect(kept.length).toBe(2);
  });
});

describe("messageOf", () => {
  it("is an error's message, or the text of anything else", () => {
    expect(messageOf(new RangeError("too far"))).toBe("too far");
    expect(messageOf(404)).toBe("404");
  });
});

describe("yieldTurn", () => {
  it("lets a message in that a loop waits for", async () => {
    // Node takes up to 1000 messages of one port before it turns to another's.
    const enough = 5000;
    const { port1, port2 } = new MessageChannel();
    let stopped = false;
    port1.onmessage = () => {
      stopped = true;
    };
    port2.postMessage("stop");
    let turns = 0;
    while (!stopped && turns < enough) {
      await yieldTurn();
      turns++;
    }
    port1.close();
    expect(turns).toBeLessThan(enough);
  });

  it("wakes every one who waits, in order", async () => {
    const order: number[] = [];
    await Promise.all([1, 2, 3].map((n) => yieldTurn().then(() => order.push(n))));
    expect(order).toEqual([1, 2, 3]);
  });
});
