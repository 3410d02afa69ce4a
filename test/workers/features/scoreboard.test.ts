import { expect, it } from "vitest";
import type { Comparison } from "../../../src/detection/comparison.ts";
import { Scoreboard } from "../../../workers/features/scoreboard.ts";
import { tinySet } from "./tiny.ts";

const INSIDE = Float32Array.of(1, 2, 3, 4, 5, 6);
const SCORES = { inside: INSIDE, outside: [Float32Array.of(4, 7, 8), null] };
const SETS = [
  { dataset: "a", group: "near" },
  { dataset: "b", group: "far" },
] as const;
const going = () => true;
const { test } = tinySet();
const boardOf = (replicates: number) => {
  const ood = SETS.map((set) => ({ ...set, rows: test }));
  return new Scoreboard({ ood }, { seed: 1, replicates });
};

const cellsOf = ({ methods }: Comparison) => methods.map(({ cells }) => cells);

it("a method has cells where it has scores, with intervals around them", async () => {
  const board = boardOf(200);
  await board.add("MSP", SCORES, going);
  const [[near, far, average]] = cellsOf(board.comparison(SETS));
  const { value, interval } = near!.auroc;
  expect(value).toBeCloseTo((3.5 + 6 + 6) / 18, 12);
  expect(interval![0]).toBeLessThan(value);
  expect(interval![1]).toBeGreaterThanOrEqual(value);
  expect([far, average]).toEqual([null, null]);
});

it("without replicates there are no intervals", async () => {
  const board = boardOf(0);
  await board.add("MSP", SCORES, going);
  expect(cellsOf(board.comparison(SETS))[0][0]!.auroc.interval).toBeNull();
});

it("a set that is put into another group changes the averages without drawing again", async () => {
  const board = boardOf(50);
  await board.add("SSD", { inside: INSIDE, outside: [SCORES.outside[0], INSIDE] }, going);
  const names = (group: "near" | "far") =>
    board.comparison([{ ...SETS[0], group }, SETS[1]]).columns.map(({ name }) => name);
  expect(names("near")).toEqual(["a", "b", "average"]);
  expect(names("far")).toEqual(["a", "b", "far average", "average"]);
});

it("the parts of the model are compared by themselves, too", async () => {
  const board = boardOf(0);
  const better = Float32Array.of(7, 8);
  await board.add("KNN", { inside: INSIDE, outside: [better, better] }, going);
  await board.add("EBM", { inside: INSIDE, outside: [Float32Array.of(5, 5), INSIDE] }, going);
  await board.add("SSD", { inside: INSIDE, outside: [INSIDE, INSIDE] }, going);
  const bests = ({ methods }: Comparison) =>
    methods.map(({ method, cells }) => [method, cells[0]!.auroc.best]);
  const { ablation, ...all } = board.comparison(SETS);
  expect(bests(all)).toEqual([
    ["KNN", true],
    ["EBM", false],
    ["SSD", false],
  ]);
  expect(bests(ablation)).toEqual([
    ["EBM", true],
    ["SSD", false],
  ]);
});
