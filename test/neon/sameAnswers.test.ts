// The same days, written to both stores, are answered for in the same way: to the cent, and to the last digit.

import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { choose, createRandom, wholeBelow } from "../../simulator/world/random.ts";
import { configOf } from "../../worker/config/config.ts";
import { HOUR_MS } from "../../worker/duration.ts";
import { reportOf } from "../../worker/report/report.ts";
import type { ArchiveFile } from "../../worker/store/archive.ts";
import { d1Dialect } from "../../worker/store/d1/dialect.ts";
import { neonDialect } from "../../worker/store/neon/dialect.ts";
import type { OwedMessage } from "../../worker/store/outbox.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import { storeOf } from "../../worker/store/sql/store.ts";
import type { Commit, Store } from "../../worker/store/store.ts";
import { dayAt } from "../../worker/zone.ts";
import { scoredPayment } from "../rows.ts";

const settings = configOf(env).store;
if (settings.kind !== "neon") throw new Error("this test needs both stores");
const [d1, neon] = [storeOf(d1Dialect(env.DB)), storeOf(neonDialect(settings.databaseUrl))];

const BEGIN = Date.UTC(2026, 2, 28);
const DAYS = 3;
const END = BEGIN + DAYS * 24 * HOUR_MS;
const NOON = BEGIN + 36 * HOUR_MS;

/** Half a thousand payments with all that a store may be asked of them; the same at every call. */
function batches(): Commit[] {
  const random = createRandom(1);
  let seq = 0;
  const payments = Array.from({ length: 500 }, (): ScoredPayment => {
    seq += 1;
    const outcome = choose(random, ["approve", "approve", "review", "decline"] as const);
    const paidAt = BEGIN + wholeBelow(random, END - BEGIN);
    return scoredPayment({
      id: `${choose(random, ["a", "B", "é", "_", "0"])}${seq}`,
      seq,
      paidAt,
      seenAt: paidAt + 5,
      storedAt: choose(random, [paidAt + 9, NOON + 1]),
      cardId: `card-${wholeBelow(random, 40)}`,
      merchant: choose(random, ["O'Hara & 100%", 'Plum "Pear"', "Ünder_score\\", "x"]),
      category: choose(random, ["grocery_pos", "travel", "kids pets"]),
      amountCents: choose(random, [1, 999, 8420, 123_456_789_012]) + wholeBelow(random, 50),
      score: choose(random, [null, 0.1 + 0.2, 1e-300, random()]),
      gender: choose(random, ["F", "M", null] as const),
      distanceKm: choose(random, [null, random() * 1000]),
      label: choose(random, [null, null, "fraud", "legitimate"] as const),
      outcome,
      reasons:
        outcome === "approve"
          ? []
          : [
              { code: choose(random, ["night", "amount"]), share: random(), text: "t" },
              { code: "age", share: random(), text: "ü" },
            ],
      unfamiliar: choose(random, [null, [{ what: "amount", why: "ü “$5,000.00”" }] as const])?.slice() ?? null,
      features: [random(), null, 1e30],
      model: choose(random, ["one", "two"]),
      source: choose(random, ["poll", "push"] as const),
    });
  });
  const made: Commit[] = [];
  for (let at = 0; at < payments.length; at += 50) {
    const part = payments.slice(at, at + 50);
    made.push({
      payments: part,
      histories: new Map(part.map(({ cardId, id }) => [cardId, `{"last":"${id}"}`])),
      rejects: part.slice(0, 7).map(({ id, seenAt }, place) => ({
        id: `reject-${place}`,
        code: choose(random, ["invalid", "conflict"]),
        field: null,
        reason: "r",
        snippet: "{}",
        paymentId: id,
        source: "poll" as const,
        seenAt,
      })),
      alerts: part
        .filter(({ outcome }) => outcome === "decline")
        .map(({ id, cardId, seq, paidAt, amountCents, outcome, storedAt }) => ({
          ...{ id: `fraud:${id}`, paymentId: id, cardId, seq, paidAt, amountCents, outcome },
          createdAt: storedAt,
          late: random() < 0.3,
          notice: random() < 0.5 ? null : `fraud:${id}`,
        })),
      messages: part.slice(0, 3).map(({ id, storedAt }) => message(`fraud:${id}`, storedAt)),
    });
  }
  for (const before of payments.filter(() => random() < 0.1)) {
    seq += 1;
    const verdict = choose(random, ["fraud", "legitimate", null] as const);
    const said = { id: `v${seq}`, paymentId: before.id, verdict, note: null, by: "ann", via: "api" as const };
    made.push({ verdicts: [{ ...said, at: NOON + seq, seq, before }] });
  }
  return made;
}

function message(notice: string, createdAt: number): OwedMessage {
  const target = "mail:ann@example.org";
  const words = { subject: "s", text: "t", html: null };
  return { id: `${notice}>${target}`, notice, kind: "fraud", target, ...words, createdAt, dueAt: createdAt };
}

beforeAll(async () => {
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  for (const store of [d1, neon]) {
    const { epoch } = await store.takeWriter();
    for (const batch of batches()) await store.commit(epoch, batch);
    await store.owe([message("digest:UTC:2026-03-28", NOON)]);
    await store.changeIncidents({
      opened: [
        { id: "i1", kind: "feed", startedAt: BEGIN, endedAt: null, detail: "d" },
        { id: "i2", kind: "feed", startedAt: BEGIN, endedAt: null, detail: "one of a kind at a time" },
        { id: "i3", kind: "no_tick", startedAt: BEGIN, endedAt: null, detail: "d" },
      ],
      ended: [{ id: "i3", endedAt: NOON }],
      messages: [],
    });
    await store.commit(epoch, { closedDays: CLOSED });
    for (const day of CLOSED.slice(0, 2)) {
      const paidFrom = day.date === "2026-03-28" ? BEGIN : BEGIN + 12 * HOUR_MS;
      await store.recordArchived({ ...day, paidFrom, paidTo: paidFrom + 24 * HOUR_MS, archivedAt: END });
      for (const part of [1, 0]) await store.recordFile(file(day.date, part));
    }
    await store.beginSettling({ zone: "UTC", date: "2026-03-28" }, 400);
    const settled = { upToSeq: 400, settledAt: END, corrections: "null" };
    await store.recordSettled({ zone: "UTC", date: "2026-03-28" }, settled);
    await store.beginSettling({ zone: "UTC", date: "2026-03-28" }, 420);
  }
}, 60_000);

const CLOSED = ["2026-03-28", "2026-03-29", "2026-03-30"].map((date) => ({
  zone: "UTC",
  date,
  closedAt: NOON,
  report: "{}",
}));

function file(date: string, part: number): ArchiveFile {
  const about = { zone: "UTC", date, generation: "closed" as const, upToSeq: 0, part };
  const sums = { rows: 3, amountCents: 123_456_789_012, bytes: 4_000_000_000 };
  const last = { lastPaidAt: NOON, lastId: "é" };
  return { key: `${date}/${part}`, ...about, ...sums, ...last, sha256: "00ff", writtenAt: END };
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
/** Sums of shares may differ in the last digit, by the order of summing. */
const rounded = (weight: number) => Math.round(weight * 1e9) / 1e9;

const QUESTIONS: Record<string, (store: Store) => Promise<unknown>> = {
  "payments, newest first": (store) => store.payments({ outcomes: [] }, { limit: 1000 }),
  "a page of flagged payments after another": async (store) => {
    const filter = { outcomes: ["review" as const, "decline" as const], from: BEGIN, to: END, storedBy: NOON };
    const { next } = await store.payments(filter, { limit: 20 });
    return store.payments(filter, { limit: 20, after: next });
  },
  "a search for part of a merchant, whatever its case": (store) =>
    store.payments({ outcomes: [], q: "o'hara & 100%" }, { limit: 1000 }),
  "a search for what looks like a pattern": (store) => store.payments({ outcomes: [], q: "_score\\" }, { limit: 1000 }),
  "a payment in full": (store) => store.payment("a1"),
  "changes since a sequence number": (store) => store.changes(450, 100),
  rejects: (store) => store.rejects(100),
  "what is known of ids and cards": async (store) => {
    const known = await store.known(["a1", "B2", "nobody"], ["card-1", "card-2"]);
    return { payments: [...known.payments].sort(byText), histories: [...known.histories].sort(byText) };
  },
  "a card's payments": (store) => store.paymentsOf("card-3"),
  "totals by hour, from half past": (store) => store.totals(BEGIN + HOUR_MS / 2, END, HOUR_MS),
  "known frauds by three hours": (store) => store.frauds(BEGIN, END, 3 * HOUR_MS),
  "the backlog": (store) => store.backlog(NOON),
  "the facts of a day": async (store) => {
    const facts = await store.facts(BEGIN, BEGIN + 24 * HOUR_MS, { silenceMs: 600_000, most: 10 });
    const reasons = facts.reasons.map((reason) => ({ ...reason, weight: rounded(reason.weight) }));
    return { ...facts, tallies: facts.tallies.sort(byText), reasons };
  },
  "a day's whole report": async (store) => {
    const day = dayAt("Europe/Paris", NOON);
    const silenceMs = 600_000;
    const facts = await store.facts(day.from, day.to, { silenceMs, most: 10 });
    return reportOf(
      { zone: "Europe/Paris", currency: "USD" },
      day,
      { facts, incidents: await store.incidents(day.from, day.to), silenceMs },
      END,
    );
  },
  "the beginning": (store) => store.beginning(),
  "late payments": (store) => store.latePayments(BEGIN, END, NOON, 20),
  "whether anything came late": (store) => store.storedSince(BEGIN, END, NOON),
  "verdicts since a day was closed": (store) => store.verdictsSince(BEGIN, END, NOON + 520),
  digests: (store) => store.digests(),
  "how the model was judged": async (store) => (await store.judged(BEGIN, END)).sort(byText),
  "truths to learn from": async (store) => {
    const first = await store.truths(50, null);
    return [first, await store.truths(50, first.at(-1) ?? null)];
  },
  "alerts held back": (store) => store.heldBack(),
  "since when alerts are held back": (store) => store.heldSince(BEGIN),
  "recent alerts of cards": (store) => store.recentAlerts(["card-1", "card-2", "card-3"], BEGIN, NOON),
  "messages by page": async (store) => {
    const first = await store.messages({ state: null }, 10, null);
    return [first, await store.messages({ state: "pending" }, 10, first.at(-1) ?? null)];
  },
  "due messages": async (store) => (await store.dueMessages(NOON, 1000, [])).sort(byText),
  "how the outbox fares": (store) => store.outboxFacts(BEGIN),
  "mails of a day": (store) => store.mailsSince(BEGIN),
  "days that are not archived": async (store) => {
    const after = { zone: "Europe/Paris", date: "2026-03-29" };
    const within = await store.unarchivedWithin("2026-03-28", "2026-03-29");
    return [await store.unarchivedDays(10), within, await store.unarchivedDays(10, after)];
  },
  "what may have left": (store) => store.leftBefore(),
  "an archived day": (store) => store.archivedDay("UTC", "2026-03-28"),
  "archived days around a moment": (store) => store.archivedWithin(NOON - 1, NOON + 1),
  "days on their way out": async (store) => {
    const first = await store.stayingDays(END, 1);
    return [first, await store.stayingDays(END, 10, first[0] ?? null)];
  },
  "files of a day": async (store) => {
    const day = { zone: "UTC", date: "2026-03-28" };
    return [await store.archiveFiles(day, "closed", 0), await store.allFiles(day)];
  },
  "what the archive has": (store) => store.archiveSums(),
  "payments with all there is": async (store) => {
    const filter = { from: BEGIN, to: END, outcomes: [], storedBy: NOON };
    const first = await store.paymentsInFull(filter, 20, null);
    return [first, await store.paymentsInFull(filter, 20, first.at(-1) ?? null)];
  },
  "what came after a day was closed": async (store) => {
    const filter = { from: BEGIN, to: END, closedAt: NOON, afterSeq: 100, upToSeq: 530 };
    const first = await store.lateInFull(filter, 20, null);
    return [first, await store.lateInFull(filter, 500, first.at(-1) ?? null)];
  },
  "sums of what was stored by then": (store) => store.sumsOf(BEGIN, END, NOON),
  "how many payments there are": async (store) => [await store.countPayments(), await store.newestSeq()],
  "the first payment at or after a moment": async (store) => [
    await store.firstPaidAt(NOON),
    await store.firstPaidAt(END),
  ],
  incidents: (store) => store.incidents(BEGIN, END),
  "lasting incidents": (store) => store.lastingIncidents(),
};

test.each(Object.keys(QUESTIONS))("both stores say the same: %s", async (question) => {
  const ask = QUESTIONS[question];
  const [here, there] = [await ask?.(d1), await ask?.(neon)];
  expect(there).toEqual(here);
  expect(JSON.stringify(here)?.length).toBeGreaterThan(3);
});

test("a roll-up takes the same alerts in both stores, and once", async () => {
  for (const store of [d1, neon]) {
    const held = await store.heldBack();
    if (held === null) throw new Error("alerts were held back");
    await store.rollUp(held, [{ ...message(`rollup:${held.upToSeq}`, NOON), kind: "rollup" }]);
    expect(await store.heldBack()).toBeNull();
    await store.rollUp(held, [{ ...message("rollup:again", NOON), kind: "rollup" }]);
    expect(await store.messagesOf(["rollup:again"])).toEqual([]);
  }
  expect(await neon.backlog(NOON)).toEqual(await d1.backlog(NOON));
});

test("what becomes of a message becomes of it in both stores", async () => {
  const answers = [];
  for (const store of [d1, neon]) {
    const [due] = (await store.dueMessages(NOON, 1000, [])).sort(byText);
    const id = due?.id ?? "";
    await store.beginAttempts([id], NOON);
    const doubtful = await store.message(id);
    const result = {
      id,
      dueAt: NOON,
      doubtSince: null,
      keys: 1,
      sentAt: null,
      reference: null,
      problem: "refused",
      fate: null,
    };
    await store.endAttempt({ ...result, fateDueAt: null, state: "failed" });
    const failed = [await store.message(id), await store.unheardPlaces(0, 1)];
    const again = [await store.retry(id, 2, NOON + 1), await store.retry(id, 2, NOON + 1)];
    answers.push([doubtful, failed, again, await store.message(id), await store.nextDueAt(["slack:1"])]);
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]?.[2]).toEqual([true, false]);
  expect(answers[0]?.[1]).toMatchObject([{ state: "failed" }, [expect.any(String)]]);
});

test("payments leave both stores alike: those that every day around them covers", async () => {
  const answers = [];
  for (const store of [d1, neon]) {
    const day = { zone: "UTC", date: "2026-03-29" };
    // That day is not whole in the archive yet, and shares half a day with the other.
    const early = await store.letGo(BEGIN, BEGIN + 24 * HOUR_MS, 1_000);
    await store.beginSettling(day, 300);
    await store.recordSettled(day, { upToSeq: 300, settledAt: END, corrections: "null" });
    const gone = [await store.letGo(BEGIN, BEGIN + 24 * HOUR_MS, 20), await store.letGo(BEGIN, END, 1_000)];
    const left = await store.remaining(BEGIN, END);
    await store.forgetArchived(day);
    await store.recordLeft(day, END);
    answers.push([early, gone, left, await store.archiveSums(), await store.archivedDay("UTC", "2026-03-29")]);
    expect((await store.bytes()) > 10_000).toBe(true);
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]?.slice(0, 2)).toEqual([0, [20, expect.any(Number)]]);
});
