import type { Port } from "../../src/lab/link.ts";

/** A worker that keeps what it is told, and says what the test wants. */
export class FakePort implements Port {
  readonly heard: { type: string; run?: number }[] = [];
  terminated = false;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;

  postMessage(message: { type: string; run?: number }): void {
    this.heard.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent);
  }

  crash(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }

  /** Types heard so far. */
  get types(): string[] {
    return this.heard.map(({ type }) => type);
  }
}

/** Opens fake workers, and keeps them in order. */
export function fakeWorkers() {
  const ports: FakePort[] = [];
  const open = () => {
    const port = new FakePort();
    ports.push(port);
    return port;
  };
  return { ports, open };
}
