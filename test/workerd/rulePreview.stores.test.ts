// A rule before it is saved, tried on stored payments: the numbers are those that the rule would have made.
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { PolicyEdit } from "../../worker/policy/edit.ts";
import type { Policy } from "../../worker/policy/policy.ts";
import { compileRules } from "../../worker/rules/compile.ts";
import type { RulePreview, RuleSample } from "../../worker/wire/rulePreview.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { sql } from "./sql.ts";
import { AWAY, storeMeets } from "./storeLine.ts";
import { ledger, push, request } from "./worker.ts";

const NOON = Date.UTC(2026, 10, 20, 12);
const MINUTE = 60_000;
/** Two payments of one card at once, then a third; and a fraud of another, which is approved by no model. */
const ROWS = [
  feedRow({ amt: 20, current_time: NOON }),
  feedRow({ amt: 30, current_time: NOON + MINUTE }),
  feedRow({ amt: 2_500, current_time: NOON + 2 * MINUTE, is_fraud: 1 }),
  fraudRow({ cc_num: "4000123412345555", amt: 1_012.4, current_time: NOON - 13 * 60 * MINUTE }),
];

beforeAll(async () => {
  vi.spyOn(Date, "now").mockReturnValue(NOON + 10 * MINUTE);
  await sql("delete from payments");
  for (const row of ROWS) {
    const answer = await push([row]);
    expect(answer.status, await answer.clone().text()).toBe(200);
  }
  vi.restoreAllMocks();
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function previewOf(body: object): Promise<RulePreview> {
  vi.spyOn(Date, "now").mockReturnValue(NOON + 10 * MINUTE);
  const answer = await request("/api/rules/preview", { method: "POST", body: JSON.stringify(body) });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json();
}

async function edited(edit: PolicyEdit): Promise<void> {
  const { version: from }: Policy = JSON.parse(await ledger().policy());
  const answer = await ledger().changePolicy({ from, edit, by: "ann", via: "api", note: null });
  expect(answer.status).toBe("changed");
}

test("a preview says what a rule would have met, what of it was fraud, and what would have changed", async () => {
  const preview = await previewOf({ when: "amount > 1000", then: "decline", days: 7 });
  expect(preview).toMatchObject({
    ...{ simulated: false, looked: { payments: 4, frauds: 2, legitimate: 2, whole: true }, missing: 0, notKept: 0 },
    met: { payments: 2, amount: "3512.40", share: 0.5, frauds: { payments: 2 }, legitimate: { payments: 0 } },
  });
  expect(preview.met.declined.payments + preview.changed.payments).toBe(2);
  expect(preview.newest.map(({ id }) => id)).toEqual([ROWS[2]?.trans_num, ROWS[3]?.trans_num]);
  expect(preview.dearest[0]).toMatchObject({ amount: "2500.00", truth: "fraud", is: "decline", last4: "4567" });
  const [opened] = preview.newest;
  expect((await request(`/api/payments/${opened?.id}`)).status).toBe(200);
});

test("features and the counts around a payment are those of the decision", async () => {
  const counted = await previewOf({ when: "card_payments_10m == 2 && merchant_cards_10m == 1", then: "review" });
  expect(counted.newest.map(({ id }) => id)).toEqual([ROWS[2]?.trans_num]);
  const byFeature = await previewOf({ when: "features.count_1h == 1 && !first_payment && hour == 12", then: "review" });
  expect(byFeature.newest.map(({ id }) => id)).toEqual([ROWS[1]?.trans_num]);
  const missing = await previewOf({ when: "card_usual_amount > 5 || features.gap > 100", then: "review" });
  expect(missing).toMatchObject({ met: { payments: 0 }, missing: 4, notKept: 0 });
});

test("payments from before the counts were kept are told apart", async () => {
  await sql("update payments set facts = null where id = ?", ROWS[0]?.trans_num);
  const preview = await previewOf({ when: "card_payments_10m >= 0", then: "review" });
  expect(preview).toMatchObject({ met: { payments: 3 }, missing: 1, notKept: 1 });
});

test("lists are those of now", async () => {
  const { payments, facts } = await (await request("/api/rules/sample?limit=1")).json<RuleSample>();
  const card = String(payments[0]?.values[facts.indexOf("card")]);
  await edited({ kind: "list_added", list: { name: "vip", kind: "card", note: null } });
  const about = { note: null, by: "ann", via: "api", at: NOON, until: null };
  await edited({ kind: "entries_added", entries: [{ id: "e1", list: "vip", kind: "card", value: card, ...about }] });
  const preview = await previewOf({ when: "card in lists.vip", then: "approve" });
  expect(preview.met.payments).toBe(3);
});

test("the sample is what rules saw, and the same code in the page says what the preview says", async () => {
  const { payments, facts, features } = await (await request("/api/rules/sample")).json<RuleSample>();
  expect(payments.map(({ id }) => id)).toEqual([2, 1, 0, 3].map((at) => ROWS[at]?.trans_num));
  const seen = Object.fromEntries(facts.map((name, at) => [name, payments[0]?.values[at]]));
  expect(seen).toMatchObject({ amount: 2500, hour: 12, weekday: 5, first_payment: false, card_payments_10m: 2 });
  expect(seen.card_usual_amount).toBeNull();
  expect(payments[0]?.features).toHaveLength(features.length);
  const when = "amount > 25 && features.count_1h >= 1 && card_payments_10m < 5";
  const about = { id: "r", name: "r", note: null, until: null };
  const { compiled } = compileRules([{ ...about, when, then: "review", state: "active" }], [], []);
  const met = payments.filter((payment) => compiled.match(payment, NOON).hits.length > 0).map(({ id }) => id);
  const preview = await previewOf({ when, then: "review" });
  expect(met).toEqual(preview.newest.map(({ id }) => id));
  expect(met).toHaveLength(2);
});

test.each([
  [{ when: "amout > 5", then: "review" }, { field: "when", from: 0, to: 5 }, "there is no fact called amout"],
  [{ when: "amount >", then: "review" }, { field: "when", from: 8, to: 8 }, "something is missing at the end"],
  [{ when: "amount > 5", then: "block" }, { field: "then" }, "then"],
  [{ when: "amount > 5", then: "review", days: 31 }, { field: "days" }, "days must be a whole number of days, 1 to 30"],
  [{ when: "a".repeat(2_001), then: "review" }, { field: "when" }, "when must be at most 2000 characters"],
  [{ when: "amount > 5", then: "review", state: "active" }, { field: "state" }, "state is no field of this body"],
  [{ then: "review" }, { field: "when" }, "when must be a condition"],
])("%o is refused by the field's name", async (body, place, error) => {
  const answer = await request("/api/rules/preview", { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ ...place, error: expect.stringContaining(error) });
});

test("readers may, and others may not", async () => {
  const changes = { DASHBOARD_TOKEN: "a token that is long enough" };
  const body = JSON.stringify({ when: "amount > 5", then: "review" });
  expect((await request("/api/rules/preview", { method: "POST", body }, changes)).status).toBe(401);
  expect((await request("/api/rules/sample", {}, changes)).status).toBe(401);
  const headers = { authorization: `Bearer ${changes.DASHBOARD_TOKEN}` };
  expect((await request("/api/rules/sample", { headers }, changes)).status).toBe(200);
});

test("a store that fails is said, and when to ask again", async () => {
  await storeMeets(
    (text, pass) => (/"unfamiliar\\?"/.test(text) ? Promise.reject(new Error(AWAY)) : pass()),
    async () => {
      const body = JSON.stringify({ when: "amount > 5", then: "review" });
      const answer = await request("/api/rules/preview", { method: "POST", body });
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("1");
      // On the line to PostgreSQL, an answer that fails is no answer.
      const words = /^the store \(D1\) failed|^the store \(PostgreSQL\) cannot be reached/;
      expect(await answer.json()).toMatchObject({ error: expect.stringMatching(words) });
    },
  );
});
