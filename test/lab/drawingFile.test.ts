import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawingCsv, drawingJson, readDrawing } from "../../src/lab/drawingFile.ts";
import { anyDrawing, drawingOf } from "./drawings.ts";

describe("a saved drawing", () => {
  it("comes back bit for bit, from either format", () => {
    fc.assert(
      fc.property(anyDrawing(), (drawing) => {
        fc.pre(drawing.labels.length > 0);
        expect(readDrawing("a.json", drawingJson(drawing))).toEqual(drawing);
        expect(readDrawing("a.csv", drawingCsv(drawing))).toEqual(drawing);
      }),
    );
  });
});

describe("a table", () => {
  it.each([
    ["commas", "x,y,class\n1,2,3\n-4.5,6e-1,1\n"],
    ["no header", "1,2,3\n-4.5,0.6,1"],
    ["semicolons and CRLF", "x;y;class\r\n1;2;3\r\n-4.5;0.6;1\r\n"],
    ["tabs and quotes", '"x"\t"y"\t"class"\n"1"\t"2"\t"3"\n"-4.5"\t"0.6"\t"1"\n'],
    ["spaces and empty lines", "\n  1 2 3\n\n -4.5  0.6 1 \n\n"],
    ["columns in another order", "class,id,y,x\n3,a,2,1\n1,b,.6,-4.5"],
  ])("is read with %s", (_, text) => {
    expect(readDrawing("points.csv", text)).toEqual(drawingOf([1, 2, 2], [-4.5, 0.6, 0]));
  });

  it("is of one class where it names none", () => {
    expect(readDrawing("a.csv", "1,2\n3,4")).toEqual(drawingOf([1, 2, 0], [3, 4, 0]));
  });

  it("numbers the classes that are not 1 to 9, in their order", () => {
    expect(readDrawing("a.csv", "1,2,10\n3,4,2\n5,6,0").labels).toEqual(Uint8Array.of(2, 1, 0));
    expect(readDrawing("a.csv", "1,2,dog\n3,4,cat").labels).toEqual(Uint8Array.of(1, 0));
  });
});

describe("a file that is no drawing", () => {
  const points = (count: number) => "1,2,3\n".repeat(count);
  it.each([
    ["", "a.csv: expected at least 1 point, found 0"],
    ["x,y,class\n", "a.csv: expected at least 1 point, found 0"],
    [points(20_001), "a.csv: expected at most 20,000 points, found 20,001"],
    ["1,2\n3,four", 'a.csv: expected a number for each coordinate, found "four" at line 2'],
    ["1,2\n\n3", "a.csv: expected a number for each coordinate, found nothing at line 3"],
    ["1,2\n3,Infinity", 'found "Infinity" at line 2'],
    ["x,y\n1,1e300", "found 1e+300 at line 2"],
    [
      Array.from({ length: 10 }, (_, i) => `0,0,${i}`).join("\n"),
      "expected at most 9 classes, found 10",
    ],
    ["{", "a.csv: expected JSON, found a fault: "],
    ["[1, 2]", 'expected the schema "energy-correction-lab/drawing@1", found undefined'],
    ['{"schema":"energy-correction-lab/report@1"}', "drawing@1"],
    [
      '{"schema":"energy-correction-lab/drawing@1","points":[[1,2]],"classes":[1,2]}',
      "expected as many classes as points, found 1 points and 2 classes",
    ],
    [
      '{"schema":"energy-correction-lab/drawing@1","points":[[1,null]],"classes":[1]}',
      "found null at point 1",
    ],
    [
      '{"schema":"energy-correction-lab/drawing@1","points":[3],"classes":[1]}',
      "found nothing at point 1",
    ],
  ])("is refused in words: %#", (text, message) => {
    expect(() => readDrawing("a.csv", text)).toThrow(message);
  });

  it("of any text gives a drawing or an error for people", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123 ,;.-x\n{}[]"e') }), (text) => {
        try {
          const { points, labels } = readDrawing("a.csv", text);
          expect(points.length).toBe(2 * labels.length);
          expect(points.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect((error as Error).message).toMatch(/^a\.csv: expected /);
        }
      }),
    );
  });
});
