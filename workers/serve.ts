/** The worker's side of the link with the page. */

/** Posts a message, handing its arrays over instead of copying them. */
export function post(message: object, arrays: ArrayBufferView[] = []): void {
  self.postMessage(message, { transfer: [...new Set(arrays.map((array) => array.buffer))] });
}

/**
 * Handles messages one after the other, in order; what a handler throws goes to `fail`. `arrived` is
 * told of a message at once, while an earlier one may still be in the works.
 */
export function serve<Request>(
  handle: (request: Request) => Promise<void> | void,
  fail: (request: Request, message: string) => void,
  arrived: (request: Request) => void = () => {},
): void {
  let queue = Promise.resolve();
  self.onmessage = ({ data }: MessageEvent<Request>) => {
    arrived(data);
    queue = queue.then(() => handle(data)).catch((error: unknown) => fail(data, messageOf(error)));
  };
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const turns = new MessageChannel();
const waiting: (() => void)[] = [];
turns.port1.onmessage = () => waiting.shift()?.();

/** Lets waiting messages in: a turn of the event loop, without a timer's 4 ms. */
export function yieldTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    turns.port2.postMessage(null);
  });
}

/**
 * Runs a job part by part and lets messages in whenever `slice` milliseconds have passed; gives its
 * result, or null where it left off because `going` then said no.
 */
export async function inTurns<Result>(
  parts: Iterator<void, Result>,
  slice: number,
  going: () => boolean,
): Promise<Result | null> {
  let turn = performance.now();
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
    if (performance.now() - turn < slice) continue;
    await yieldTurn();
    if (!going()) {
      parts.return?.();
      return null;
    }
    turn = performance.now();
  }
}
