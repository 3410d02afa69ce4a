import type { Found } from "./arrays.ts";
import { CONTENTS, type Content, type Hints, hintsOf, parseRole, type Role } from "./names.ts";

/**
 * What an array of a file was taken for, or why it was left out; `spelt` where a name spells the
 * role out, so that it is no guess.
 */
export type Taken = { role: Role; spelt: boolean } | { unused: string };

/**
 * Says what each array of a file is: what it holds and whose rows. The first rule that answers wins.
 *
 * | what     | is said by                                                                         |
 * | -------- | ---------------------------------------------------------------------------------- |
 * | both     | the array's own name, or the file's if it holds but one, that spells a role out,   |
 * |          | such as train_features or ood_svhn_logits                                          |
 * | contents | a word of the array's name: feat_list are features, fc.weight a weight             |
 * |          | a word of the file's name, if the array's axes and type suit it                    |
 * |          | axes and type of an array without a name, if no other is alike: floats [rows,      |
 * |          | columns] are features, integers [rows] labels; under a file's name that says head, |
 * |          | weight and bias                                                                    |
 * | rows     | a word of the array's name, then of the file's: train; test or id; ood, where the  |
 * |          | other words name the data set; head or fc                                          |
 * |          | the file's labels: all below 0, as OpenOOD marks them, they mean an OOD set, named |
 * |          | after the file                                                                     |
 *
 * Whatever no rule knows is left out, and so are the labels of an OOD set.
 *
 * @param file the file's name, with its extension
 */
export function rolesOf(file: string, found: readonly Found[]): Taken[] {
  const stem = file.replace(/\.[^.]*$/, "");
  const ofFile = hintsOf(stem);
  const own = found.map(({ name }) => hintsOf(name));
  const contents = found.map((each, i) => contentOf(each, own[i], ofFile, found));
  const marked = found.some((each, i) => contents[i] === "labels" && allNegative(each));
  return found.map(({ name }, i) => {
    const exact = parseRole(name) ?? (found.length === 1 ? parseRole(stem) : null);
    if (exact) return { role: exact, spelt: true };
    const content = contents[i];
    if (!content) return { unused: "does not say what it holds, such as features or labels" };
    const side = own[i].side ?? ofFile.side ?? (marked ? "ood" : null);
    if (!side) {
      return { unused: "does not say whose rows it holds, such as train, test or ood_<name>" };
    }
    const [first, second] = own[i].side ? [own[i], ofFile] : [ofFile, own[i]];
    const part = side === "ood" ? `ood_${first.rest || second.rest || "ood"}` : side;
    const role = parseRole(`${part}_${content}`);
    return role
      ? { role, spelt: false }
      : { unused: `holds ${content} of ${part}, which nothing needs` };
  });
}

/** Names that say nothing: none, a place in a list, numpy's arr_0. */
const NAMELESS = /^(|\d+|arr_\d+|data|array|tensor|values)$/;

function contentOf(
  each: Found,
  own: Hints,
  ofFile: Hints,
  found: readonly Found[],
): Content | null {
  if (own.content) return own.content;
  const kind = kindOf(each);
  if (ofFile.content && kind === kindOfContent(ofFile.content)) return ofFile.content;
  const alike = found.filter(({ name }, i) => NAMELESS.test(name) && kindOf(found[i]) === kind);
  if (!NAMELESS.test(each.name) || alike.length > 1) return null;
  const usual: Content[] = ofFile.side === "head" ? ["weight", "bias"] : ["features", "labels"];
  return usual.find((content) => kindOfContent(content) === kind) ?? null;
}

/** The axes and the type, such as "2 of floats". */
const kindText = (axes: number, floating: boolean) =>
  `${axes} of ${floating ? "floats" : "integers"}`;
const kindOfContent = (content: Content) =>
  kindText(CONTENTS[content].axes.length, CONTENTS[content].floating);

function kindOf(found: Found): string | null {
  if (!("array" in found)) return null;
  const { shape, data } = found.array;
  return kindText(shape.length, data instanceof Float32Array);
}

function allNegative(found: Found): boolean {
  return "array" in found && found.array.data.every((label) => label < 0);
}
