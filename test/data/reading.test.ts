import { describe, expect, test } from "vitest";
import { add, EMPTY } from "../../src/data/features.ts";
import { Cancelled } from "../../src/data/formats/formats.ts";
import { mixedFiles } from "../fixtures/files.ts";
import { floats, loaded, svhn } from "./tiny.ts";

describe("add, while it reads,", () => {
  test("tells the bytes that have come, and can be given up", async () => {
    const told: number[] = [];
    const file = floats("test_features.npy", [20_000, 3]);
    await add(EMPTY, [file], { onBytes: (_, bytes) => told.push(bytes) });
    expect(told.at(-1)).toBe(file.size);
    const before = await loaded(svhn);
    const stopped = add(before, [file], { cancelled: () => true });
    await expect(stopped).rejects.toThrow(Cancelled);
  });

  test.each(
    mixedFiles()
      .map((file) => [file.name, file] as const)
      .filter(([name]) => /csv|parquet|h5/.test(name)),
  )("can be given up while %s is taken apart", async (_, file) => {
    let given = false;
    const pause = async () => {
      given = true;
    };
    const stopped = add(EMPTY, [file], { pause, cancelled: () => given });
    await expect(stopped).rejects.toThrow(Cancelled);
  });

  test("refuses a file that is shorter or longer than it was when it was chosen", async () => {
    const { stream } = new Blob(["abc"]);
    for (const size of [2, 4]) {
      const changed = { name: "test.npy", size, stream: stream.bind(new Blob(["abc"])) };
      const result = await add(EMPTY, [changed]);
      expect("problems" in result && result.problems).toEqual([
        `test.npy: has 3 bytes, expected ${size}; it changed while it was read, load it again`,
      ]);
    }
  });
});
