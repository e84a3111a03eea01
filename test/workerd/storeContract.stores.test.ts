// The contract of every store: the same questions, the same answers.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { tellingsFor } from "../../worker/alert/budget.ts";
import { dayOf } from "../../worker/features/days.ts";
import type { DaySum } from "../../worker/store/days.ts";
import { openStore } from "../../worker/store/open.ts";
import type { OwedAlert, OwedMessage } from "../../worker/store/outbox.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import { Superseded } from "../../worker/store/store.ts";
import { NOTHING_MORE } from "../rows.ts";
import { sql } from "./sql.ts";

const store = openStore(env);
const MINUTE = 60_000;
const NOON = Date.UTC(2026, 2, 29, 12);

let epoch = 0;
let lastSeq = 0;

beforeEach(async () => {
  ({ epoch, lastSeq } = await store.takeWriter());
});

function scored(changes: Partial<ScoredPayment> = {}): ScoredPayment {
  lastSeq += 1;
  return {
    id: `p${lastSeq}`,
    seq: lastSeq,
    paidAt: NOON,
    seenAt: NOON + 1,
    storedAt: NOON + 2,
    cardId: "card",
    last4: "4567",
    merchant: "Plum & Pear",
    category: "grocery_pos",
    amountCents: 1234,
    gender: "F",
    ageYears: 45,
    cityPopulation: 5300,
    distanceKm: 78.25,
    label: "legitimate",
    score: 0.25,
    outcome: "approve",
    reasons: [],
    model: "abc",
    unfamiliar: null,
    features: [1, null, 0.5],
    feed: "stream",
    source: "poll",
    verdict: null,
    policy: 3,
    situation: "first",
    challenger: "def",
    challengerScore: 0.5,
    challengerOutcome: "review",
    hits: [{ rule: "night" }, { rule: "rush", shadow: true }],
    facts: [1, null, 0.5],
    ...NOTHING_MORE,
    ...changes,
  };
}

/** An alert that waits for a roll-up. */
function heldBack(payment: ScoredPayment): OwedAlert[] {
  const recent = { cards: new Set([payment.cardId]), atOnceLastDay: 0, atOnceInStorm: 0 };
  const settings = { mail: { dailyLimit: 100, to: ["you@example.org"] }, channels: [] };
  return tellingsFor([payment], recent, settings).map(({ alert }) => alert);
}

test("a payment comes back as it was stored, to the last digit", async () => {
  const payment = scored({
    merchant: `O'Hara "<b>" \\ \u{1F4B3} 100%`,
    score: 0.1 + 0.2,
    distanceKm: null,
    gender: null,
    label: null,
    reasons: [{ code: "night", share: 0.7, text: "03:14 at night" }],
    features: [0.10000000149011612, null, -0.5, 1e30],
  });
  await store.commit(epoch, { payments: [payment] });
  expect(await store.payment(payment.id)).toEqual(payment);
});

test("a payment that was not scored keeps a score of null", async () => {
  const payment = scored({ score: null, outcome: "review" });
  await store.commit(epoch, { payments: [payment] });
  expect(await store.payment(payment.id)).toMatchObject({ score: null, outcome: "review" });
});

test("what is known of ids and cards is asked in one go", async () => {
  const payment = scored();
  await store.commit(epoch, { payments: [payment], histories: new Map([["card-a", "{}"]]) });
  const known = await store.known([payment.id, "other"], ["card-a", "card-b"]);
  const { features: _, facts: __, ...stored } = payment;
  expect([...known.payments.values()]).toEqual([stored]);
  expect([...known.histories]).toEqual([["card-a", "{}"]]);
});

test("the newest payments are told by event time, the oldest first, and those of snapshots not at all", async () => {
  const later = NOON + 400 * 24 * 60 * MINUTE;
  const at = (minutes: number, changes: Partial<ScoredPayment> = {}) =>
    scored({ paidAt: later + minutes * MINUTE, merchant: `m${minutes}`, ...changes });
  await store.commit(epoch, {
    payments: [at(3), at(1), at(2, { feed: "snapshot" }), at(0), at(4, { seenAt: later + 3 * MINUTE })],
  });
  const merchants = async (limit: number) => (await store.newestPaid(limit)).map(({ merchant }) => merchant);
  expect(await merchants(5)).toEqual(["m0", "m1", "m3", "m4"]);
  expect(await merchants(2)).toEqual(["m3", "m4"]);
  expect(await store.newestPaid(1)).toEqual([
    { merchant: "m4", cardId: "card", paidAt: later + 4 * MINUTE, seenAt: later + 3 * MINUTE },
  ]);
});

test("a thousand payments go in one batch", async () => {
  const payments = Array.from({ length: 1_000 }, () => scored());
  await store.commit(epoch, { payments });
  const ids = payments.map(({ id }) => id);
  expect((await store.known(ids, [])).payments.size).toBe(1_000);
});

test("six hundred busy cards are remembered in one batch", async () => {
  const history = "h".repeat(5_000);
  const cards = Array.from({ length: 600 }, (_, at) => `busy-${at}`);
  await store.commit(epoch, { histories: new Map(cards.map((card) => [card, history])) });
  expect((await store.known([], cards)).histories.size).toBe(600);
});

test("a payment whose alert is here already is stored with all that comes beside it", async () => {
  const [first, second] = [scored({ outcome: "decline" }), scored()];
  const alerts = heldBack(first);
  await store.commit(epoch, { alerts });
  await store.commit(epoch, { payments: [first, second], alerts });
  expect((await store.known([first.id, second.id], [])).payments.size).toBe(2);
  expect(await store.alertsOf(first.id)).toEqual(alerts);
});

describe("a batch is all or nothing", () => {
  test("when one payment of it cannot be written, none is, and neither is anything else", async () => {
    const [good, twin] = [scored(), scored()];
    const broken = {
      payments: [good, { ...twin, id: good.id }],
      histories: new Map([["card-broken", "{}"]]),
      alerts: heldBack({ ...good, outcome: "decline" }),
    };
    await expect(store.commit(epoch, broken)).rejects.toThrow();
    expect(await store.payment(good.id)).toBeNull();
    expect((await store.known([], ["card-broken"])).histories.size).toBe(0);
    expect(await store.alertsOf(good.id)).toEqual([]);
  });

  test("a writer that was superseded writes nothing", async () => {
    const late = scored();
    await store.takeWriter();
    await expect(store.commit(epoch, { payments: [late] })).rejects.toThrow(Superseded);
    expect(await store.payment(late.id)).toBeNull();
  });
});

test("without a writer nothing can be written", async () => {
  const payment = scored();
  await sql("delete from writer");
  await expect(store.commit(epoch, { payments: [payment] })).rejects.toThrow(Superseded);
  expect(await store.payment(payment.id)).toBeNull();
});

test("a new writer counts on from the newest sequence number", async () => {
  const payment = scored();
  await store.commit(epoch, { payments: [payment] });
  const next = await store.takeWriter();
  expect(next).toEqual({ epoch: epoch + 1, lastSeq: payment.seq });
});

test("changes come in the order of their sequence numbers, from the one after", async () => {
  const payments = [scored(), scored(), scored()];
  await store.commit(epoch, { payments });
  const changes = await store.changes((payments[0]?.seq ?? 0) - 1, 2);
  expect(changes.map(({ id }) => id)).toEqual([payments[0]?.id, payments[1]?.id]);
});

test("totals add up over batches, spans and outcomes, in spans that begin where the day does", async () => {
  const from = Date.UTC(2030, 0, 1, 18, 30); // Midnight in Kolkata is not a full hour of UTC.
  await store.commit(epoch, {
    payments: [
      scored({ paidAt: from, amountCents: 100 }),
      scored({ paidAt: from + MINUTE - 1, amountCents: 250, outcome: "decline", label: "fraud" }),
    ],
  });
  await store.commit(epoch, {
    payments: [
      scored({ paidAt: from + MINUTE - 1, amountCents: 50, outcome: "review", label: "fraud" }),
      scored({ paidAt: from + 14 * MINUTE, amountCents: 7, label: "fraud" }),
      scored({ paidAt: from + 15 * MINUTE, amountCents: 9 }),
      scored({ paidAt: from - 1, amountCents: 1_000_000 }),
      scored({ paidAt: from + 30 * MINUTE, amountCents: 1_000_000 }),
    ],
  });
  expect(await store.totals(from, from + 30 * MINUTE, 15 * MINUTE)).toEqual([
    {
      start: from,
      payments: 4,
      amountCents: 407,
      reviews: 1,
      declines: 1,
      flaggedCents: 300,
      labelledFrauds: 3,
      labelledFraudsFlagged: 2,
    },
    {
      start: from + 15 * MINUTE,
      payments: 1,
      amountCents: 9,
      reviews: 0,
      declines: 0,
      flaggedCents: 0,
      labelledFrauds: 0,
      labelledFraudsFlagged: 0,
    },
  ]);
});

test("the same reject again is counted, with when it was first and last seen", async () => {
  const reject = {
    id: "r1",
    code: "invalid" as const,
    field: "amt",
    reason: "amt must not be negative",
    snippet: "{}",
    paymentId: null,
    source: "poll" as const,
  };
  await store.commit(epoch, { rejects: [{ ...reject, seenAt: 1_000 }] });
  await store.commit(epoch, { rejects: [{ ...reject, seenAt: 5_000 }] });
  expect(await store.rejects(10)).toEqual([{ ...reject, firstSeenAt: 1_000, lastSeenAt: 5_000, times: 2 }]);
});

test("a reject that comes twice in one batch is counted twice", async () => {
  const reject = {
    id: "r2",
    code: "invalid" as const,
    field: null,
    reason: "r",
    snippet: "s",
    paymentId: null,
    source: "push" as const,
    seenAt: 9_000,
  };
  await store.commit(epoch, { rejects: [reject, reject] });
  expect(await store.rejects(1)).toMatchObject([{ id: "r2", times: 2 }]);
});

test("a refused row that waited in a queue was first and last seen when it was, in whatever order it comes", async () => {
  const reject = { id: "r-queued", code: "missing" as const, field: "amt", reason: "amt is missing", snippet: "{}" };
  const seen = (seenAt: number) => ({ ...reject, paymentId: null, source: "push" as const, seenAt });
  await store.commit(epoch, { rejects: [seen(NOON + 500)] });
  await store.commit(epoch, { rejects: [seen(NOON + 900), seen(NOON)] });
  const found = (await store.rejects(500)).find(({ id }) => id === reject.id);
  expect(found).toMatchObject({ firstSeenAt: NOON, lastSeenAt: NOON + 900, times: 3 });
});

test("alerts owed are counted until they are sent", async () => {
  const before = (await store.backlog(0)).alertsPending;
  const payment = scored({ outcome: "decline" });
  const alerts = heldBack(payment);
  await store.commit(epoch, { payments: [payment], alerts });
  expect((await store.backlog(0)).alertsPending).toBe(before + 1);
  expect(await store.alertsOf(payment.id)).toEqual(alerts);
});

test("of the alerts held back it is known how many are to be reviewed", async () => {
  const before = await store.heldBack();
  const review = scored({ outcome: "review" });
  const decline = scored({ outcome: "decline" });
  await store.commit(epoch, { payments: [review, decline], alerts: [...heldBack(review), ...heldBack(decline)] });
  const after = await store.heldBack();
  expect(after?.alerts).toBe((before?.alerts ?? 0) + 2);
  expect(after?.reviews).toBe((before?.reviews ?? 0) + 1);
});

test("a roll-up whose sums no longer hold is not owed, and gathers nothing", async () => {
  const [first, second] = [scored({ outcome: "decline" }), scored({ outcome: "decline" })];
  await store.commit(epoch, { payments: [first], alerts: heldBack(first) });
  const counted = await store.heldBack();
  if (counted === null) throw new Error("nothing is held back");
  // Another one is held back, below the mark up to which these sums were made.
  const upToSeq = counted.upToSeq + 1_000;
  await store.commit(epoch, { payments: [second], alerts: heldBack(second) });
  const message: OwedMessage = {
    ...{ id: `rollup:${upToSeq}>ann`, notice: `rollup:${upToSeq}`, kind: "rollup", target: "mail:ann@example.org" },
    ...{ subject: "s", text: "t", html: "h", createdAt: NOON, dueAt: NOON },
  };
  await store.rollUp({ ...counted, upToSeq }, [message]);
  expect(await store.message(message.id)).toBeNull();
  expect((await store.alertsOf(first.id)).map(({ notice }) => notice)).toEqual([null]);
  // With sums that hold it is owed, and gathers them all.
  await store.rollUp({ ...counted, upToSeq, alerts: counted.alerts + 1 }, [message]);
  expect(await store.message(message.id)).not.toBeNull();
  expect((await store.alertsOf(second.id)).map(({ notice }) => notice)).toEqual([message.notice]);
});

test("a batch may owe more mails than one parameter of D1 holds", async () => {
  const payment = scored({ outcome: "decline" });
  const messages = Array.from(
    { length: 300 },
    (_, at): OwedMessage => ({
      ...{ id: `flood>${at}`, notice: "flood", kind: "fraud", target: "mail:ann@example.org" },
      ...{ subject: "s", text: "t", html: "x".repeat(10_000), createdAt: NOON, dueAt: Number.MAX_SAFE_INTEGER },
    }),
  );
  await store.commit(epoch, { payments: [payment], messages });
  expect(await store.messagesOf(["flood"])).toHaveLength(300);
});

describe("tallies by quarter of an hour", () => {
  const quarter = Math.floor(NOON / 900_000) * 900_000;
  const alike = { category: "travel", model: "tallied", outcome: "decline", label: null } as const;
  const tallies = async () =>
    sql("select truth, payments, amount_cents from quarters where model = 'tallied' order by truth");

  test("payments that are alike are counted together, and a verdict moves them", async () => {
    const [one, two] = [scored(alike), scored({ ...alike, paidAt: quarter + 1 })];
    await store.commit(epoch, { payments: [one] });
    await store.commit(epoch, { payments: [two] });
    expect(await tallies()).toEqual([{ truth: "unknown", payments: 2, amount_cents: 2468 }]);

    lastSeq += 1;
    const said = {
      paymentId: one.id,
      verdict: "legitimate",
      fraudType: null,
      note: "known",
      by: "ann",
      via: "api",
      at: NOON,
    } as const;
    await store.commit(epoch, { verdicts: [{ id: "v1", ...said, seq: lastSeq, before: one }] });
    expect(await store.payment(one.id)).toMatchObject({ verdict: "legitimate", seq: lastSeq });
    expect(await store.verdictsOf(one.id)).toEqual([{ id: "v1", ...said }]);
    expect(await tallies()).toEqual([
      { truth: "legitimate", payments: 1, amount_cents: 1234 },
      { truth: "unknown", payments: 1, amount_cents: 1234 },
    ]);
  });
});

describe("incidents", () => {
  const incident = (kind: string, startedAt: number) => ({
    id: `${kind}-${startedAt}`,
    kind,
    startedAt,
    endedAt: null,
    detail: `${kind} since ${startedAt}`,
  });
  const kindsAt = async (from: number, to: number) => (await store.incidents(from, to)).map(({ id }) => id);

  test("of a kind one lasts at a time; when it is over the next may begin", async () => {
    const [first, second] = [incident("feed", 1_000), incident("feed", 2_000)];
    await store.changeIncidents({ opened: [first], ended: [], messages: [] });
    await store.changeIncidents({ opened: [first, second], ended: [], messages: [] });
    expect(await store.lastingIncidents()).toEqual([first]);
    await store.changeIncidents({ opened: [], ended: [{ id: first.id, endedAt: 3_000 }], messages: [] });
    // Over is over.
    await store.changeIncidents({ opened: [], ended: [{ id: first.id, endedAt: 9_000 }], messages: [] });
    await store.changeIncidents({ opened: [incident("feed", 4_000)], ended: [], messages: [] });
    expect(await store.incidents(0, 10_000)).toEqual([{ ...first, endedAt: 3_000 }, incident("feed", 4_000)]);
  });

  test("a span of time has those with a moment in it", async () => {
    expect(await kindsAt(0, 1_000)).toEqual([]);
    expect(await kindsAt(2_000, 2_001)).toEqual(["feed-1000"]);
    expect(await kindsAt(3_000, 4_000)).toEqual([]);
    expect(await kindsAt(5_000, 6_000)).toEqual(["feed-4000"]);
  });
});

test("a verdict on an old payment is no newly stored one", async () => {
  const [old, newest] = [scored({ storedAt: NOON }), scored({ storedAt: NOON + 5_000 })];
  await store.commit(epoch, { payments: [old, newest] });
  lastSeq += 1;
  const said = {
    id: "v-old",
    paymentId: old.id,
    verdict: "fraud",
    note: null,
    by: "ann",
    via: "api",
    at: NOON,
  } as const;
  await store.commit(epoch, { verdicts: [{ ...said, seq: lastSeq, before: old }] });
  expect(await store.backlog(0)).toMatchObject({ lastStoredAt: NOON + 5_000, lastSeq });
});

test("rows to train on are payments of which the truth is known, oldest first, each once", async () => {
  const paidAt = NOON - 86_400_000;
  const known = Array.from({ length: 5 }, (_, at) => scored({ paidAt: paidAt + Math.floor(at / 2), label: "fraud" }));
  await store.commit(epoch, { payments: [...known, scored({ paidAt, label: null })] });
  const pages: ScoredPayment[][] = [];
  for (let page = 0; page < 3; page += 1) pages.push(await store.truths(2, pages.at(-1)?.at(-1) ?? null));
  const found = pages.flat().map(({ id }) => id);
  expect(new Set(found).size).toBe(6);
  expect(found.slice(0, 5)).toEqual(known.map(({ id }) => id));
});

describe("days of cards and merchants", () => {
  const DAY = dayOf(NOON);
  const [BUSY, QUIET] = ["Zoë's Quay", "a quay"];
  const of = { cards: ["day-a", "day-b"], merchants: [BUSY, QUIET] };
  const cells = ({ kind, subject, day, payments, cents, cards }: DaySum) =>
    [kind, subject, day - DAY, payments, cents, cards] as const;
  /** Databases sort names each in their own way. */
  const sorted = (sums: DaySum[]) => sums.map(cells).sort((a, b) => (String(a) < String(b) ? -1 : 1));

  test("are counted by UTC day, with the cards that paid at a merchant, and snapshots not at all", async () => {
    const at = (cardId: string, merchant: string, paidAt: number, amountCents: number) =>
      scored({ cardId, merchant, paidAt, amountCents });
    const midnight = (DAY + 1) * 86_400_000;
    await store.commit(epoch, {
      payments: [
        at("day-a", BUSY, midnight - 1, 100),
        at("day-a", BUSY, midnight - 2, 200),
        at("day-b", BUSY, NOON, 400),
        at("day-b", QUIET, midnight, 800),
        { ...at("day-b", BUSY, NOON, 1_600), feed: "snapshot" },
      ],
    });
    const expected = [
      ["card", "day-a", 0, 2, 300, 1],
      ["card", "day-b", 0, 1, 400, 1],
      ["card", "day-b", 1, 1, 800, 1],
      ["merchant", BUSY, 0, 3, 700, 2],
      ["merchant", QUIET, 1, 1, 800, 1],
    ];
    expect(sorted(await store.daySums(DAY, DAY + 1, of, null, 100))).toEqual(expected);
    expect((await store.daySums(DAY + 1, DAY + 1, of, null, 100)).map(cells)).toEqual([expected[2], expected[4]]);
    const ownOnly = await store.daySums(DAY, DAY + 1, { cards: ["day-a"], merchants: [] }, null, 100);
    expect(ownOnly.map(cells)).toEqual([expected[0]]);
    const paged: DaySum[] = [];
    for (let page = await store.daySums(DAY, DAY + 1, of, null, 2); page.length > 0; ) {
      paged.push(...page);
      page = await store.daySums(DAY, DAY + 1, of, page.at(-1) ?? null, 2);
    }
    expect(sorted(paged)).toEqual(expected);
    const whole: DaySum[] = [];
    for (let page = await store.daySums(DAY, DAY, null, null, 3); page.length > 0; ) {
      whole.push(...page);
      page = await store.daySums(DAY, DAY, null, page.at(-1) ?? null, 3);
    }
    expect(new Set(whole.map(({ kind, subject }) => `${kind} ${subject}`)).size).toBe(whole.length);
    expect(sorted(whole.filter(({ subject }) => [...of.cards, ...of.merchants].includes(subject)))).toEqual([
      expected[0],
      expected[1],
      expected[3],
    ]);
  });

  test("know a fraud from when it was said: with the payment, by a later label, or by the newest verdict", async () => {
    const day = DAY + 10;
    const paidAt = day * 86_400_000;
    const at = (ms: number, changes: Partial<ScoredPayment>) =>
      scored({ paidAt: paidAt + ms, cardId: `truth-${ms}`, merchant: "truths", amountCents: ms, ...changes });
    const came = at(1, { label: "fraud" });
    const later = at(2, { label: null });
    const said = at(3, { label: null });
    const takenBack = at(4, { label: "fraud" });
    const none = at(5, { label: "legitimate" });
    await store.commit(epoch, { payments: [came, later, said, takenBack, none] });
    const seq = () => {
      lastSeq += 1;
      return lastSeq;
    };
    const verdict = (before: ScoredPayment, verdict: "fraud" | "legitimate", at: number) =>
      ({
        paymentId: before.id,
        verdict,
        at,
        before,
        seq: seq(),
        id: `${before.id}-${at}`,
        note: null,
        by: "ann",
        via: "api",
      }) as const;
    await store.commit(epoch, {
      labels: [{ paymentId: later.id, label: "fraud", at: NOON + 20, seq: seq(), before: later }],
    });
    await store.commit(epoch, {
      verdicts: [verdict(said, "fraud", NOON + 30), verdict(takenBack, "legitimate", NOON)],
    });
    await store.commit(epoch, { verdicts: [verdict({ ...said, verdict: "fraud" }, "fraud", NOON + 40)] });
    const fraud = (ms: number, knownAt: number) => ({
      cardId: `truth-${ms}`,
      merchant: "truths",
      paidAt: paidAt + ms,
      knownAt,
      cents: ms,
    });
    const frauds = [fraud(1, paidAt + 1), fraud(2, NOON + 20), fraud(3, NOON + 40)];
    expect(await store.dayFrauds(day, day, null)).toEqual(frauds);
    expect(await store.dayFrauds(day, day, { cards: ["truth-2"], merchants: [] })).toEqual([frauds[1]]);
    expect(await store.dayFrauds(day, day, { cards: ["truth-2"], merchants: ["truths"] })).toEqual(frauds);
    expect(await store.dayFrauds(day + 1, day + 2, null)).toEqual([]);
  });

  test("tell what changed behind a mark: payments, late labels and verdicts", async () => {
    const mark = await store.newestSeq();
    const [first, second] = [scored({ label: null }), scored({ paidAt: NOON - 86_400_000, cardId: "day-c" })];
    await store.commit(epoch, { payments: [first, second, scored({ feed: "snapshot" })] });
    expect(await store.changedDays(mark, 10)).toEqual([
      { seq: first.seq, day: DAY, cardId: "card", merchant: "Plum & Pear" },
      { seq: second.seq, day: DAY - 1, cardId: "day-c", merchant: "Plum & Pear" },
    ]);
    expect(await store.newestSeq()).toBe(second.seq + 1);
    lastSeq += 1;
    await store.commit(epoch, {
      labels: [{ paymentId: first.id, label: "fraud", at: NOON, seq: lastSeq, before: first }],
    });
    expect((await store.changedDays(second.seq, 1)).map(({ seq, day }) => [seq, day])).toEqual([[lastSeq, DAY]]);
  });
});

describe("a search by part of a name", () => {
  const merchants = [
    "Épicerie Zoé",
    "EPICERIE DU PORT",
    "Straße & Söhne",
    "Łódź Bar",
    "Магазин Ёлка",
    "カフェ",
    "Plum 100%_",
  ];

  test("asks for neither case nor accents, whatever script the name is in", async () => {
    const day = { from: NOON - 9 * 86_400_000, to: NOON - 8 * 86_400_000 };
    const payments = [...merchants, "Épicerie Zoé"].map((merchant) => scored({ merchant, paidAt: day.from }));
    await store.commit(epoch, { payments });
    const foundBy = async (q: string) => {
      const { payments } = await store.payments({ ...day, outcomes: [], q }, { limit: 100 });
      return payments.map(({ merchant }) => merchant).sort();
    };
    for (const q of ["épicerie", "ÉPICERIE", "epicerie", "E\u0301picerie"]) {
      expect(await foundBy(q), q).toEqual(["EPICERIE DU PORT", "Épicerie Zoé", "Épicerie Zoé"]);
    }
    expect(await foundBy("zoé")).toEqual(["Épicerie Zoé", "Épicerie Zoé"]);
    expect(await foundBy("STRASSE")).toEqual(["Straße & Söhne"]);
    expect(await foundBy("sohne")).toEqual(["Straße & Söhne"]);
    expect(await foundBy("lodz")).toEqual(["Łódź Bar"]);
    expect(await foundBy("елка")).toEqual(["Магазин Ёлка"]);
    expect(await foundBy("カフェ")).toEqual(["カフェ"]);
    expect(await foundBy("100%_")).toEqual(["Plum 100%_"]);
    expect(await foundBy("\u0301")).toEqual([]);
    expect(await foundBy("épicier")).toEqual([]);
    expect(await foundBy(payments[0]?.id ?? "")).toEqual(["Épicerie Zoé"]);
  });
});
