/** Why a worker's program does not load where everything else did. */
const UNLOADED =
  "its program could not be loaded; a server that isolates the page must send the headers with every file";

/** The part of a Worker that the page uses. */
export interface Port {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export const toyWorker = (): Port =>
  new Worker(new URL("../../workers/toy.ts", import.meta.url), { type: "module" });

export const featuresWorker = (): Port =>
  new Worker(new URL("../../workers/features.ts", import.meta.url), { type: "module" });

export const archiveWorker = (): Port =>
  new Worker(new URL("../../workers/archive.ts", import.meta.url), { type: "module" });

export const trialWorker = (): Port =>
  new Worker(new URL("../../workers/trial.ts", import.meta.url), { type: "module" });

/** Hears a worker until it crashes, which ends it. */
export function attend<Reply>(
  port: Port,
  hear: (reply: Reply) => void,
  crashed: (message: string) => void,
): void {
  const crash = (message: string) => {
    port.terminate();
    crashed(message);
  };
  port.onmessage = ({ data }: MessageEvent<Reply>) => hear(data);
  port.onerror = (event) => {
    event.preventDefault?.();
    crash(event.message || UNLOADED);
  };
  port.onmessageerror = () => crash("it sent a message that could not be read");
}
export const weightsWorker = (): Port =>
  new Worker(new URL("../../workers/weights.ts", import.meta.url), { type: "module" });

interface Ends<Request, Reply> {
  /** Starts the worker, on the first request and on the first one after a crash. */
  open: () => Port;
  /** What a fresh worker is told first, if anything. */
  greeting: () => Request | null;
  /** The newest run: replies of older ones are dropped. */
  run: () => number;
  hear: (reply: Reply) => void;
  /** The worker crashed and is gone. */
  broke: (message: string) => void;
  /** Calls back once the browser has painted. */
  painted: (then: () => void) => void;
}

export interface Link<Request> {
  post(request: Request): void;
  /** Posts where there is a worker, but starts none. */
  tell(request: Request): void;
}

/** The one way between the page and a worker. */
export function connect<Request, Reply extends { type: string }>(
  ends: Ends<Request | { type: "drawn"; run: number }, Reply>,
): Link<Request> {
  let port: Port | null = null;

  function start(): Port {
    const started = ends.open();
    attend<Reply>(
      started,
      (reply) => {
        if (port !== started) return;
        const run = "run" in reply ? Number(reply.run) : null;
        if (run !== null && run !== ends.run()) return;
        ends.hear(reply);
        if (run !== null && DRAWN.includes(reply.type)) {
          ends.painted(() => {
            if (port === started) started.postMessage({ type: "drawn", run });
          });
        }
      },
      (message) => {
        if (port === started) port = null;
        ends.broke(message);
      },
    );
    const greeting = ends.greeting();
    if (greeting) started.postMessage(greeting);
    return started;
  }

  return {
    post(request) {
      port ??= start();
      port.postMessage(request);
    },
    tell: (request) => port?.postMessage(request),
  };
}

/** Replies whose drawing the worker waits for. */
const DRAWN = ["frame", "progress", "result"];

/** The browser's storage for this page; asking for it fails where the reader does not allow it. */
export const kept: Pick<Storage, "getItem" | "setItem"> = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

/** Asks the browser not to clear what the page keeps when it runs out of room. */
export function persist(): void {
  void navigator.storage?.persist?.();
}

/** Puts a text on the clipboard. */
export async function copied(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

/** Calls back after the next paint, or within half a second where the page is hidden. */
export function painted(then: () => void): void {
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    clearTimeout(timer);
    then();
  };
  const timer = setTimeout(once, 500);
  requestAnimationFrame(() => setTimeout(once));
}
