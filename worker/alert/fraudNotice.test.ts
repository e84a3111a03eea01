import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { fraudNotice } from "./fraudNotice.ts";

const SETTINGS = {
  ...{
    cardKey: "a key of the tests, thirty-two characters or more",
    publicUrl: null,
    currency: "USD",
    reportZone: "UTC",
  },
  ...{ mail: { apiKey: null, baseUrl: "", from: "", to: [], dailyLimit: 100 }, channels: [] },
};
const WHY = "$5,000.00 on online shopping: no fraud that the model learned from was above $1,398.21";
const unfamiliar = [{ what: "amount" as const, why: WHY }];
const thresholds = { review: 0.05, decline: 1 / 6 };

test("a mail of a payment that was decided with care says why it goes to a person beside its low score, once", () => {
  const reasons = [{ code: "unfamiliar_amount", share: 1, text: WHY }];
  const payment = scoredPayment({ score: 0.02, outcome: "review", reasons, unfamiliar });
  const content = fraudNotice({ ...payment, thresholds }, SETTINGS).content("ann@example.org");
  expect(content.paragraphs).toEqual([
    "A person should look at this payment. Its fraud score is 2 %. Payments are reviewed from 5 %, declined from 16.7 %. This one goes to a person whatever its score.",
  ]);
  expect(content.list).toEqual([{ heading: "Why", items: [WHY] }]);
});

test("a mail of a declined payment says what the model does not know of it, too, and so does a webhook", () => {
  const reasons = [{ code: "amount", share: 1, text: "$5,000.00 on online shopping" }];
  const payment = scoredPayment({ score: 0.9, outcome: "decline", reasons, unfamiliar });
  const { content, event } = fraudNotice({ ...payment, thresholds }, SETTINGS);
  expect(content("ann@example.org").list).toEqual([
    { heading: "Why", items: ["$5,000.00 on online shopping"] },
    { heading: "What the model does not know", items: [WHY] },
  ]);
  expect(event?.data).toMatchObject({ payment: { unfamiliar } });
});

test("a mail of a payment that a list declined names the list, and claims neither a fraud nor a line", () => {
  const reasons = [
    { code: "block_list", share: 1, text: "this card is on the block list, so the payment is declined" },
  ];
  const payment = scoredPayment({ score: 0.02, outcome: "decline", reasons });
  const content = fraudNotice({ ...payment, thresholds }, SETTINGS).content("ann@example.org");
  expect(content.subject).toMatch(/^Declined: /);
  expect(content.title).toMatch(/^Declined by the block list: /);
  expect(content.paragraphs).toEqual([
    "Vigie’s decision: declined. Its fraud score is 2 %. It was declined by the block list, whatever its score.",
  ]);
});

test("outside the board a rule’s reason says nothing of the card holder", () => {
  const reason = (why: string) => ({ code: "rule", share: 1, text: `the rule “Young: at night” declines: ${why}` });
  const told = (why: string) => {
    const payment = scoredPayment({ outcome: "decline", reasons: [reason(why)] });
    const { content, event } = fraudNotice({ ...payment, thresholds }, SETTINGS);
    expect(event?.data).toMatchObject({
      payment: { reasons: [{ text: content("ann@example.org").list?.[0]?.items[0] }] },
    });
    return content("ann@example.org").list?.[0]?.items;
  };
  expect(told("age < 25 && hour > 22")).toEqual(["the rule “Young: at night” declines"]);
  expect(told("hour > 22")).toEqual(["the rule “Young: at night” declines: hour > 22"]);
});

test("a mail tells money as it was paid, with CURRENCY beside it, and a webhook has both", () => {
  const payment = scoredPayment({ outcome: "decline", score: 0.9 });
  const yen = { ...payment, amountCents: 3120, currency: "JPY", paidMinor: 5000, rate: "0.00624" };
  const settings = { ...SETTINGS, currency: "EUR" };
  const { content, event } = fraudNotice(yen, settings);
  const mail = content("ann@example.org");
  expect(mail.subject).toContain("¥5,000 (€31.20) at ");
  expect(mail.facts).toContainEqual(["Amount", "¥5,000 (€31.20)"]);
  const paid = { amount: "5000", currency: "JPY", rate: "0.00624" };
  expect(event.data).toMatchObject({ payment: { amount: "31.20", currency: "EUR", paid } });
  const own = fraudNotice({ ...payment, amountCents: 3120 }, settings).content("ann@example.org");
  expect(own.facts).toContainEqual(["Amount", "€31.20"]);
});

test("card and merchant of a mail lead to their pages where Vigie has an address, and nowhere else", () => {
  const payment = scoredPayment({
    outcome: "decline",
    merchant: "A/B & C",
    cardId: "0Dw4jUgI4yrYBHx4Eu5CEL",
    last4: "",
  });
  const factsWith = (publicUrl: string | null) =>
    fraudNotice({ ...payment, thresholds }, { ...SETTINGS, publicUrl }).content("ann@example.org").facts;
  expect(factsWith("https://vigie.test")).toContainEqual([
    ...["Merchant", "A/B & C", "https://vigie.test/merchants#/A%2FB%20%26%20C"],
  ]);
  expect(factsWith("https://vigie.test")).toContainEqual([
    ...["Card", expect.stringMatching(/^id .{6}…$/), "https://vigie.test/cards#/0Dw4jUgI4yrYBHx4Eu5CEL"],
  ]);
  expect(factsWith(null)).toContainEqual(["Merchant", "A/B & C"]);
});

test("a mail of a card without last digits tells it by its id, and a payment without category says so", () => {
  const payment = scoredPayment({ last4: "", cardId: "Qx3f9ABCDEFGHIJKLMNOPQ", category: "", outcome: "review" });
  const content = fraudNotice({ ...payment, thresholds }, SETTINGS).content("ann@example.org");
  expect(content.preheader).toMatch(/^Card id Qx3f9A…\. /);
  expect(content.facts).toEqual(
    expect.arrayContaining([
      ["Card", "id Qx3f9A…"],
      ["Category", "no category"],
    ]),
  );
});
