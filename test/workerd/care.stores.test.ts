// Payments outside of what the model learned from, as their sender and the board are told of them.
import { evictDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { feedRow } from "../rows.ts";
import { decider, push, request } from "./worker.ts";

const AT = Date.now() - 3_600_000;
const one = (changes: Parameters<typeof feedRow>[0]) => feedRow({ current_time: AT, ...changes });

async function decided(row: object) {
  const answer = await push(row);
  expect(answer.status).toBe(200);
  return answer.json<Record<string, unknown>>();
}

test("a fraud of $5,000 is no longer approved in silence: it goes to a person, with the reason in words", async () => {
  const row = one({ trans_num: "care-5000", category: "shopping_net", amt: 5000, cc_num: "4000123412340005001" });
  const answer = await decided(row);
  expect(answer).toMatchObject({
    outcome: "review",
    reasons: [{ code: "unfamiliar_amount", share: 1 }],
    unfamiliar: [
      {
        what: "amount",
        why: expect.stringContaining("frauds there that the model knows end at $1,370.05, so its score says little"),
      },
    ],
  });
  const { payment } = await (await request("/api/payments/care-5000")).json<{ payment: object }>();
  expect(payment).toMatchObject({ outcome: "review", unfamiliar: answer.unfamiliar });
  const list = await (await request("/api/payments?q=care-5000")).json<{ payments: object[] }>();
  expect(list.payments).toMatchObject([{ unfamiliar: answer.unfamiliar }]);
  // Sent again, it is told the same.
  expect(await decided(row)).toMatchObject({ status: "repeated", unfamiliar: answer.unfamiliar });
});

/** The payment of the README, as a stranger copies it. */
const readme = (changes: object) => ({
  ...{ trans_num: `readme-${crypto.randomUUID()}`, cc_num: "4000123412341234567" },
  ...{ merchant: "Corner Shop", category: "shopping_net", amt: 1012.4, gender: "F", dob: "1981-04-12" },
  current_time: new Date(AT - (AT % 86_400_000) - 46 * 60_000).toISOString(),
  ...changes,
});
const night = { current_time: new Date(AT - (AT % 86_400_000) - 21 * 3_600_000).toISOString() };

test("the README’s fraud is declined; nothing like it with another amount, at another hour or in another category is approved in silence", async () => {
  expect(await decided(readme({}))).toMatchObject({ outcome: "decline" });
  const dear = await decided(readme({ amt: 5000, cc_num: "4000123412340005101" }));
  expect(dear).toMatchObject({ outcome: "review", reasons: [{ code: "unfamiliar_amount" }] });
  const whats = async (changes: object) => {
    const answer = await decided(readme(changes));
    const unfamiliar = answer.unfamiliar as { what: string }[];
    return [answer.outcome, ...unfamiliar.map(({ what }) => what)];
  };
  expect(await whats({ ...night, amt: 5000, category: "electronics", cc_num: "4000123412340005102" })).toEqual([
    ...["review", "amount", "category", "missing"],
  ]);
  expect(await whats({ amt: 150_000, cc_num: "4000123412340005103" })).toEqual(["review", "amount", "missing"]);
  expect(await whats({ ...night, amt: 21, category: "travel", cc_num: "4000123412340005104" })).toEqual([
    ...["approve", "hour", "missing"],
  ]);
});

test("yen are not taken for dollars, and a category that the model does not know is said", async () => {
  expect(await decided(readme({ trans_num: "paid-in-yen", amt: 150_000, currency: "JPY" }))).toMatchObject({
    outcome: "review",
    score: null,
    reasons: [{ code: "unfamiliar_amount", text: expect.stringContaining("no rate of JPY is set") }],
  });
  const toys = await decided(readme({ trans_num: "paid-for-toys", category: "Electronics & Toys" }));
  expect(toys.notes).toMatchObject([
    { field: "category", note: expect.stringContaining("judges the payment without it") },
  ]);
});

test("of a card holder of whom nothing is told, that is said, and the payment is approved all the same", async () => {
  const row = one({ amt: 41.3, cc_num: "4000123412340005105" });
  const { gender: _, dob: __, city_pop: ___, ...bare } = row;
  expect(await decided(bare)).toMatchObject({
    outcome: "approve",
    unfamiliar: [
      {
        what: "missing",
        why: "the model has hardly learned from payments without the card holder’s gender, age and city",
      },
    ],
  });
});

test("eight payments of $2,500 within an hour: not one of them becomes usual by those before it", async () => {
  for (let i = 0; i < 8; i += 1) {
    const row = one({
      category: "misc_net",
      amt: 2500 + i,
      cc_num: "4000123412340005019",
      current_time: AT + i * 400_000,
    });
    expect((await decided(row)).outcome, `payment ${i + 1}`).not.toBe("approve");
  }
});

test("a category that the model never saw is said, and a small amount in it is approved", async () => {
  const answer = await decided(one({ category: "electronics_toys", amt: 25, cc_num: "4000123412340005027" }));
  expect(answer).toMatchObject({ outcome: "approve", reasons: [], unfamiliar: [{ what: "category" }] });
});

test("a familiar payment has nothing to be said", async () => {
  const answer = await decided(one({ amt: 41.3, cc_num: "4000123412340005035" }));
  expect(answer).toMatchObject({ outcome: "approve", unfamiliar: [] });
});

test("the fourth payment of the same amount within a day, and the fourth within ten minutes, go to a person", async () => {
  const row = (i: number, amt: number, gapMs: number, cc_num: string) =>
    one({ amt, cc_num, current_time: AT + i * gapMs });
  const codes = async (cc_num: string, amounts: number[], gapMs: number) => {
    const answers: unknown[] = [];
    for (const [i, amt] of amounts.entries()) answers.push(await decided(row(i, amt, gapMs, cc_num)));
    return answers;
  };
  const same = await codes("4000123412340005043", [41.3, 41.3, 41.3, 41.3], 800_000);
  expect(same.at(2)).toMatchObject({ outcome: "approve" });
  expect(same.at(3)).toMatchObject({ outcome: "review", reasons: [{ code: "same_amount" }] });
  const quick = await codes("4000123412340005050", [41.3, 42.3, 43.3, 44.3], 60_000);
  expect(quick.at(2)).toMatchObject({ outcome: "approve" });
  expect(quick.at(3)).toMatchObject({ outcome: "review", reasons: [{ code: "payments_in_a_row" }] });
});

test("health says within the first few hundred payments that the model does not know their world", async () => {
  const problems = async () => (await (await request("/api/health")).json<{ problems: string[] }>()).problems;
  const about = "The model does not know";
  expect((await problems()).filter((text) => text.startsWith(about))).toEqual([]);
  const rows = Array.from({ length: 240 }, (_, at) =>
    one({ category: "taxi_rides", amt: 10 + at / 100, cc_num: `40001234123${String(45_000 + at)}` }),
  );
  for (let at = 0; at < rows.length; at += 80) expect((await push(rows.slice(at, at + 80))).status).toBe(200);
  const [said] = (await problems()).filter((text) => text.startsWith(about));
  expect(said).toMatch(
    /^The model does not know 9\d % of the newest \d+ payments, mostly by categories that it has not seen/,
  );
});

const tried = (count: number, changes: Parameters<typeof feedRow>[0], from = AT) =>
  Array.from({ length: count }, (_, at) =>
    one({
      ...{ merchant: "fraud_Tried Here", amt: 1 + at / 100, cc_num: `400012341235${1_000 + at}` },
      ...{ trans_num: `tried-${from}-${at}`, current_time: from + at * 5_000 },
      ...changes,
    }),
  );

interface Answered {
  decisions: { outcome: string; reasons: { code: string; text: string }[] }[];
}

test("cards that are tried out at one merchant go to a person, within a batch and after a restart, and are counted once", async () => {
  const rows = tried(14, {}, Date.now() - 300_000);
  const batch = rows.slice(0, 12);
  const { decisions } = await (await push(batch)).json<Answered>();
  expect(decisions.map(({ outcome }) => outcome)).toEqual([...Array(5).fill("approve"), ...Array(7).fill("review")]);
  const nth = (place: string) => ({
    outcome: "review",
    reasons: [
      {
        code: "many_cards_at_merchant",
        text: `the ${place} card at this merchant within ten minutes, with a small payment; how many are usual there is not known yet`,
      },
    ],
  });
  expect(decisions.at(-1)).toMatchObject(nth("12th"));
  // Sent again, they are not counted again.
  await push(batch);
  expect(await decided(rows[12] ?? {})).toMatchObject(nth("13th"));
  await evictDurableObject(decider());
  expect(await decided(rows[13] ?? {})).toMatchObject(nth("14th"));
});

test("a shop’s usual payments, and past ones that come in at once, are not taken for cards that are tried out", async () => {
  const shop = { merchant: "fraud_Corner Shop", amt: 24.9 };
  const { decisions } = await (await push(tried(30, shop))).json<Answered>();
  expect(new Set(decisions.map(({ outcome }) => outcome))).toEqual(new Set(["approve"]));
  const past = Array.from({ length: 30 }, (_, at) =>
    one({
      merchant: "fraud_Old Shop",
      amt: 3 + at / 100,
      cc_num: `400012341236${1_000 + at}`,
      current_time: AT - at * 3_600_000,
    }),
  );
  const loaded = await (await push(past)).json<Answered>();
  expect(new Set(loaded.decisions.map(({ outcome }) => outcome))).toEqual(new Set(["approve"]));
});

test("a level that is set holds, and is told by health", async () => {
  const care = async (changes: object) =>
    (await (await request("/api/health", {}, changes)).json<{ care: object }>()).care;
  expect(await care({})).toMatchObject({ cardsAtMerchant: 6, farAboveTimes: 30 });
  expect(await care({ CARE_CARDS_AT_MERCHANT: "off", CARE_FAR_ABOVE_TIMES: "12" })).toMatchObject({
    cardsAtMerchant: null,
    farAboveTimes: 12,
  });
});
