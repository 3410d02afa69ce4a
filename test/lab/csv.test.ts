import { describe, expect, it } from "vitest";
import { csvOf } from "../../src/lab/csv.ts";
import { sampleTable } from "./tables.ts";

describe("csvOf", () => {
  const lines = csvOf(sampleTable()).trimEnd().split("\n");

  it("has a line a method, column and metric, the values as shares", () => {
    expect(lines.slice(0, 4)).toEqual([
      "method,dataset,group,metric,value,low,high",
      "MSP,cifar_100,near,auroc,0.8,,",
      "MSP,cifar_100,near,fpr95,0.5,,",
      "MSP,cifar_100,near,fpr95OodPositive,0.6,,",
    ]);
    expect(lines).toHaveLength(1 + 3 * (1 + 5));
  });

  it("gives the ends of the intervals where there are any", () => {
    expect(lines).toContain("SSD,cifar_100,near,fpr95,0.25,0.24,0.26");
  });

  it("names averages, and puts the one over all sets into the group all", () => {
    expect(lines).toContain("SSD,far average,far,auroc,0.725,,");
    expect(lines).toContain("SSD,average,all,auroc,0.78,,");
  });

  it("quotes names with commas and quotation marks", () => {
    expect(lines).toContain('SSD,"a ""b"", c",far,auroc,0.5,,');
  });

  it("leaves out what is still in training", () => {
    expect(lines.some((line) => line.startsWith("EBM"))).toBe(false);
  });
});
