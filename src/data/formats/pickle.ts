/**
 * Reads a pickle without executing anything. It builds plain data: Python's dicts become Maps, lists
 * and tuples arrays. A global is looked up in `globals` and nowhere else; where it is a function
 * there, the pickle may call it.
 *
 * Knows the opcodes of protocols 2 to 5 that containers of tensors need (CPython,
 * Lib/pickletools.py).
 *
 * @param subject what is read, which begins every error
 * @param persistent the object behind a persistent id, which torch uses for storages
 * @throws at an opcode or global that is not known, or if the pickle is cut off
 */
export function unpickle(
  subject: string,
  bytes: Uint8Array,
  globals: ReadonlyMap<string, unknown>,
  persistent: (id: unknown) => unknown,
): unknown {
  const machine = new Machine(subject, bytes, globals, persistent);
  for (;;) {
    const code = machine.uint(1);
    if (code === STOP) return machine.pop();
    const run = OPCODES[code];
    if (!run) {
      const found = `0x${code.toString(16).padStart(2, "0")}`;
      throw machine.error(
        `has the pickle opcode ${found}, expected those of tensors in containers`,
      );
    }
    run(machine);
  }
}

const MARK = Symbol("mark");
const STOP = 0x2e;

class Machine {
  private at = 0;
  private readonly view: DataView;
  private readonly stack: unknown[] = [];
  readonly memo = new Map<number, unknown>();

  constructor(
    private readonly subject: string,
    private readonly bytes: Uint8Array,
    private readonly globals: ReadonlyMap<string, unknown>,
    readonly persistent: (id: unknown) => unknown,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  error(what: string): Error {
    return new Error(`${this.subject}: ${what}; save the tensors again with torch.save`);
  }

  /** Moves past bytes and gives where they began. */
  private skip(bytes: number): number {
    const start = this.at;
    if (bytes > this.bytes.length - start) {
      throw this.error(`needs ${start + bytes} bytes, has ${this.bytes.length}: it is cut off`);
    }
    this.at += bytes;
    return start;
  }

  /** An unsigned little-endian integer. */
  uint(bytes: 1 | 2 | 4 | 8): number {
    const at = this.skip(bytes);
    if (bytes === 8) return Number(this.view.getBigUint64(at, true));
    if (bytes === 4) return this.view.getUint32(at, true);
    return bytes === 2 ? this.view.getUint16(at, true) : this.view.getUint8(at);
  }

  int32 = () => this.view.getInt32(this.skip(4), true);
  float64 = () => this.view.getFloat64(this.skip(8));

  /** A signed little-endian integer of up to 8 bytes. */
  long(bytes: number): number {
    if (bytes > 8) throw this.error(`has an integer of ${bytes} bytes, expected at most 8`);
    const at = this.skip(bytes);
    let value = 0n;
    for (let i = 0; i < bytes; i++) value |= BigInt(this.bytes[at + i]) << BigInt(8 * i);
    return Number(BigInt.asIntN(8 * bytes, value));
  }

  text(bytes: number): string {
    const at = this.skip(bytes);
    return new TextDecoder().decode(this.bytes.subarray(at, at + bytes));
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    const text = this.text((end < 0 ? this.bytes.length : end) - this.at);
    this.skip(1);
    return text;
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length === 0 || this.top === MARK) throw this.error("takes from an empty stack");
    return this.stack.pop();
  }

  get top(): unknown {
    return this.stack.at(-1);
  }

  mark(): void {
    this.stack.push(MARK);
  }

  /** Everything above the newest mark, which goes with it. */
  popToMark(): unknown[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw this.error("takes to a mark that is not there");
    return this.stack.splice(mark).slice(1);
  }

  /** The last `count` objects as a tuple. */
  tuple(count: number): void {
    const items = Array.from({ length: count }, () => this.pop());
    this.push(items.reverse());
  }

  list(): unknown[] {
    if (!Array.isArray(this.top)) throw this.error("appends to what is no list");
    return this.top;
  }

  setItems(items: unknown[]): void {
    const { top } = this;
    if (!(top instanceof Map)) throw this.error("sets a key of what is no dict");
    for (let i = 0; i + 1 < items.length; i += 2) top.set(items[i], items[i + 1]);
  }

  global(module: string, name: string): void {
    const path = `${module}.${name}`;
    if (!this.globals.has(path)) {
      throw new Error(
        `${this.subject}: holds Python's ${path}, expected nothing but tensors in dicts, lists and ` +
          'tuples; save it with torch.save({"train_features": tensor, ...}, path)',
      );
    }
    this.push(this.globals.get(path));
  }

  reduce(): void {
    const values = this.pop();
    const callee = this.pop();
    if (typeof callee !== "function" || !Array.isArray(values)) {
      throw this.error("calls what is no function");
    }
    this.push(callee(...values));
  }

  recall(key: number): void {
    if (!this.memo.has(key)) throw this.error(`recalls object ${key}, which is not there`);
    this.push(this.memo.get(key));
  }
}

const ascii = (character: string) => character.charCodeAt(0);

const OPCODES: Record<number, (machine: Machine) => void> = {
  // PROTO and FRAME say nothing that the reader needs.
  128: (m) => void m.uint(1),
  149: (m) => void m.uint(8),
  [ascii("N")]: (m) => m.push(null),
  136: (m) => m.push(true),
  137: (m) => m.push(false),
  [ascii("K")]: (m) => m.push(m.uint(1)),
  [ascii("M")]: (m) => m.push(m.uint(2)),
  [ascii("J")]: (m) => m.push(m.int32()),
  138: (m) => m.push(m.long(m.uint(1))),
  [ascii("G")]: (m) => m.push(m.float64()),
  [ascii("X")]: (m) => m.push(m.text(m.uint(4))),
  140: (m) => m.push(m.text(m.uint(1))),
  [ascii("(")]: (m) => m.mark(),
  [ascii(")")]: (m) => m.push([]),
  [ascii("t")]: (m) => m.push(m.popToMark()),
  133: (m) => m.tuple(1),
  134: (m) => m.tuple(2),
  135: (m) => m.tuple(3),
  [ascii("]")]: (m) => m.push([]),
  [ascii("a")]: (m) => {
    const item = m.pop();
    m.list().push(item);
  },
  [ascii("e")]: (m) => {
    const items = m.popToMark();
    for (const item of items) m.list().push(item);
  },
  [ascii("}")]: (m) => m.push(new Map()),
  [ascii("s")]: (m) => {
    const value = m.pop();
    m.setItems([m.pop(), value]);
  },
  [ascii("u")]: (m) => m.setItems(m.popToMark()),
  // PUT and MEMOIZE.
  [ascii("q")]: (m) => m.memo.set(m.uint(1), m.top),
  [ascii("r")]: (m) => m.memo.set(m.uint(4), m.top),
  148: (m) => m.memo.set(m.memo.size, m.top),
  [ascii("h")]: (m) => m.recall(m.uint(1)),
  [ascii("j")]: (m) => m.recall(m.uint(4)),
  [ascii("c")]: (m) => m.global(m.line(), m.line()),
  147: (m) => {
    const name = m.pop();
    m.global(String(m.pop()), String(name));
  },
  [ascii("R")]: (m) => m.reduce(),
  // BUILD gives an object attributes, such as a state dict's versions: not needed.
  [ascii("b")]: (m) => void m.pop(),
  [ascii("Q")]: (m) => m.push(m.persistent(m.pop())),
};
