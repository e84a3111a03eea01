// The card of a newly trained model, as Markdown: what it learned from, what it is worth, and where that ends. Model and
// figures must not part, so training writes it beside the model.
import type { BySituation, Judged } from "./judge.ts";
import type { Dataset } from "./labelledPayments.ts";
import { supportOf } from "./support.ts";

export interface CardFacts {
  version: string;
  data: Dataset;
  /** Names of the files, or what else the payments are from. */
  sources: readonly string[];
  seed: number;
  trees: number;
  judged: BySituation<Judged>;
  remarks: readonly string[];
}

export function cardText({ version, data, sources, seed, trees, judged, remarks }: CardFacts): string {
  const support = supportOf(data);
  const cards = new Set(data.card).size;
  const robbed = new Set(data.card.filter((_, i) => data.fraud[i] === 1)).size;
  const [from, to] = [data.paidAt[0] ?? 0, data.paidAt.at(-1) ?? 0].map(dateOf);
  const lines = [
    `# Model ${version}`,
    "",
    "Written by `npm run model:train`. Figures of other models do not hold for this one.",
    "",
    "## What it is for",
    "",
    "It gives card payments that are like those below a probability of fraud. Who is declined because of it should be able to ask a person.",
    "",
    "It is not for payments of another kind: other categories, another currency, other customers, another country. Vigie says of a payment",
    "outside of its support that it is unfamiliar, and decides it with care (docs/care.md). It says nothing of the people who pay, and must",
    "not be used to judge them.",
    "",
    "## What it learned from",
    "",
    ...table(
      ["", ""],
      [
        ["files", sources.join(", ")],
        ["payments", `${shown(data.rows)} of ${shown(cards)} cards, ${from} to ${to}`],
        ["frauds", `${shown(data.frauds)} (${percent(data.frauds / data.rows)}) on ${shown(robbed)} cards`],
        ["trees, seed", `${trees}, ${seed}`],
      ],
    ),
    "",
    "## How good it is",
    "",
    "Measured on one card in three, by a model that had not seen those cards. The 95 % intervals come from resampling cards. Later payments",
    "are the better test: `npm run model:evaluate -- --data LATER_FILE --bundle FILE`.",
    "",
    ...table(
      [
        "what is known",
        "frauds",
        "PR-AUC",
        "by the amount alone",
        "declined: precision",
        "declined: recall",
        "declined from",
      ],
      Object.entries(judged).map(([situation, each]) => [
        situation,
        `${shown(Math.round(each.frauds))} on ${shown(each.cardsWithFrauds)} cards`,
        withInterval(each, "prAuc"),
        each.metrics.amountPrAuc.toFixed(3),
        withInterval(each, "precision"),
        withInterval(each, "recall"),
        each.thresholds.decline.toFixed(4),
      ]),
    ),
    "",
    ...("stream" in judged
      ? []
      : [
          "No figures for `stream`: there were too few frauds of known cards. Their payments are scored as a card's first ones.",
          "",
        ]),
    "How it does when frauds, or your feed, change: `npm run model:evaluate -- --data LATER_FILE --bundle FILE --drift all`.",
    "",
    "## Where its support ends",
    "",
    `No fraud that it learned from is above ${dollars(support.highestFraudCents)}. Legitimate payments are ${dollars(support.usualCents)} on average. Above`,
    "the amounts of this table, and in other categories, its score says little.",
    "",
    `It has seen ${support.ages === null ? "no ages" : `ages from ${support.ages.from} to ${support.ages.to}`}. Hardly any payment came after more than ${support.pace.inHour} others of its card within an hour, or ${support.pace.inDay}`,
    `within a day. Of the card holder nearly all told: ${support.columns.join(", ") || "nothing"}.`,
    "",
    ...table(
      ["category", "payments", "frauds", "hardly any legitimate payment above"],
      [...support.commonUpToCents].map(([name, cents]) => [
        code(name),
        ...countsOf(data, name).map(shown),
        dollars(cents),
      ]),
    ),
    "",
    "## Remarks of the training",
    "",
    ...(remarks.length === 0 ? ["None."] : remarks.map((remark) => `- ${remark}.`)),
    "",
  ];
  return lines.join("\n");
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}

/** Payments and frauds of a category. */
export function countsOf({ category, fraud }: Dataset, name: string): [number, number] {
  let [payments, frauds] = [0, 0];
  for (let i = 0; i < category.length; i++) {
    if (category[i] !== name) continue;
    payments++;
    frauds += fraud[i] ?? 0;
  }
  return [payments, frauds];
}

export function withInterval({ metrics, intervals }: Judged, name: keyof Judged["intervals"]): string {
  const [low, high] = intervals[name];
  return `${metrics[name].toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** A category is text of a file: it must not become Markdown. */
export function code(name: string): string {
  return `\`${name.replaceAll(/[`\r\n]/g, " ")}\``;
}

function dollars(cents: number): string {
  return `$${(cents / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

export function shown(count: number): string {
  return count.toLocaleString("en");
}

export function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
