// Cards and merchants over HTTP: lists of them, and one in full.
import { beforeEach, expect, test } from "vitest";
import type { paymentList } from "../../worker/wire/answers.ts";
import type { CardInFull, CardListView, MerchantInFull, MerchantListView } from "../../worker/wire/subjects.ts";
import { feedRow, fraudRow, lastNight } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { forgetAudit, sql } from "./sql.ts";
import { forgotten, ledgerEnds, push, request } from "./worker.ts";

const HOUR_MS = 3_600_000;

beforeEach(async () => {
  await forgetAudit();
  for (const table of ["payments", "histories", "policies", "list_entries", "cards", "merchants", "alerts", "messages"])
    await sql(`delete from ${table}`);
  await forgotten();
  await ledgerEnds();
});

async function read<Body>(path: string): Promise<Body> {
  const answer = await request(path);
  expect(answer.status, path).toBe(200);
  return answer.json<Body>();
}

const aCard = (id: string | undefined) => read<CardInFull>(`/api/cards/${id}`);
const aMerchant = (name: string) => read<MerchantInFull>(`/api/merchants/${encodeURIComponent(name)}`);
const write = (method: string, path: string, body: object) =>
  request(path, {
    method,
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", "if-match": "*" },
  });
let made = 0;
/** Paid so many hours ago, each by a card of its own. */
function row(hoursAgo: number, changes: Parameters<typeof feedRow>[0] = {}) {
  made += 1;
  const cc_num = String(4_000_000_000_000_000 + made);
  return feedRow({ current_time: Date.now() - hoursAgo * HOUR_MS, cc_num, amt: 5, ...changes });
}
const paymentsWith = async (filter: string) => {
  const { payments } = await read<ReturnType<typeof paymentList.parse>>(`/api/payments?${filter}`);
  return payments;
};

test("a card is known by its payments: when, how much, what is usual, and what it turned out to be", async () => {
  const first = row(50, { amt: 10, merchant: "A", category: "travel" });
  const { cc_num } = first;
  const [second, third] = [
    row(3, { cc_num, amt: 30, merchant: "B", category: "home" }),
    row(2, { cc_num, amt: 20, merchant: "B", category: "home" }),
  ];
  await push([first, second, third, row(1)]);
  const [newest] = await paymentsWith("merchant=B");
  await write("POST", `/api/payments/${newest?.id}/verdict`, { verdict: "fraud" });

  const { card, windows, usual, categories, hours, lookedAt, verdicts, ...rest } = await aCard(newest?.card.id);
  expect(card).toMatchObject({
    ...{
      id: newest?.card.id,
      last4: String(cc_num).slice(-4),
      payments: 3,
      amount: "60.00",
      declines: 0,
      declinedShare: 0,
    },
    firstSeenAt: new Date(Number(first.current_time)).toISOString(),
    lastSeenAt: newest?.paidAt,
  });
  expect(windows.map(({ window, payments, amount, isWhole }) => [window, payments, amount, isWhole])).toEqual([
    ["24h", 2, "50.00", true],
    ["7d", 3, "60.00", true],
    ["30d", 3, "60.00", true],
    ["all", 3, "60.00", true],
  ]);
  expect(usual).toEqual({
    payments: 3,
    lowerQuartile: "15.00",
    median: "20.00",
    upperQuartile: "25.00",
    largest: "30.00",
  });
  expect(categories).toEqual([
    { category: "home", payments: 2, amount: "50.00" },
    { category: "travel", payments: 1, amount: "10.00" },
  ]);
  expect(hours.reduce((sum, payments) => sum + payments, 0)).toBe(3);
  expect(lookedAt).toEqual({ payments: 3, since: card.firstSeenAt, isAll: true });
  expect(verdicts).toEqual({ frauds: 1, legitimate: 2, unknown: 0 });
  expect(rest).toMatchObject({
    currency: "USD",
    timezone: "UTC",
    simulated: false,
    listed: [],
    alerts: { payments: 0, newest: [] },
  });
});

test.each(["Plum & Pear", "A/B ? C#1", "Épicerie «Zoé» 100%", "東京 \u{1F4B3}", "a+b=c", "..."])(
  "a merchant is found by whatever name it has: %s",
  async (merchant) => {
    await push([row(1, { merchant, amt: 12 }), row(2, { merchant: "Another" })]);
    const { merchant: found } = await aMerchant(merchant);
    expect(found).toMatchObject({ name: merchant, payments: 1, amount: "12.00" });
    expect(await paymentsWith(`merchant=${encodeURIComponent(merchant)}`)).toMatchObject([{ merchant }]);
    const { merchants } = await read<MerchantListView>(`/api/merchants?q=${encodeURIComponent(merchant)}`);
    expect(merchants.map(({ name }) => name)).toEqual([merchant]);
  },
);

test("alerts, lists and snoozes on it are told, and those of others are not", async () => {
  const fraud = fraudRow({ current_time: lastNight(), merchant: "Dark & Deep" });
  await push([fraud, row(1, { merchant: "Dark & Deep" })]);
  const [payment] = await paymentsWith("merchant=Dark%20%26%20Deep&outcome=decline");
  expect(payment?.id).toBe(fraud.trans_num);
  const until = new Date(Date.now() + HOUR_MS).toISOString();
  await write("POST", "/api/lists/block", { kind: "card", value: payment?.card.id, note: "stolen" });
  await write("POST", "/api/snoozes", { kind: "merchant", value: "Dark & Deep", until });

  const card = await aCard(payment?.card.id);
  expect(card.listed).toMatchObject([{ list: "block", kind: "card", note: "stolen" }]);
  expect(card.alerts).toMatchObject({ payments: 1, newest: [{ paymentId: fraud.trans_num, outcome: "decline" }] });
  expect(card.card).toMatchObject({ declines: 1, declinedShare: 1 });
  const merchant = await aMerchant("Dark & Deep");
  expect(merchant.listed).toMatchObject([{ list: "snooze", kind: "merchant", until }]);
  expect(merchant.alerts.payments).toBe(1);
  expect(merchant.merchant).toMatchObject({ payments: 2, declines: 1, declinedShare: 0.5 });

  await sql(`update list_entries set until = ${Date.now() - 1_000}`);
  expect((await aMerchant("Dark & Deep")).listed).toEqual([]);
});

test("all cards and merchants are listed page by page, by what people ask for", async () => {
  await push([row(3, { merchant: "A", amt: 100 }), row(2, { merchant: "B" }), row(1, { merchant: "Ä/c", amt: 50 })]);
  const names: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const page: MerchantListView = await read(
      `/api/merchants?sort=amount&limit=1&${next === "" ? "" : `cursor=${next}`}`,
    );
    names.push(...page.merchants.map(({ name }) => name));
    next = page.next;
  }
  expect(names).toEqual(["A", "Ä/c", "B"]);
  const { cards, currency, next } = await read<CardListView>("/api/cards");
  expect([cards.length, currency, next]).toEqual([3, "USD", null]);
  expect((await read<CardListView>(`/api/cards?q=${cards[0]?.last4}`)).cards).toContainEqual(cards[0]);
  expect((await read<CardListView>("/api/cards?sort=frauds")).cards).toEqual([]);
});

test("one that nobody knows is refused in words, and so is what cannot be read", async () => {
  const { error: ofCard } = await expectClear(await request("/api/cards/nobody"), 404);
  expect(ofCard).toMatch(/^no payment of a card with this id was ever recorded/);
  const { error: ofMerchant } = await expectClear(await request("/api/merchants/no%2Fbody%00"), 404);
  expect(ofMerchant).toMatch(/^no payment at a merchant of this name was ever recorded/);
  for (const path of [
    "cards?sort=size",
    "cards?limit=0",
    "merchants?cursor=x",
    "cards?colour=red",
    `cards/${"x".repeat(65)}`,
  ])
    await expectClear(await request(`/api/${path}`), 400);
  await push([row(1), row(2)]);
  const { next } = await read<CardListView>("/api/cards?limit=1");
  const { error } = await expectClear(await request(`/api/cards?sort=amount&cursor=${next}`), 400);
  expect(error).toBe("cursor belongs to a list sorted by last, and this one is by amount: begin without it");
});
