import { expect, it } from "vitest";
import { Preparation } from "../../../workers/features/preparation.ts";
import { floats, loaded, svhn, testFiles, train } from "../../data/tiny.ts";
import { tinySettings } from "./tiny.ts";

const going = () => true;

it("refuses a single sample a class, which has no spread, and says which setting that is", async () => {
  const preparation = new Preparation(await loaded(...train, ...testFiles, svhn));
  const settings = { ...tinySettings(), samplesPerClass: 1 };
  await expect(preparation.of(settings, going)).rejects.toThrow(/^samples a class: 1 leaves no/);
});

it("keeps what it fitted until settings change that it depends on", async () => {
  const preparation = new Preparation(
    await loaded(
      floats("train_features.npy", [4, 3], [1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1]),
      ...[train[1], ...testFiles, svhn],
    ),
  );
  const first = await preparation.of({ ...tinySettings(), samplesPerClass: 0 }, going);
  const again = await preparation.of({ ...tinySettings(), neighbours: 3 }, going);
  expect(again).toBe(first);
  const other = await preparation.of({ ...tinySettings(), ridge: 0.5 }, going);
  expect(other!.mixture.ridge).toBe(0.5);
});
