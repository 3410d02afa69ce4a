import { attempt, type Found } from "../arrays.ts";
import { type Dtype, dtypeOf, READABLE } from "./dtypes.ts";
import { readElements } from "./elements.ts";
import { unpickle } from "./pickle.ts";
import { type Member, openZip } from "./zip.ts";

/** A storage's element type by its name; `dtype` is null for one that the lab cannot read. */
class ElementType {
  readonly dtype: Dtype | null;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
    this.dtype = dtypeOf(name);
  }
}

interface Storage {
  key: string;
  type: ElementType;
}

/** A tensor as pickled: a view of a storage. Offset and strides count elements. */
class Tensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: number[];
  readonly strides: number[];

  constructor(storage: unknown, offset: unknown, shape: unknown, strides: unknown) {
    const counts = [offset, ...(Array.isArray(shape) ? shape : [])].concat(strides);
    const sound = counts.every((count) => Number.isSafeInteger(count) && (count as number) >= 0);
    const typed = (storage as Storage | null)?.type instanceof ElementType;
    if (!sound || !typed || (shape as number[]).length !== (strides as number[]).length) {
      throw new Error("a tensor has no sound storage, shape and strides");
    }
    this.storage = storage as Storage;
    this.offset = offset as number;
    this.shape = shape as number[];
    this.strides = strides as number[];
  }
}

/** torch's storage classes and the element types they hold. */
const STORAGES: Record<string, string> = {
  HalfStorage: "float16",
  BFloat16Storage: "bfloat16",
  FloatStorage: "float32",
  DoubleStorage: "float64",
  CharStorage: "int8",
  ByteStorage: "uint8",
  ShortStorage: "int16",
  IntStorage: "int32",
  LongStorage: "int64",
  BoolStorage: "bool",
  ComplexFloatStorage: "complex64",
  ComplexDoubleStorage: "complex128",
};

/** The few globals that tensors and state dicts need; no other is looked up. */
const GLOBALS = new Map<string, unknown>([
  ["collections.OrderedDict", () => new Map()],
  ["torch.Size", (sizes: unknown) => sizes],
  [
    "torch._utils._rebuild_tensor_v2",
    (storage: unknown, offset: unknown, shape: unknown, strides: unknown) =>
      new Tensor(storage, offset, shape, strides),
  ],
  ["torch._utils._rebuild_parameter", (tensor: unknown) => tensor],
  ...Object.entries(STORAGES).map(
    ([name, dtype]) => [`torch.${name}`, new ElementType(dtype)] as const,
  ),
]);

/** A pickle of tensors is far smaller; a larger one is something else. */
const MOST_PICKLE_BYTES = 2 ** 24;

const SAVE = "save it with torch.save of PyTorch 1.6 or later";

/**
 * Reads a file of torch.save (PyTorch 1.6 or later): a tensor, or tensors in dicts, lists and
 * tuples, each under its path, such as "fc.weight" or "0". The pickle inside is read by `unpickle`,
 * which executes nothing.
 *
 * @throws if it is no such file, is damaged, or holds Python objects other than tensors
 */
export async function readTorch(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<Found[]> {
  if (bytes[0] === 0x80 && bytes[1] <= 5) {
    throw new Error(
      `${file}: is in the format of PyTorch before 1.6 or a plain pickle, expected a zip archive; ` +
        SAVE,
    );
  }
  const members = new Map((await openZip(file, bytes)).map((member) => [member.name, member]));
  const path = [...members.keys()].find((name) => /^[^/]*\/data\.pkl$/.test(name));
  if (!path || members.has(path.replace("data.pkl", "constants.pkl"))) {
    const found = path ? "TorchScript" : "none";
    throw new Error(`${file}: expected a pickle of tensors, data.pkl, found ${found}; ${SAVE}`);
  }
  const pickle = members.get(path)!;
  if (pickle.bytes > MOST_PICKLE_BYTES) {
    throw new Error(
      `${file}: its pickle has ${pickle.bytes} bytes, expected at most ${MOST_PICKLE_BYTES}; ` +
        "save tensors, not lists of numbers",
    );
  }
  const root = unpickle(file, await pickle.read(), GLOBALS, (id) => storageOf(file, id));
  const folder = path.slice(0, path.indexOf("/"));
  const order = members.get(`${folder}/byteorder`);
  const littleEndian = !order || new TextDecoder().decode(await order.read()) !== "big";
  const read = storageReader(file, (key) => members.get(`${folder}/data/${key}`));
  const tensors = [...tensorsOf(root)];
  const tensorsIn = ({ key }: Storage) =>
    tensors.filter(([, { storage }]) => storage.key === key).length;
  const found: Found[] = [];
  for (const [name, { storage, shape, strides, offset }] of tensors) {
    const subject = name ? `${file}, ${name}` : file;
    found.push(
      await attempt(name, async () => {
        const { dtype } = storage.type;
        if (!dtype) throw new Error(`${subject}: has dtype ${storage.type.name}, ${READABLE}`);
        const layout = { shape, strides, offset, dtype, littleEndian };
        const bytes = await read(storage);
        const array = readElements(subject, bytes, layout);
        // Arrays are normalised in place, so no two may share numbers; nor should few keep many.
        return tensorsIn(storage) > 1 || array.data.byteLength < bytes.length / 2
          ? { ...array, data: array.data.slice() }
          : array;
      }),
    );
  }
  return found;
}

/** A persistent id is ("storage", class, key, device, number of elements). */
function storageOf(file: string, id: unknown): Storage {
  const [kind, type, key] = Array.isArray(id) ? id : [];
  if (kind !== "storage" || !(type instanceof ElementType) || typeof key !== "string") {
    throw new Error(`${file}: has a storage without a type; the file is damaged, ${SAVE}`);
  }
  return { type, key };
}

/** Reads each storage once, though tensors share it. */
function storageReader(file: string, member: (key: string) => Member | undefined) {
  const known = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  return ({ key }: Storage): Promise<Uint8Array<ArrayBuffer>> => {
    const found = member(key);
    if (!found) throw new Error(`${file}: lacks storage ${key}; the file is damaged, ${SAVE}`);
    const read = known.get(key) ?? found.read();
    known.set(key, read);
    return read;
  };
}

/** The tensors in containers by their paths; a container that is there twice counts once. */
function* tensorsOf(root: unknown): Generator<[string, Tensor]> {
  const seen = new Set<unknown>();
  const open: [string, unknown][] = [["", root]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, value] = next;
    if (value instanceof Tensor) yield [path, value];
    if (!(value instanceof Map || Array.isArray(value)) || seen.has(value)) continue;
    seen.add(value);
    const inside = [...value.entries()].map(([key, item]): [string, unknown] => [
      path ? `${path}.${key}` : `${key}`,
      item,
    ]);
    open.push(...inside.reverse());
  }
}
