// What people's rules cost a payment: fifty of them, with lists of twenty thousand entries, on payments of cards with a past and on
// first payments, of which much is missing.
import type { CardHistory } from "../../worker/features/history.ts";
import { decodeHistory } from "../../worker/features/historyCodec.ts";
import { admit } from "../../worker/payment/admit.ts";
import { readRows } from "../../worker/payment/readRows.ts";
import { assess } from "../../worker/pipeline/assess.ts";
import { type ListEntry, MOST_ENTRIES, type OwnList } from "../../worker/policy/lists.ts";
import { MOST_RULES, type Rule } from "../../worker/policy/rule.ts";
import { compileRules } from "../../worker/rules/compile.ts";
import { type Facts, factsOf, keptFactsOf, type Seen } from "../../worker/rules/facts.ts";
import { shippedDetector } from "../detector.ts";
import type { Measurement } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { CARD_KEY } from "../vigieSettings.ts";

const RULES = 50;
const BATCH = 1_000;
const ROUNDS = 5;

export const rules: Part = {
  name: "rules",
  about: `what ${RULES} rules cost a payment, and making them ready`,
  run,
};

/** As people write them: three or four conditions each. `N` becomes another number in each rule. */
const CONDITIONS = [
  "amount > N && hour >= 22 && card_payments_1h > 3",
  'category == "travel" && amount > N && !(card in lists.vip)',
  "amount > card_usual_amount * 10 && card_payments > 5 && distance_km > N",
  "features.gap < 0.1 && features.count_24h > 5 && amount > N && score > 0.01",
  'merchant.startsWith("fraud_K") && amount > N && first_payment',
  "merchant in lists.shops && amount > N && weekday in [6, 7]",
  '(hour < 5 || hour >= 23) && amount > N && category in ["shopping_net", "misc_net"]',
  "card_same_amount_24h >= 3 || card_payments_10m >= 4 || merchant_cards_10m > N",
  "card in lists.vip && age > 70 && features.ratio_card > 5 && amount > N",
  "score > 0.3 && unfamiliar && amount > (first_payment ? N : card_usual_amount * 3)",
];
const LISTS: OwnList[] = [
  { name: "vip", kind: "card", note: null },
  { name: "shops", kind: "merchant", note: null },
];

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments with their features and scores");
  const facts = await factsOfPayments(quick ? 4_000 : 20_000);
  const few = rulesOf(RULES);
  const { compiled } = compileRules(few, LISTS, entries());
  const past = facts.filter(({ seen }) => seen.situation === "stream");
  const first = facts.filter(({ seen }) => seen.situation === "first");
  let hits = 0;
  const match = (one: Facts) => {
    hits += compiled.match(one, 0).hits.length;
  };
  // V8 compiles during the first passes.
  for (let pass = 0; pass < 3; pass += 1) for (const { made } of facts) match(made);
  const costs = { making: [], past: [], first: [], all: [] } as Record<"making" | "past" | "first" | "all", number[]>;
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`);
    costs.making.push(microsecondsOf(facts, ({ seen }) => void factsOf(seen)));
    costs.past.push(microsecondsOf(past, ({ made }) => match(made)));
    costs.first.push(microsecondsOf(first, ({ made }) => match(made)));
    costs.all.push(microsecondsOf(facts, ({ seen }) => match(factsOf(seen))));
  }
  if (hits === 0) throw new Error("no rule of the bench met a payment");
  const many = rulesOf(MOST_RULES);
  const listed = entries();
  const ready = Array.from({ length: ROUNDS }, () => millisecondsOf(() => compileRules(many, LISTS, listed)));
  const row = (what: string, values: number[], unit: "µs" | "ms" = "µs"): Measurement => {
    return { what, unit, values, target: null };
  };
  return [
    {
      ...row(`${RULES} rules, a payment: making its facts and matching`, costs.all),
      target: { atMost: 10 },
      note: `processor time; ${first.length} of ${facts.length} payments are their card's first; ${MOST_ENTRIES} entries in lists`,
    },
    row("  of which making its facts", costs.making),
    row("  matching, cards with a past", costs.past),
    row("  matching, first payments: much is missing", costs.first),
    row(`reading ${MOST_RULES} rules and ${MOST_ENTRIES} entries anew`, ready, "ms"),
  ];
}

function rulesOf(count: number): Rule[] {
  return Array.from({ length: count }, (_, at) => {
    const when = (CONDITIONS[at % CONDITIONS.length] ?? "").replace("N", String(20 + at * 7));
    const state = at % 5 === 4 ? "shadow" : "active";
    return { id: String(at), name: `rule ${at}`, when, then: "review", state, note: null, until: null };
  });
}

function entries(): ListEntry[] {
  return Array.from({ length: MOST_ENTRIES }, (_, at) => {
    const [list, kind] = at % 2 === 0 ? (["vip", "card"] as const) : (["shops", "merchant"] as const);
    const about = { note: null, by: "bench", via: "bench", at: 0, until: null };
    return { id: String(at), list, kind, value: `${kind} ${at}`, ...about };
  });
}

async function factsOfPayments(most: number): Promise<{ seen: Seen; made: Facts }[]> {
  const detector = await shippedDetector();
  const source = rowSource({ cards: 1_000, days: 10 });
  const histories = new Map<string, CardHistory>();
  const around = { merchants: new Map(), usualCents: null };
  const made: { seen: Seen; made: Facts }[] = [];
  while (made.length < most) {
    const read = readRows(`[${source.next(BATCH).join(",")}]`, BATCH);
    if (!read.ok) throw new Error(read.problem);
    const arrivals = read.rows.map((row) => {
      const admission = admit(row, { cardKey: CARD_KEY, nowMs: Date.now() });
      if (!admission.ok) throw new Error(`a payment of the bench was refused: ${admission.reject.reason}`);
      if (admission.payment === undefined) throw new Error("a payment of the bench is a refund");
      return { payment: admission.payment };
    });
    const { assessed, histories: grown } = assess(
      arrivals,
      histories,
      "stream",
      () => 0,
      { champion: detector.featuresOf },
      around,
    );
    for (const [cardId, history] of grown) histories.set(cardId, decodeHistory(history));
    const scores = await detector.score(assessed);
    for (const [at, { payment, situation, features, facts }] of assessed.entries()) {
      const seen: Seen = {
        ...{ payment, source: "push", feed: "stream", situation, features, score: scores[at] ?? null },
        ...{ currency: "USD", challengerScore: null, isUnfamiliar: false, kept: keptFactsOf(facts), offsetMs: 0 },
      };
      made.push({ seen, made: factsOf(seen) });
    }
  }
  return made;
}

/** Processor time for each: other programs on the machine do not count. */
function microsecondsOf<One>(of: readonly One[], take: (one: One) => void): number {
  const used = process.threadCpuUsage();
  for (const one of of) take(one);
  const { user, system } = process.threadCpuUsage(used);
  return (user + system) / of.length;
}

function millisecondsOf(work: () => unknown): number {
  const used = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(used);
  return (user + system) / 1_000;
}
