// Messages at the store: what the relay and the follow-up lean on, and both of them on a real database, at a provider with
// Resend's rules.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { NOT_ALLOWED } from "../../worker/alert/afterAcceptance.ts";
import { NOBODY, tellingsFor } from "../../worker/alert/budget.ts";
import { followUp } from "../../worker/alert/followUp.ts";
import { relay } from "../../worker/alert/relay.ts";
import { resendProvider } from "../../worker/alert/resendProvider.ts";
import { KEPT_HERE, keyOf, referenceOf } from "../../worker/notice/reference.ts";
import { openStore } from "../../worker/store/open.ts";
import type { AttemptResult, OwedMessage, StoredMessage } from "../../worker/store/outbox.ts";
import { errorAnswer, fakeResend } from "../fakeResend.ts";
import { scoredPayment } from "../rows.ts";
import { sql } from "./sql.ts";

/** A day of rounds, each a handful of questions to the database. */
vi.setConfig({ testTimeout: 60_000 });

const store = openStore(env);
const NOON = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ANN = "mail:ann@example.org";

beforeEach(async () => {
  await sql("delete from messages");
  await sql("delete from alerts");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function owed(name: string, changes: Partial<OwedMessage> = {}): Promise<StoredMessage> {
  const target = changes.target ?? ANN;
  const message: OwedMessage = {
    ...{ id: `fraud:${name}>${target}`, notice: `fraud:${name}`, kind: "fraud", target },
    ...{ subject: "Fraud: $1,012.40", text: "", html: "<p>…</p>", createdAt: NOON, dueAt: NOON },
    ...changes,
  };
  await store.owe([{ ...message, text: `Reference ${referenceOf(message)}` }]);
  return known(message.id);
}

async function known(id: string): Promise<StoredMessage> {
  const message = await store.message(id);
  if (message === null) throw new Error(`no message ${id}`);
  return message;
}

function result(changes: Partial<AttemptResult> & { id: string }): AttemptResult {
  return {
    ...{ state: "pending", dueAt: NOON, doubtSince: null, keys: 1, sentAt: null, reference: null },
    ...{ problem: null, fate: null, fateDueAt: null, ...changes },
  };
}

const sent = ({ id }: { id: string }, changes: Partial<AttemptResult> = {}) =>
  store.endAttempt(result({ id, state: "sent", sentAt: NOON + 1, reference: "re_1", ...changes }));
const failed = ({ id }: { id: string }, changes: Partial<AttemptResult> = {}) =>
  store.endAttempt(result({ id, state: "failed", problem: "refused", ...changes }));

describe("attempts", () => {
  test("the first doubt about a message stays when another attempt begins", async () => {
    const { id } = await owed("a");
    await store.beginAttempts([id], NOON + 1_000);
    await store.beginAttempts([id], NOON + 23 * HOUR);
    expect(await known(id)).toMatchObject({ attempts: 2, doubtSince: NOON + 1_000 });
  });

  test("an attempt that ends late does not touch a message that is no longer pending", async () => {
    const [told, over] = [await owed("told"), await owed("over")];
    await sent(told);
    await failed(over);
    for (const message of [told, over]) {
      const before = await known(message.id);
      await store.beginAttempts([message.id], NOON + 5_000);
      await store.endAttempt(result({ id: message.id, dueAt: NOON + 9_000, doubtSince: NOON, problem: "late" }));
      await sent(message, { sentAt: NOON + 9_000, reference: "re_late" });
      expect(await known(message.id)).toEqual(before);
    }
  });

  test("for the plan count mails that were sent, that may have been, and that were lost; nothing else", async () => {
    await sent(await owed("sent"), { sentAt: NOON + 2 });
    const doubtful = await owed("doubtful");
    await store.beginAttempts([doubtful.id], NOON + 1);
    await sent(await owed("lost"), { sentAt: NOON + 3 });
    await store.endFate({
      ...{ id: `fraud:lost>${ANN}`, reference: "re_1", state: "failed", dueAt: NOON + 9 },
      ...{ problem: "bounced", fate: "bounced", fateDueAt: null },
    });
    await owed("waiting");
    await failed(await owed("refused"));
    await sent(await owed("kept"), { reference: KEPT_HERE });
    await sent(await owed("posted", { target: "slack:1f3a" }));
    const posting = await owed("posting", { target: "slack:1f3a" });
    await store.beginAttempts([posting.id], NOON + 1);
    expect(await store.mailsSince(NOON)).toEqual({ count: 3, firstAt: NOON + 1 });
    expect(await store.mailsSince(NOON + 1)).toEqual({ count: 2, firstAt: NOON + 2 });
    // Sent again, a lost mail is two.
    await store.retryAll(NOON + 10);
    await store.beginAttempts([`fraud:lost>${ANN}`], NOON + 11);
    expect(await store.mailsSince(NOON + 1)).toEqual({ count: 3, firstAt: NOON + 2 });
  });
});

describe("what became of accepted mails", () => {
  test("they are asked for in order, and not again once it is known", async () => {
    await sent(await owed("late"), { fateDueAt: NOON + 3 * MINUTE });
    await sent(await owed("soon"), { fateDueAt: NOON + MINUTE, reference: "re_soon" });
    await sent(await owed("never"));
    const mails = await store.acceptedMails(10);
    expect(mails.map(({ id }) => id)).toEqual([`fraud:soon>${ANN}`, `fraud:late>${ANN}`]);
    expect(mails[0]).toEqual({
      ...{ id: `fraud:soon>${ANN}`, reference: "re_soon", sentAt: NOON + 1, dueAt: NOON },
      ...{ fate: null, fateDueAt: NOON + MINUTE },
    });
    expect(await store.acceptedMails(1)).toHaveLength(1);
    const arrived = { state: "sent", dueAt: NOON, problem: null, fate: "delivered", fateDueAt: null } as const;
    await store.endFate({ id: `fraud:soon>${ANN}`, reference: "re_soon", ...arrived });
    expect((await store.acceptedMails(10)).map(({ id }) => id)).toEqual([`fraud:late>${ANN}`]);
    expect(await known(`fraud:soon>${ANN}`)).toMatchObject({ state: "sent", fate: "delivered" });
  });

  test("news of a mail does not touch a message that has been sent as another since", async () => {
    const message = await owed("a");
    await sent(message, { fateDueAt: NOON + MINUTE });
    const lost = { state: "failed", dueAt: NOON, problem: "bounced", fate: "bounced", fateDueAt: null } as const;
    await store.endFate({ id: message.id, reference: "re_0", ...lost });
    expect(await known(message.id)).toMatchObject({ state: "sent", fate: null });
    await store.endFate({ id: message.id, reference: "re_1", ...lost });
    expect(await known(message.id)).toMatchObject({ state: "failed", fate: "bounced" });
    await store.retry(message.id, 2, NOON + 5);
    await store.endFate({ id: message.id, reference: "re_1", ...lost });
    expect(await known(message.id)).toMatchObject({ state: "pending", fate: null, problem: null });
  });
});

test("all that failed is tried again at once, under a key of which nothing is in doubt", async () => {
  const [sure, doubtful, fine] = [await owed("sure"), await owed("doubtful"), await owed("fine")];
  await failed(sure);
  await failed(doubtful, { doubtSince: NOON - DAY, keys: 3 });
  await sent(fine);
  expect(await store.retryAll(NOON + 7)).toBe(2);
  expect(await store.retryAll(NOON + 8)).toBe(0);
  expect(await known(sure.id)).toMatchObject({ state: "pending", dueAt: NOON + 7, keys: 2, problem: null });
  expect(await known(doubtful.id)).toMatchObject({ state: "pending", keys: 3, doubtSince: NOON - DAY });
  expect(await known(fine.id)).toMatchObject({ state: "sent", keys: 1 });
});

test("a place where one message after the other fails is told from one that has taken something since", async () => {
  const failedAt = async (name: string, target: string, dueAt: number, kind: OwedMessage["kind"] = "fraud") =>
    failed(await owed(name, { target, kind }), { dueAt });
  const sentAt = async (name: string, target: string, at: number) => sent(await owed(name, { target }), { sentAt: at });
  for (const n of [1, 2, 3]) {
    await failedAt(`dead ${n}`, "slack:1f3a", NOON + n);
    await failedAt(`mail ${n}`, `mail:${n}@example.org`, NOON + n);
    await failedAt(`again ${n}`, "teams:77aa", NOON + n);
    await failedAt(`old ${n}`, "discord:9c0d", NOON - 2 * DAY);
    await failedAt(`incident ${n}`, "webhook:0b1c", NOON + n, "incident");
  }
  await failedAt("once", "webhook:0b1c", NOON + 1);
  await sentAt("before", "slack:1f3a", NOON - HOUR);
  await sentAt("after", "teams:77aa", NOON + HOUR);
  expect(await store.unheardPlaces(NOON - DAY, 3)).toEqual(["mail", "slack:1f3a"]);
  expect(await store.unheardPlaces(NOON - DAY, 4)).toEqual([]);
  await sentAt("mail after", ANN, NOON + HOUR);
  expect(await store.unheardPlaces(NOON - DAY, 3)).toEqual(["slack:1f3a"]);
});

test("what was given up counts from when it was, however long it had been owed, and lost mails count apart", async () => {
  const owedAt = { createdAt: NOON - 3 * DAY };
  await failed(await owed("old", { ...owedAt, target: "slack:1f3a" }), { dueAt: NOON - 2 * DAY });
  await failed(await owed("patient", { ...owedAt, target: "slack:1f3a" }), { dueAt: NOON });
  expect(await store.outboxFacts(NOON - DAY)).toMatchObject({ failed: 1, lost: null });

  const lost = async (name: string, to: string, kind: OwedMessage["kind"] = "fraud") =>
    failed(await owed(name, { target: `mail:${to}`, kind }), { fate: "bounced", reference: "re_1" });
  await lost("incident", "bob@example.org", "incident");
  expect(await store.outboxFacts(NOON - DAY)).toMatchObject({
    failed: 2,
    lost: { mails: 1, ofIncidents: 1, recipients: 0, to: null },
  });
  await lost("one", "bob@example.org");
  await lost("two", "bob@example.org");
  await lost("three", "cleo@example.org");
  expect((await store.outboxFacts(NOON - DAY)).lost).toEqual({
    ...{ mails: 4, ofIncidents: 1, recipients: 2, to: "bob@example.org" },
  });

  await owed("newer", { createdAt: NOON + 2 });
  const waiting = await owed("waiting", { createdAt: NOON + 1 });
  await store.endAttempt(result({ id: waiting.id, problem: "Resend answered 403" }));
  expect(await store.outboxFacts(NOON - DAY)).toMatchObject({
    ...{ pending: 2, oldestPendingAt: NOON + 1, oldestProblem: "Resend answered 403" },
  });
});

test("a card's next fraud is held back for an alert that someone is told of, or will be, and for no other", async () => {
  const { epoch, lastSeq } = await store.takeWriter();
  let seq = lastSeq;
  const alerted = async (cardId: string, notice: string | null) => {
    seq += 1;
    const id = `p${seq}`;
    const payment = scoredPayment({
      ...{ id, seq, cardId, outcome: "decline", paidAt: NOON, seenAt: NOON, storedAt: NOON },
    });
    const quiet = { cards: new Set<string>(), atOnceLastDay: 0, atOnceInStorm: 0 };
    const settings = { mail: { dailyLimit: 1000, to: ["ann@example.org"] }, channels: [] };
    const [telling] = tellingsFor([payment], quiet, settings);
    if (telling === undefined) throw new Error("there is an alert");
    const alerts = [{ ...telling.alert, notice }];
    await store.commit(epoch, {
      ...{ payments: [payment], histories: new Map(), rejects: [], alerts, messages: [], verdicts: [] },
    });
  };
  const cards = ["told", "waiting", "half", "nowhere", "held", "nobody", "lost", "rolled"];
  for (const card of cards.slice(0, 4)) await alerted(card, `fraud:${card}`);
  await alerted("held", null);
  await alerted("nobody", NOBODY);
  await alerted("lost", "fraud:lost");
  await alerted("rolled", "rollup:7");
  await sent(await owed("told"));
  await owed("waiting");
  await failed(await owed("half"));
  await sent(await owed("half", { target: "slack:1f3a" }));
  await failed(await owed("nowhere"));
  await failed(await owed("nowhere", { target: "mail:bob@example.org" }));
  await failed(await owed("lost"), { fate: "bounced", reference: "re_1" });
  await failed(await owed("7", { notice: "rollup:7" }));
  const known = (await store.recentAlerts(cards, NOON - DAY, NOON - DAY)).cards;
  expect([...known].sort()).toEqual(["half", "held", "told", "waiting"]);
});

describe("on a real database", () => {
  /** The relay and the follow-up, by a clock of their own; `behindMs`: how far the provider's is behind it. */
  function world({ behindMs = 0 } = {}) {
    const clock = { now: NOON };
    const provider = fakeResend(() => clock.now - behindMs);
    const lookUps = { fail: false };
    const elsewhere = fetch;
    vi.stubGlobal("fetch", async (input: RequestInfo | URL, init: RequestInit = {}) => {
      const url = String(input);
      // The database is asked by fetch as well.
      if (!url.startsWith("https://resend.test")) return elsewhere(input, init);
      const { method = "GET", headers } = init;
      const isLookUp = method === "GET";
      const answer =
        isLookUp && lookUps.fail
          ? errorAnswer(500, "internal_server_error", "oops")
          : provider.handle({ method, url, headers: new Headers(headers), body: String(init.body ?? "") });
      if (answer !== null) return new Response(answer.body, answer);
      throw new DOMException("The operation timed out", "TimeoutError");
    });
    const wait = async (ms: number) => {
      clock.now += ms;
    };
    const now = () => clock.now;
    const mail = { apiKey: "re_full", baseUrl: "https://resend.test", from: "v@example.org", to: [], dailyLimit: 1000 };
    const ports = {
      ...{ ...resendProvider(mail, { now, wait }), store, now, wait, random: () => 0.5, ended: () => {} },
      isInterrupted: async () => false,
    };
    return {
      ...{ clock, provider, lookUps },
      round: () => relay(ports, { mail, pausedUntil: new Map() }),
      followUp: () => followUp(ports, 0),
    };
  }

  test("a spent key whose look-up fails stays in doubt past 24 hours, and the mail is not sent twice", async () => {
    const message = await owed("a");
    const at = world();
    // Accepted under its key before, in bytes that this Vigie would not send: its sender was another.
    const body = { from: "other@example.org", to: ["ann@example.org"], subject: message.subject, text: message.text };
    at.provider.handle({
      ...{ method: "POST", url: "https://resend.test/emails", body: JSON.stringify(body) },
      headers: new Headers({ authorization: "Bearer re_full", "idempotency-key": keyOf(message) }),
    });
    at.lookUps.fail = true;
    for (; at.clock.now < NOON + 26 * HOUR; at.clock.now += 2 * HOUR) {
      await at.round();
      expect((await known(message.id)).doubtSince).toBe(NOON);
    }
    at.lookUps.fail = false;
    await at.round();
    expect(at.provider.accepted).toHaveLength(1);
    expect(await known(message.id)).toMatchObject({ state: "sent", reference: "mail-1", doubtSince: null });
  });

  test("a mail in doubt is found though the provider's clock runs behind ours", async () => {
    const message = await owed("a");
    const at = world({ behindMs: 9 * MINUTE });
    at.provider.faults.push({ kind: "silence", accepted: true });
    await at.round();
    at.clock.now += 23 * HOUR + MINUTE;
    await at.round();
    expect(at.provider.accepted).toHaveLength(1);
    expect(await known(message.id)).toMatchObject({ state: "sent", reference: "mail-1" });
  });

  test("a mail in doubt that turns out to have been suppressed was not sent", async () => {
    const message = await owed("a");
    const at = world();
    at.provider.fates.set("ann@example.org", "suppressed");
    at.provider.faults.push({ kind: "silence", accepted: true });
    await at.round();
    at.clock.now += 23 * HOUR + MINUTE;
    await at.round();
    expect(await known(message.id)).toMatchObject({
      ...{ state: "failed", fate: "suppressed", reference: "mail-1", doubtSince: null },
      problem: expect.stringContaining("suppressed"),
    });
    // Once the address is good again: another key, another mail, and that one is what a later doubt finds.
    at.provider.fates.clear();
    at.provider.fates.set("mail-1", "suppressed");
    await store.retryAll(at.clock.now);
    at.provider.faults.push({ kind: "silence", accepted: false });
    await at.round();
    at.clock.now += 24 * HOUR;
    await at.round();
    await at.round();
    expect(at.provider.accepted).toHaveLength(2);
    expect(await known(message.id)).toMatchObject({ state: "sent", reference: "mail-2", fate: null });
  });

  test("an accepted mail is asked for until it has arrived, or failed with the reason once it bounces", async () => {
    const [ann, bob] = [await owed("a"), await owed("a", { target: "mail:bob@example.org" })];
    const at = world();
    at.provider.fates.set("bob@example.org", "sent");
    await at.round();
    expect(await at.followUp()).toMatchObject({ nextAt: expect.any(Number) });
    expect(await known(ann.id)).toMatchObject({ state: "sent", fate: null });
    at.clock.now += MINUTE;
    await at.followUp();
    expect(await known(ann.id)).toMatchObject({ state: "sent", fate: "delivered", fateDueAt: null });
    expect(await known(bob.id)).toMatchObject({ state: "sent", fate: "sent" });
    at.provider.fates.set("bob@example.org", "bounced");
    at.clock.now += 5 * MINUTE;
    expect(await at.followUp()).toEqual({ nextAt: null, pausedUntil: 0 });
    expect(await known(bob.id)).toMatchObject({ state: "failed", fate: "bounced", dueAt: at.clock.now });
    // That is news of now, whenever the mail was owed.
    expect((await store.outboxFacts(at.clock.now)).lost).toMatchObject({ mails: 1, to: "bob@example.org" });
  });

  test("with a key that may only send, a mail says that nobody knows whether it arrived", async () => {
    const message = await owed("a");
    const at = world();
    await at.round();
    at.clock.now += MINUTE;
    at.provider.faults.push({ kind: "answer", ...errorAnswer(401, "restricted_api_key", "May only send.") });
    await at.followUp();
    expect(await known(message.id)).toMatchObject({ state: "sent", fate: NOT_ALLOWED });
  });
});
