// The half year's frauds as CSV: what the table is and does not know, then its rows, then the total. Pure.

import type { Outcome } from "../decision/decision.ts";
import { OUTCOME_WORDS } from "../decision/outcomeWords.ts";
import { formatAmount } from "../money.ts";
import { FRAUD_TYPE_WORDS } from "../wire/fraudTypes.ts";
import { type GroupKind, type GroupSource, type HalfGroup, type HalfYear, KINDS } from "./halfYear.ts";
import { BYTE_ORDER_MARK, type CsvReader, csvText, lineOf } from "./paymentsCsv.ts";

const OUTCOMES: readonly Outcome[] = ["approve", "review", "decline"];
const COLUMNS = [
  "fraud_type",
  "source",
  "outcome",
  "payments",
  "payments_value",
  "frauds",
  "frauds_value",
  "lost_value",
  "held_value",
  "stopped_value",
];

const KIND_WORDS: Readonly<Record<GroupKind, string>> = {
  ...FRAUD_TYPE_WORDS,
  unknown: "not known: a verdict without a type",
  label: "not known: a label alone says so",
  archive: "not known: in the archive",
};
const SOURCE_WORDS: Readonly<Record<GroupSource, string>> = {
  poll: "poll",
  push: "push",
  archive: "not known: in the archive",
};

export interface HalfYearFacts extends HalfYear {
  zone: string;
  currency: string;
  nowMs: number;
  isSimulated: boolean;
  /** Decided payments that are not recorded yet; null when that is not known. */
  waiting: number | null;
}

/** Sentences that stand above the table: what it counts, and what it cannot know. */
export function halfYearNotes({
  half,
  archived,
  begins,
  zone,
  currency,
  nowMs,
  isSimulated,
  waiting,
}: HalfYearFacts): string[] {
  const days = archived.map(({ first, last }) => (first === last ? first : `${first} to ${last}`)).join(", ");
  return [
    `Payments and frauds of ${half.name}: ${half.first} to ${half.last} (${zone})`,
    `In the manner of EBA/GL/2018/05 (PSD2 article 96(6)): by type of fraud, source and outcome. Values are in ${currency}.`,
    "Frauds are what people said in verdicts, and where nobody said, what labels say. Lost: frauds that were approved. Held: " +
      "those that were sent to a person. Stopped: those that were declined.",
    "Vigie does not know the channel (remote or not), strong customer authentication and its exemptions, who bears the losses, " +
      "nor the countries.",
    "The guidelines leave out what the payer did: leave out the rows of friendly fraud.",
    ...(isSimulated ? ["THE PAYMENTS ARE SIMULATED."] : []),
    ...(nowMs < half.from ? ["This half has not begun."] : nowMs < half.to ? ["This half is not over: so far."] : []),
    ...(begins === null ? ["There is no payment here yet."] : []),
    ...(begins !== null && begins > half.first ? [`NOT WHOLE: the first payment here is of ${begins}.`] : []),
    ...(days === ""
      ? []
      : [`These days are in the archive, and only their sums are here, without source and type of fraud: ${days}`]),
    ...(waiting === 0
      ? []
      : [
          waiting === null
            ? "MAY NOT BE WHOLE: it is not known how many decided payments wait to be recorded."
            : `NOT WHOLE: ${waiting} decided payments wait to be recorded, and are not counted.`,
        ]),
  ];
}

export function halfYearCsv(facts: HalfYearFacts, reader: CsvReader): string {
  const notes = halfYearNotes(facts).map((note) => lineOf([reader === "programs" ? `# ${note}` : csvText(note)]));
  const body = [lineOf(COLUMNS), ...halfYearRows(facts.groups, facts.currency).map(lineOf)].join("");
  return `${reader === "spreadsheet" ? BYTE_ORDER_MARK : ""}${notes.join("")}${body}`;
}

/** All payments by source and outcome, then the frauds of each type, then everything. */
export function halfYearRows(groups: readonly HalfGroup[], currency: string): string[][] {
  const has = (source: GroupSource) => source !== "archive" || groups.some((group) => group.source === source);
  const sources = (["poll", "push", "archive"] as const).filter(has);
  const places = sources.flatMap((source) => OUTCOMES.map((outcome) => ({ source, outcome })));
  const all = places.map(({ source, outcome }) => {
    const found = groups.filter((group) => group.source === source && group.outcome === outcome);
    return [
      "all",
      SOURCE_WORDS[source],
      OUTCOME_WORDS[outcome].toLowerCase(),
      ...paymentCells(found, currency),
      ...fraudCells(found, currency),
    ];
  });
  const ofKinds = [...KINDS, "archive" as const].flatMap((kind) =>
    places
      .filter(({ source }) => (source === "archive") === (kind === "archive"))
      .map(({ source, outcome }) => {
        const found = groups.filter((each) => each.kind === kind && each.source === source && each.outcome === outcome);
        return [
          csvText(KIND_WORDS[kind]),
          SOURCE_WORDS[source],
          OUTCOME_WORDS[outcome].toLowerCase(),
          "",
          "",
          ...fraudCells(found, currency),
        ];
      }),
  );
  return [...all, ...ofKinds, ["total", "", "", ...paymentCells(groups, currency), ...fraudCells(groups, currency)]];
}

function paymentCells(groups: readonly HalfGroup[], currency: string): string[] {
  return [String(sum(groups.map(({ payments }) => payments))), amountOf(groups, currency)];
}

function fraudCells(groups: readonly HalfGroup[], currency: string): string[] {
  const frauds = groups.filter(({ kind }) => kind !== null);
  const decided = OUTCOMES.map((outcome) =>
    amountOf(
      frauds.filter((group) => group.outcome === outcome),
      currency,
    ),
  );
  return [...paymentCells(frauds, currency), ...decided];
}

function amountOf(groups: readonly HalfGroup[], currency: string): string {
  return formatAmount(sum(groups.map(({ amountCents }) => amountCents)), currency);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
