import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeLatex, latexOf } from "../../src/lab/latex.ts";
import { sampleTable } from "./tables.ts";

describe("latexOf", () => {
  const text = latexOf(sampleTable(), "id");
  const lines = text.split("\n").map((line) => line.trim());

  it("groups the sets under rules, and the average over all stands alone", () => {
    expect(lines).toContain(
      "& \\multicolumn{1}{c}{\\textit{near-OOD}} & \\multicolumn{3}{c}{\\textit{far-OOD}} &  \\\\",
    );
    expect(lines).toContain("\\cmidrule(lr){2-2} \\cmidrule(lr){3-5}");
    expect(lines).toContain('Method & cifar\\_100 & mnist & a "b", c & average & average \\\\');
    expect(text).toContain("\\begin{tabular}{lccccc}");
  });

  it("prints AUROC / FPR95 in %, the best in bold, the intervals small below", () => {
    const at = lines.findIndex((line) => line.startsWith("SSD"));
    expect(lines[at]).toBe(
      "SSD & \\textbf{90.0} / 25.0 & \\textbf{95.0} / \\textbf{12.5} & 50.0 / 90.0 & 72.5 / 51.2 & 78.0 / 40.0 \\\\[-2pt]",
    );
    expect(lines[at + 1]).toBe(
      "& {\\tiny 89.0--91.0 / 24.0--26.0} & {\\tiny 94.0--96.0 / 11.5--13.5} &  &  &  \\\\",
    );
    expect(text).toContain("95\\,\\% intervals by a bootstrap");
  });

  it("prints a dash where there is no result, and no line of intervals where there is none", () => {
    const at = lines.findIndex((line) => line.startsWith("MSP"));
    expect(lines[at]).toBe("MSP & 80.0 / 50.0 & -- & -- & -- & -- \\\\");
    expect(lines[at + 1]).toMatch(/^SSD/);
    expect(text).not.toContain("EBM");
  });

  it("counts FPR95 by the convention that is asked for, and names it", () => {
    expect(text).toContain("FPR95: in-distribution is the positive class, as in the paper:");
    const other = latexOf(sampleTable(), "ood");
    expect(other).toContain("FPR95: OOD is the positive class");
    expect(other).toContain("SSD & \\textbf{90.0} / \\textbf{30.0} &");
  });
});

describe("escapeLatex", () => {
  it("leaves no special character bare", () => {
    expect(escapeLatex("a_b & 5% {x}^2 ~\\$#")).toBe(
      "a\\_b \\& 5\\% \\{x\\}\\textasciicircum{}2 \\textasciitilde{}\\textbackslash{}\\$\\#",
    );
    fc.assert(
      fc.property(fc.string(), (name) => {
        const rest = escapeLatex(name).replace(/\\text[a-z]+\{\}|\\[&%$#_{}]/g, "");
        expect(rest).not.toMatch(/[\\~^&%$#_{}]/);
      }),
    );
  });
});
