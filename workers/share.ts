/** Keeps one of several tasks, by and large, to its share of the time. */
export class Share {
  private next = 0;

  /** @param share 0..1, @param interval milliseconds from one turn's start to the next, at least */
  constructor(
    private readonly share: number,
    private readonly interval = 0,
  ) {}

  /** Whether as much time has passed since the last turn as its length asks for. */
  get due(): boolean {
    return performance.now() >= this.next;
  }

  /** A turn. */
  async take<Output>(work: () => Promise<Output>): Promise<Output> {
    const start = performance.now();
    const output = await work();
    this.next = start + Math.max(this.interval, (performance.now() - start) / this.share);
    return output;
  }
}
