import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { ToyRecord } from "../../src/lab/runs/record.ts";
import { keptRuns } from "./kept.mjs";
import { open, test } from "./page.ts";
import { press, SMALL, shows } from "./readings.ts";

const BASE = `${SMALL}&updates=600`;
const DESIGN = {
  schema: "energy-correction-lab/sweep@1",
  base: `#tab=lab&${BASE}`,
  axes: [{ key: "l2", values: [0.02, 0.2] }],
  seeds: [1, 2],
};

/** Begins the sweep on the screen, and waits until it is there. */
async function start(page: Page): Promise<void> {
  const buffer = Buffer.from(JSON.stringify(DESIGN));
  const file = { name: "short.json", mimeType: "application/json", buffer };
  await page.getByLabel("A sweep's file").setInputFiles(file);
  await press(page, "Start the sweep");
  await shows(page, "Runs of the sweep", /of 4 runs/);
}

const recordsOf = async (page: Page) =>
  (await keptRuns(page)).map(({ record, state }) => ({ record: record as ToyRecord, state }));

/** What a run came to, but for where and in what time. */
const outcome = ({ settings, update, report }: ToyRecord) => ({
  ...{ settings, update, models: report!.models, results: report!.results },
});

/** Every number rounded to a millionth of its size. */
const rounded = (value: object) =>
  JSON.parse(
    JSON.stringify(value, (_, part) =>
      typeof part === "number" ? Number(part.toPrecision(6)) : part,
    ),
  );

test("a sweep that a reload cuts off goes on where it was, to what each run alone comes to", async ({
  page,
}) => {
  await open(page, "tab=runs&view=sweeps&sweep=new&backend=cpu");
  await start(page);
  // One has ended, and another is under way.
  await shows(page, "Runs of the sweep", /^[12] of 4 runs done, [12] running/);
  await expect
    .poll(async () =>
      (await recordsOf(page)).some(
        ({ record, state }) => record.standing === "training" && (state ?? 0) > 0,
      ),
    )
    .toBe(true);
  await page.reload();
  const cut = await recordsOf(page);
  await press(page, "Resume");
  await shows(page, "Runs of the sweep", /^4 of 4 runs done$/);
  await expect
    .poll(async () => (await recordsOf(page)).map(({ record }) => record.standing))
    .toEqual(new Array(4).fill("done"));
  const trials = await recordsOf(page);
  for (const { record } of cut) {
    const now = trials.find(({ record: { id } }) => id === record.id)!.record;
    if (record.standing === "done") expect(now).toEqual(record);
  }

  for (const { record } of trials) {
    const { l2, seed } = record.settings;
    await page.goto(
      `${inject("site")}#tab=lab&autorun=1&backend=cpu&${BASE}&seed=${seed}&l2=${l2}`,
    );
    await shows(page, "Run", /^done/);
    const alone = async () =>
      (await recordsOf(page)).find(
        ({ record: own }) =>
          !own.sweep &&
          own.standing === "done" &&
          own.settings.seed === seed &&
          own.settings.l2 === l2,
      );
    await expect.poll(alone).toBeDefined();
    expect(rounded(outcome((await alone())!.record))).toEqual(rounded(outcome(record)));
  }
});
