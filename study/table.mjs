const COLUMNS = /** @type {const} */ (["near", "mid", "far", "average"]);
const HEAD = [
  "",
  "the correction",
  "E_G alone",
  "near",
  "mid",
  "far",
  "average",
  "average FPR95",
  "seeds",
];

/** @param {number} value in points */
const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;

/**
 * The results as a Markdown table: what E_theta adds to E_G, in points, with 95 % intervals; in bold
 * where the interval leaves 0 out.
 *
 * @param {any[]} results
 */
export function tableOf(results) {
  /** @param {{ value: number, interval: [number, number] }} change */
  const cell = ({ value, interval: [low, high] }) => {
    const text = `${signed(value)} (${signed(low)} to ${signed(high)})`;
    return low > 0 || high < 0 ? `**${text}**` : text;
  };
  let last = "";
  const rows = results.map(({ part, name, before, auroc, fpr95, spread }) => {
    const first = part === last ? "" : part;
    last = part;
    const cells = COLUMNS.map((column) => cell(auroc[column]));
    const range = `${signed(spread[0])} to ${signed(spread[1])}`;
    const alone = `${before.auroc.toFixed(2)} / ${before.fpr95.toFixed(2)}`;
    return [first, name, alone, ...cells, cell(fpr95.average), range];
  });
  return [HEAD, HEAD.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
