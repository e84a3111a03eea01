// A challenger beside the champion, from the push to the store: what it would have decided is kept and counted, and changes nothing.
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { openModels } from "../../worker/objects/keptBundles.ts";
import type { Policy } from "../../worker/policy/policy.ts";
import type { Detector } from "../../worker/scoring/detector.ts";
import { shippedModels } from "../../worker/scoring/shipped.ts";
import { openStore } from "../../worker/store/open.ts";
import type { Health, PaymentView } from "../../worker/wire/board.ts";
import { type FeedRow, feedRow, fraudRow } from "../rows.ts";
import { decided, ledger, push, request } from "./worker.ts";

const store = openStore(env);
const { champion } = shippedModels;
const HOUR = Date.UTC(2026, 10, 19, 23, 0, 0);
const DAY_MS = 24 * 60 * 60_000;

/** Its features and scores are the champion's; it declines what the champion approves, and the other way round. */
function contrary(version: string, changes: Partial<Detector> = {}): Detector {
  const score: Detector["score"] = async (inputs) => {
    const scores = await champion.score(inputs);
    return scores.map((each) => (each === null ? null : 1 - each));
  };
  return { ...champion, version, score, thresholds: () => ({ review: 0.5, decline: 0.5 }), ...changes };
}

/** As if its bundle had been taken in and opened. */
async function challengedBy(challenger: Detector | null): Promise<void> {
  if (challenger !== null) openModels.set(challenger.version, { detector: Promise.resolve(challenger), users: 1 });
  const { version: from }: Policy = JSON.parse(await ledger().policy());
  const models = { challenger: challenger?.version ?? null };
  await ledger().changePolicy({
    from,
    edit: { kind: "models", models },
    by: "ann",
    via: "api",
    note: null,
    action: "challenger",
  });
}

afterEach(async () => {
  await challengedBy(null);
  vi.restoreAllMocks();
});

async function inFull(id: string): Promise<PaymentView> {
  return (await (await request(`/api/payments/${id}`)).json<{ payment: PaymentView }>()).payment;
}

/** What the counts say of the payments of one challenger, in cents by outcomes and truth. */
async function counted(challenger: string): Promise<Record<string, [payments: number, amountCents: number]>> {
  const pairs = await store.pairs(champion.version, challenger, HOUR - DAY_MS, HOUR + DAY_MS);
  return Object.fromEntries(
    pairs.map(({ outcome, challengerOutcome, truth, payments, amountCents }) => {
      return [`${outcome} ${challengerOutcome} ${truth}`, [payments, amountCents]];
    }),
  );
}

const without = ({ is_fraud: _, ...row }: FeedRow) => row;

test("what a challenger would have decided is stored beside the decision, told with the payment, and counted", async () => {
  await challengedBy(contrary("counted"));
  const [fine, fraud] = [feedRow({ is_fraud: 0, amt: 20 }), fraudRow({ amt: 1012.4 })];
  const answer = await push([fine, fraud]);
  const { decisions } = await answer.json<{ decisions: object[] }>();
  expect(decisions).toMatchObject([{ outcome: "approve" }, { outcome: "decline" }]);
  expect(JSON.stringify(decisions)).not.toContain("counted");

  const approved = await inFull(fine.trans_num);
  expect(approved).toMatchObject({ outcome: "approve", model: champion.version, situation: "stream" });
  expect(approved.challenger).toEqual({
    model: "counted",
    score: expect.closeTo(1 - (approved.score ?? Number.NaN), 6),
    outcome: "decline",
  });
  expect(await inFull(fraud.trans_num)).toMatchObject({
    ...{ outcome: "decline", situation: "first", challenger: { outcome: "approve" } },
  });
  expect(await counted("counted")).toEqual({
    "approve decline legitimate": [1, 2_000],
    "decline approve fraud": [1, 101_240],
  });
});

test("a payment says what its challenger would have decided while it still waits to be recorded", async () => {
  await challengedBy(contrary("waited"));
  const row = feedRow();
  await decided(row);
  const waiting = await request(`/api/payments/${row.trans_num}`);
  expect(await waiting.json()).toMatchObject({ payment: { challenger: { model: "waited", outcome: "decline" } } });
});

test("a verdict and a late label move what the comparison counts, and a verdict taken back moves it back", async () => {
  await challengedBy(contrary("judged"));
  const row = feedRow({ amt: 20 });
  await push(without(row));
  expect(await counted("judged")).toEqual({ "approve decline unknown": [1, 2_000] });
  const say = (verdict: string | null) =>
    request(`/api/payments/${row.trans_num}/verdict`, {
      method: "POST",
      body: JSON.stringify({ verdict }),
      headers: { "content-type": "application/json" },
    });
  expect((await say("legitimate")).status).toBe(200);
  expect(await counted("judged")).toEqual({ "approve decline legitimate": [1, 2_000] });
  // What a person said counts more than a label.
  await push({ ...row, is_fraud: 1 });
  expect(await counted("judged")).toEqual({ "approve decline legitimate": [1, 2_000] });
  expect((await say(null)).status).toBe(200);
  expect(await counted("judged")).toEqual({ "approve decline fraud": [1, 2_000] });
  // It was judged by that challenger, whoever is challenger now.
  await challengedBy(null);
  await push({ ...row, is_fraud: 0 });
  expect(await counted("judged")).toEqual({ "approve decline legitimate": [1, 2_000] });
});

test("a payment that comes again is not scored again, and not counted again", async () => {
  const first = vi.fn<Detector["score"]>(contrary("first").score);
  await challengedBy(contrary("first", { score: first }));
  const row = feedRow({ amt: 20 });
  await push(row);
  const again = vi.fn<Detector["score"]>(contrary("again").score);
  await challengedBy(contrary("again", { score: again }));
  expect(await (await push(row)).json()).toMatchObject({ status: "repeated" });
  expect(again.mock.calls.every(([inputs]) => inputs.length === 0)).toBe(true);
  expect((await inFull(row.trans_num)).challenger?.model).toBe("first");
  expect(await counted("first")).toEqual({ "approve decline legitimate": [1, 2_000] });
  expect(await counted("again")).toEqual({});
});

test("a challenger that fails costs no decision: it is counted as failed, and health says so until it is taken off", async () => {
  vi.spyOn(console, "error").mockReturnValue();
  const score = async () => {
    throw new Error("it ran out of memory");
  };
  await challengedBy(contrary("failing", { score }));
  const row = fraudRow({ amt: 1012.4 });
  expect(await (await push(row)).json()).toMatchObject({ status: "stored", outcome: "decline" });
  expect((await inFull(row.trans_num)).challenger).toEqual({ model: "failing", score: null, outcome: null });
  expect(await counted("failing")).toEqual({ "decline none fraud": [1, 101_240] });
  const said = "The challenger failing fails, the champion decides as before: it ran out of memory";
  const health = async (): Promise<Health> => (await request("/api/health")).json();
  expect(await health()).toMatchObject({ problems: expect.arrayContaining([said]) });
  await challengedBy(null);
  expect((await health()).problems).not.toContain(said);
});

test("without a challenger nothing is counted", async () => {
  const before = await store.pairings();
  const row = feedRow();
  await push(row);
  expect((await inFull(row.trans_num)).challenger).toBeNull();
  expect(await store.pairings()).toEqual(before);
});
