import { describe, expect, it } from "vitest";
import { parseRole } from "../../src/data/names.ts";
import { bytesText, CHOICES, choiceOf, datasetName, roleOf } from "../../src/lab/mapping.ts";
import { summary } from "./samples.ts";

describe("CHOICES", () => {
  const choices = CHOICES.flatMap(({ part, contents }) =>
    contents.map((content) => `${part} ${content}`),
  );

  it.each(choices)("%s is a role that the data's reader knows, and back", (choice) => {
    const dataset = choice.startsWith("ood") ? "tiny_features of 2" : null;
    const role = roleOf({ choice, dataset });
    expect(parseRole(role!)).not.toBeNull();
    expect(choiceOf(role)).toEqual({ choice, dataset });
  });

  it("has a choice for what is left out", () => {
    expect(choiceOf(null)).toEqual({ choice: "", dataset: null });
    expect(roleOf({ choice: "", dataset: null })).toBeNull();
  });
});

describe("datasetName", () => {
  it("takes the array's name, or the file's without its extension", () => {
    const [array] = summary("svhn.v2").arrays;
    expect(datasetName(array!)).toBe("svhn.v2");
    expect(datasetName({ ...array!, name: "lsun" })).toBe("lsun");
  });

  it("takes the set's name of a role, so that what was left out comes back as it was", () => {
    const [array] = summary("svhn").arrays;
    const named = (name: string) => datasetName({ ...array!, name });
    expect(named("ood_svhn_features")).toBe("svhn");
    expect(named("ood_tiny_imagenet_logits")).toBe("tiny_imagenet");
    expect(named("ood_tiny_imagenet")).toBe("ood_tiny_imagenet");
  });
});

describe("bytesText", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1234, "1.2 kB"],
    [102_400_128, "102.4 MB"],
  ])("says %d bytes as %s", (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
