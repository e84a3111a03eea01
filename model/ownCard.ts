// The card of a model that was trained on one's own payments, as Markdown: what was held for true, what the model is worth on later
// payments beside others, and where that ends.
import { formatAmount } from "../worker/money.ts";
import { code, countsOf, dateOf, percent, shown, table, withInterval } from "./card.ts";
import type { BySituation, Judged } from "./judge.ts";
import type { Dataset } from "./labelledPayments.ts";
import type { OwnFile } from "./ownPayments.ts";
import type { Truth } from "./ownTruth.ts";
import type { WayMeasured } from "./ownWays.ts";
import type { Split } from "./splitInTime.ts";
import { supportOf } from "./support.ts";

export interface OwnCardFacts {
  version: string;
  /** What kind of model it is. */
  name: string;
  /** Those that were learned from. */
  data: Dataset;
  about: OwnFile;
  sources: readonly string[];
  truth: Truth;
  split: Split;
  ways: readonly WayMeasured[];
  judged: BySituation<Judged>;
  /** Its features. */
  names: readonly string[];
  remarks: readonly string[];
  labelDelayDays: number;
  matureDays: number;
  seed: number;
  trees: number;
}

export function ownCardText(facts: OwnCardFacts): string {
  const { version, name, data, about, sources, truth, split, ways, judged, names, remarks } = facts;
  const support = supportOf(data);
  const money = (cents: number): string => `${formatAmount(cents, about.currency)} ${about.currency}`;
  const cards = new Set(data.card).size;
  const [from, to] = [data.paidAt[0] ?? 0, data.paidAt.at(-1) ?? 0].map(dateOf);
  const lines = [
    `# Model ${version}`,
    "",
    "Written by `npm run model:train` from payments of one's own. Figures of other models do not hold for this one.",
    "",
    "## What it is for",
    "",
    "It gives card payments that are like those below a probability of fraud. Who is declined because of it should be able to ask a person.",
    "It is not for payments of another kind: of other customers, at other merchants, in another currency. It says nothing of the people who",
    "pay, and must not be used to judge them.",
    "",
    "## What it learned from",
    "",
    ...table(
      ["", ""],
      [
        ["files", sources.join(", ")],
        [
          "payments",
          `${shown(data.rows)} of ${shown(cards)} cards, ${from} to ${to} (${about.zone}), in ${about.currency}`,
        ],
        ["known frauds", `${shown(truth.frauds)} (${percent(truth.frauds / data.rows)})`],
        ["said to be legitimate", shown(truth.saidLegitimate)],
        [
          `nobody called a fraud within ${facts.matureDays} days: taken for legitimate`,
          shown(truth.takenForLegitimate),
        ],
        ["younger, and nobody has said anything: left out", shown(truth.undecided)],
        ["in a currency without a rate: left out", shown(truth.withoutAmount)],
        ["model", `${name}; ${shown(facts.trees)} trees of ${names.length} features, seed ${facts.seed}`],
      ],
    ),
    "",
    "What was left out is in the histories of cards all the same. A verdict counts before a label.",
    "",
    "## How good it is",
    "",
    `Measured on the ${shown(split.later.length)} payments from ${dateOf(split.from)} on, after training on the ${shown(split.earlier.length)} before whose truth was known`,
    `then: so many as ${facts.labelDelayDays} days after each. The 95 % intervals come from resampling cards. The model itself was then trained on all of`,
    "them. Precision and recall are of its calibration, which was fitted on the same later payments.",
    "",
    ...table(
      ["the same payments by", "PR-AUC", "recall at 1 % false alarms"],
      ways.map((way) => [
        way.name,
        inInterval(way.prAuc, way.intervals.prAuc),
        inInterval(way.recallAt1PercentFpr, way.intervals.recallAt1PercentFpr),
      ]),
    ),
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
    "## Where its support ends",
    "",
    `No fraud that it learned from is above ${money(support.highestFraudCents)}. Legitimate payments are ${money(support.usualCents)} on average.`,
    "",
    ...table(
      ["category", "payments", "frauds", "hardly any legitimate payment above"],
      [...support.commonUpToCents].map(([category, cents]) => [
        category === "" ? "none" : code(category),
        ...countsOf(data, category).map(shown),
        money(cents),
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

function inInterval(value: number, [low, high]: [number, number]): string {
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}
