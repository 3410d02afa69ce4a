/** Keeps one of several tasks, by and large, to its share of the time. */
export class Share {
  private next = 0;

  /** @param share 0..1 */
  constructor(private readonly share: number) {}

  /** Whether as much time has passed since the last turn as its length asks for. */
  get due(): boolean {
    return performance.now() >= this.next;
  }

  /** A turn. */
  async take(work: () => Promise<void>): Promise<void> {
    const start = performance.now();
    await work();
    const end = performance.now();
    this.next = end + (end - start) * (1 / this.share - 1);
  }
}
