import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import { shipped } from "../../test/shipped.ts";
import { MINUTE_MS } from "../duration.ts";
import { createFeatures, type FeaturesOf } from "../features/compute.ts";
import type { Payment } from "../payment/payment.ts";
import type { Detector } from "../scoring/detector.ts";
import { type DecideSettings, decideGroup } from "./decideGroup.ts";

const SETTINGS: DecideSettings = { feed: "stream", feedZone: "UTC", reviewThreshold: null, declineThreshold: null };
const NOW = Date.UTC(2026, 10, 20, 12, 0, 0);

/** Its score follows from the payment and its card's history, as this model's own tables give them. */
function model(version: string, changes: Partial<Detector> = {}): Detector {
  return {
    ...{ version, engine: "onnx", problem: null, support: shipped.support, reference: null },
    featuresOf: createFeatures(shipped.tables),
    score: async (inputs) => inputs.map(({ features }) => (features === null ? null : scoreOf(features))),
    thresholds: () => ({ review: 0.3, decline: 0.6 }),
    contributions: (features) => new Float64Array(features.length),
    close: async () => undefined,
    ...changes,
  };
}

function scoreOf(features: Float32Array): number {
  return features.reduce((sum, value, at) => (Number.isFinite(value) ? sum + Math.abs(value) * (at + 1) : sum), 0) % 1;
}

const CHAMPION = model("champion");

async function decided(models: { champion: Detector; challenger: Detector | null }, given: readonly Payment[]) {
  const arrivals = given.map((payment) => ({
    ...{ admission: { ok: true, payment } as const, source: "push" as const, seenAt: NOW },
  }));
  const known = { payments: new Map(), histories: new Map(), around: { merchants: new Map(), usualCents: null } };
  return decideGroup(arrivals, known, SETTINGS, { models, now: () => NOW });
}

/** Of two cards, some of them so odd that care sends them to a person. */
function group(): Payment[] {
  return Array.from({ length: 40 }, (_, at) =>
    payment({
      id: `p${at}`,
      cardId: at % 2 === 0 ? "card-a" : "card-b",
      amountCents: at % 7 === 0 ? 900_000 + at : 1_000 + at * 311,
      category: at % 3 === 0 ? "shopping_net" : "grocery_pos",
      paidAt: NOW - (40 - at) * MINUTE_MS,
    }),
  );
}

/** All of a group but what is kept beside the decisions. */
function without(group: Awaited<ReturnType<typeof decided>>) {
  const { entries, receipts } = group;
  const payments = entries.payments.map(({ challenger, challengerScore, challengerOutcome, ...rest }) => rest);
  return { receipts, entries: { ...entries, payments } };
}

const OTHER_TABLES: FeaturesOf = createFeatures({
  ...shipped.tables,
  vocabulary: [...shipped.tables.vocabulary].reverse(),
});
const CHALLENGER = model("challenger", {
  featuresOf: OTHER_TABLES,
  thresholds: () => ({ review: 0.7, decline: 0.9 }),
  // It knows fewer categories, so that care finds other payments odd.
  support: { ...shipped.support, commonUpToCents: new Map([["grocery_pos", 8_000]]), usualCents: 1_000 },
});

test("what the challenger would have decided is what it decides as champion, to the last payment", async () => {
  const beside = await decided({ champion: CHAMPION, challenger: CHALLENGER }, group());
  const alone = await decided({ champion: CHALLENGER, challenger: null }, group());
  const answers = beside.entries.payments.map(({ challengerScore, challengerOutcome }) => [
    challengerScore,
    challengerOutcome,
  ]);
  expect(answers).toEqual(alone.entries.payments.map(({ score, outcome }) => [score, outcome]));
  expect(new Set(answers.map(([, outcome]) => outcome))).toEqual(new Set(["approve", "review", "decline"]));
  expect(beside.entries.payments.every(({ challenger }) => challenger === "challenger")).toBe(true);
  expect(beside.challengeFailure).toBeNull();
});

test("a challenger changes nothing of what is decided, answered, remembered and explained", async () => {
  const beside = await decided({ champion: CHAMPION, challenger: CHALLENGER }, group());
  const alone = await decided({ champion: CHAMPION, challenger: null }, group());
  expect(without(beside)).toEqual(without(alone));
  // Otherwise the two would have judged alike, and this would say nothing.
  expect(beside.entries.payments.some(({ outcome, challengerOutcome }) => outcome !== challengerOutcome)).toBe(true);
});

test("without a challenger nothing is said of one, and the situation is kept all the same", async () => {
  const { entries, challengeFailure } = await decided({ champion: CHAMPION, challenger: null }, group().slice(0, 3));
  const nobody = { challenger: null, challengerScore: null, challengerOutcome: null };
  expect(entries.payments).toMatchObject([
    { ...nobody, situation: "first" },
    { ...nobody, situation: "first" },
    { ...nobody, situation: "stream" },
  ]);
  expect(challengeFailure).toBeNull();
});

test("a challenger is never asked to explain, which would cost milliseconds", async () => {
  const contributions = () => {
    throw new Error("it was asked");
  };
  const { entries, challengeFailure } = await decided(
    { champion: CHAMPION, challenger: { ...CHALLENGER, contributions } },
    group(),
  );
  expect(entries.payments.every(({ challengerOutcome }) => challengerOutcome !== null)).toBe(true);
  expect(challengeFailure).toBeNull();
});

const thrown = (message: string) => () => {
  throw new Error(message);
};

test.each<[string, Partial<Detector>, string]>([
  ["throws while it makes features", { featuresOf: thrown("no such table") }, "no such table"],
  ["throws while it scores", { score: thrown("the session is gone") }, "the session is gone"],
  ["rejects", { score: async () => thrown("out of memory")() }, "out of memory"],
  ["gives NaN", { score: async (inputs) => inputs.map(() => Number.NaN) }, "it scored NaN, which is no probability"],
  ["gives 1.5", { score: async (inputs) => inputs.map(() => 1.5) }, "it scored 1.5, which is no probability"],
  ["gives no scores", { score: async (inputs) => inputs.map(() => null) }, "it gave no score"],
  ["gives too few", { score: async () => [0.5] }, "it gave 1 scores for 40 payments"],
  [
    "gives too many",
    { score: async (inputs) => [...inputs, null].map(() => 0.5) },
    "it gave 41 scores for 40 payments",
  ],
  ["gives nothing", { score: async () => JSON.parse("null") }, "Cannot read properties of null (reading 'length')"],
  ["has no lines", { thresholds: thrown("no such situation") }, "no such situation"],
  ["does not run", { featuresOf: null, engine: "none", problem: "the bundle is cut short" }, "the bundle is cut short"],
])("a challenger that %s costs no decision, and it is said", async (_, changes, problem) => {
  const beside = await decided({ champion: CHAMPION, challenger: { ...CHALLENGER, ...changes } }, group());
  expect(without(beside)).toEqual(without(await decided({ champion: CHAMPION, challenger: null }, group())));
  const failed = { challenger: "challenger", challengerScore: null, challengerOutcome: null };
  expect(beside.entries.payments).toMatchObject(group().map(() => failed));
  expect(beside.challengeFailure).toEqual({ version: "challenger", problem, payments: 40 });
});

test("one payment that the challenger cannot judge costs the others nothing", async () => {
  const featuresOf: FeaturesOf = (payment, ...rest) => {
    if (payment.id === "p5") throw new Error("this one");
    return OTHER_TABLES(payment, ...rest);
  };
  const { entries, challengeFailure } = await decided(
    { champion: CHAMPION, challenger: { ...CHALLENGER, featuresOf } },
    group(),
  );
  const failed = entries.payments.filter(({ challengerOutcome }) => challengerOutcome === null);
  expect(failed.map(({ id }) => id)).toEqual(["p5"]);
  expect(challengeFailure).toEqual({ version: "challenger", problem: "this one", payments: 1 });
});

test("a payment that neither can score is no failure of the challenger's", async () => {
  const none = async (inputs: readonly unknown[]) => inputs.map(() => null);
  const models = { champion: model("champion", { score: none }), challenger: { ...CHALLENGER, score: none } };
  const { entries, challengeFailure } = await decided(models, group().slice(0, 1));
  expect(entries.payments).toMatchObject([{ outcome: "review", challengerOutcome: null }]);
  expect(challengeFailure).toBeNull();
});

test("a repetition gets the first decision, and is not scored again by anybody", async () => {
  const first = await decided({ champion: CHAMPION, challenger: CHALLENGER }, group().slice(0, 1));
  const asked: number[] = [];
  const counting = (of: Detector): Detector => ({
    ...of,
    score: (inputs) => {
      asked.push(inputs.length);
      return of.score(inputs);
    },
  });
  const [stored] = first.entries.payments;
  if (stored === undefined) throw new Error("it was not decided");
  const known = { payments: new Map([[stored.id, stored]]), histories: new Map() };
  const around = { merchants: new Map(), usualCents: null };
  const arrival = { admission: { ok: true, payment: group()[0] ?? payment() } as const, source: "push" as const };
  const again = await decideGroup([{ ...arrival, seenAt: NOW }], { ...known, around }, SETTINGS, {
    models: { champion: counting(CHAMPION), challenger: counting(CHALLENGER) },
    now: () => NOW,
  });
  expect(again.receipts).toMatchObject([{ status: "repeated" }]);
  expect(again.entries.payments).toEqual([]);
  expect(asked.every((inputs) => inputs === 0)).toBe(true);
});
