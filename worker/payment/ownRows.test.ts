// Rows as payment providers and shops have them, not as the known feed sends them.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Admission, admit, type Door } from "./admit.ts";
import { readRows } from "./readRows.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);
const DOOR = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: NOW };

/** A payment with a token, in euros' cents, and nothing besides. */
const OWN = {
  trans_num: "pi-1",
  card: "pm_1QfZkA2eZvKYlo2C",
  merchant: "Bakery Noor",
  amount_minor: 8420,
  currency: "EUR",
  category: "food_dining",
  current_time: NOW - 60_000,
};

function admitted(changes: Record<string, unknown>, door: Partial<Door> = {}): Admission {
  const body = readRows(JSON.stringify({ ...OWN, ...changes }), 1);
  if (!body.ok || body.rows[0] === undefined) throw new Error("the body was not read");
  return admit(body.rows[0], { ...DOOR, ...door });
}

function paymentOf(changes: Record<string, unknown>, door: Partial<Door> = {}) {
  const admission = admitted(changes, door);
  if (!admission.ok) throw new Error(admission.reject.reason);
  if (admission.payment === undefined) throw new Error("was admitted as a refund");
  return admission.payment;
}

function refusalOf(changes: Record<string, unknown>, door: Partial<Door> = {}) {
  const admission = admitted(changes, door);
  return admission.ok ? null : { field: admission.reject.field, reason: admission.reject.reason };
}

test("a token stands for the card, and no last four digits are made up", () => {
  const one = paymentOf({});
  expect(one).toMatchObject({ id: "pi-1", last4: "", merchant: "Bakery Noor", category: "food_dining" });
  expect(one.cardId).toMatch(/^[\w-]{22}$/);
  expect(JSON.stringify(one)).not.toContain("pm_1QfZkA2eZvKYlo2C");
  expect(paymentOf({ card: " pm_1QfZkA2eZvKYlo2C " }).cardId).toBe(one.cardId);
  expect(paymentOf({ card: "pm_1QfZkA2eZvKYlo2c" }).cardId).not.toBe(one.cardId);
  expect(paymentOf({ card: "7" }).cardId).toMatch(/^[\w-]{22}$/);
  expect(paymentOf({ card: "💳".repeat(200) }).cardId).toMatch(/^[\w-]{22}$/);
});

test("a card's number is the same card in both columns, however its digits are grouped", () => {
  const { cardId, last4 } = paymentOf({ card: null, cc_num: "4000123412341234567" });
  expect(last4).toBe("4567");
  for (const card of ["4000123412341234567", "4000 1234 1234 1234 567", "4000-1234-1234-1234-567"]) {
    expect(paymentOf({ card }).cardId).toBe(cardId);
  }
  expect(paymentOf({ card: "4111 1111 1111 1111" }).last4).toBe("1111");
});

test.each([
  [
    { cc_num: "4000123412341234567" },
    "card",
    "card must be left out where cc_num is given: one of the two names the card",
  ],
  [{ amt: 84.2 }, "amount_minor", "amount_minor must be left out where amt is given: one of the two is the amount"],
  [{ card: null }, "cc_num", "cc_num or card is missing"],
  [{ card: "" }, "card", "card must be a token that stands for the card, as text of 1 to 200 characters"],
  [{ card: "NaN" }, "card", "card must be a token that stands for the card, as text of 1 to 200 characters"],
  [
    { card: "411111******1111" },
    "card",
    "card must tell cards apart, and a number with hidden digits does not: many cards share it",
  ],
  [{ card: null, cc_num: "pm_1QfZkA2eZv" }, "cc_num", "cc_num must be a card number of 11 to 19 digits"],
  [{ amount_minor: null }, "amt", "amt or amount_minor is missing"],
  [{ amount_minor: 84.2 }, "amount_minor", "amount_minor must be a whole number of the smallest units, such as 1234"],
  [
    { amount_minor: "84.20" },
    "amount_minor",
    "amount_minor must be a whole number of the smallest units, such as 1234",
  ],
  [{ amount_minor: 1e13 }, "amount_minor", "amount_minor must be at most 1000000000000"],
  [{ currency: "EURO" }, "currency", "currency must be a currency by its three letters (ISO 4217), such as EUR"],
  [{ currency: "978" }, "currency", "currency must be a currency by its three letters (ISO 4217), such as EUR"],
  [{ ccy: "USD" }, "ccy", "ccy must be the currency that stands in currency"],
  [{ type: "sale" }, "type", "type must be payment or refund, or left out"],
  [{ trans_num: "a-pm_1QfZkA2eZvKYlo2C" }, "trans_num", "trans_num must not hold the card's token"],
  [{ merchant: "Noor pm_1QfZkA2eZvKYlo2C" }, "merchant", "merchant must not hold the card's token"],
])("a row with %j is refused by field and fix", (changes, field, reason) => {
  expect(refusalOf(changes)).toEqual({ field, reason });
});

test("blank cells of the other column are no second card and no second amount", () => {
  for (const blank of ["", null, "NaN", "None"]) expect(paymentOf({ cc_num: blank, amt: blank }).paidMinor).toBe(8420);
});

test("an amount is read by its currency's own number of decimals", () => {
  const other = (changes: Record<string, unknown>) => {
    const { amountCents, currency, paidMinor, rate } = paymentOf({ amount_minor: null, ...changes });
    return { amountCents, currency, paidMinor, rate };
  };
  const unconverted = { amountCents: 0, rate: null };
  expect(other({ currency: "EUR", amt: 84.2 })).toEqual({ ...unconverted, currency: "EUR", paidMinor: 8420 });
  expect(other({ currency: "JPY", amt: "5000" })).toEqual({ ...unconverted, currency: "JPY", paidMinor: 5000 });
  expect(other({ currency: "JPY", amt: "5000.00" })).toEqual({ ...unconverted, currency: "JPY", paidMinor: 5000 });
  expect(other({ currency: "KWD", amt: 1.234 })).toEqual({ ...unconverted, currency: "KWD", paidMinor: 1234 });
  expect(other({ currency: "KWD", amount_minor: 1234 })).toEqual({ ...unconverted, currency: "KWD", paidMinor: 1234 });
  expect(other({ currency: "IDR", amt: 450_000_000 })).toMatchObject({ paidMinor: 45_000_000_000 });
  const reason = (changes: Record<string, unknown>) => refusalOf({ amount_minor: null, ...changes })?.reason;
  expect(reason({ currency: "JPY", amt: 50.5 })).toBe("amt must be a whole number: JPY has no decimals");
  expect(reason({ currency: "EUR", amt: 1.234 })).toBe("amt must have at most two decimals");
  expect(reason({ currency: "KWD", amt: 1.2345 })).toBe("amt must have at most three decimals");
});

test("what is paid in CURRENCY is summed as it is, in hundredths, and names no currency", () => {
  expect(paymentOf({}, { currency: "EUR" })).toMatchObject({ amountCents: 8420 });
  expect(paymentOf({}, { currency: "EUR" })).not.toHaveProperty("currency");
  expect(paymentOf({ currency: null }, { currency: "EUR" })).not.toHaveProperty("currency");
  expect(paymentOf({ currency: "jpy", amount_minor: 5000 }, { currency: "JPY" }).amountCents).toBe(500_000);
  expect(paymentOf({ currency: null, amount_minor: 5000 }, { currency: "JPY" }).amountCents).toBe(500_000);
  expect(paymentOf({ currency: "USD" }, { currency: "EUR" })).toMatchObject({ currency: "USD", amountCents: 0 });
  expect(paymentOf({ currency: "KWD", amount_minor: 1230 }, { currency: "KWD" })).not.toHaveProperty("paidMinor");
  // Hundredths do not hold the last digit, so it stands beside them.
  const exact = { amountCents: 123, currency: "KWD", paidMinor: 1234, rate: "1" };
  expect(paymentOf({ currency: "KWD", amount_minor: 1234 }, { currency: "KWD" })).toMatchObject(exact);
});

test("every whole number of smallest units comes through exact in every currency", () => {
  const code = fc.constantFrom("USD", "EUR", "JPY", "KWD");
  fc.assert(
    fc.property(code, fc.integer({ min: 0, max: 9_999_999_999 }), (currency, minor) => {
      const places = { USD: 2, EUR: 2, JPY: 0, KWD: 3 }[currency];
      const door = { currency: "GBP" };
      expect(paymentOf({ currency, amount_minor: minor }, door).paidMinor).toBe(minor);
      expect(paymentOf({ currency, amount_minor: null, amt: minor / 10 ** places }, door).paidMinor).toBe(minor);
    }),
  );
});

test("digits, country and code are kept as given, and never made from a number", () => {
  const told = { last4: "0042", bin: "497010", country: "fr", mcc: "5812" };
  expect(paymentOf(told)).toMatchObject({ last4: "0042", bin: "497010", country: "FR", mcc: "5812" });
  expect(paymentOf({ last4: 42, bin: 49701012, country: "NA", mcc: 742 })).toMatchObject({
    ...{ last4: "0042", bin: "49701012", country: "NA", mcc: "0742" },
  });
  expect(paymentOf({ last4: "•••• 1234" }).last4).toBe("1234");
  const number = paymentOf({ card: null, cc_num: "4111111111111111" });
  expect(number).not.toHaveProperty("bin");
  expect(paymentOf({})).not.toHaveProperty("country");
});

test.each([
  ["last4", ["12345", "12", "abcd", {}, true]],
  ["bin", ["12345", "123456789", "abcdef", {}]],
  ["country", ["FRA", "F", 250, {}]],
  ["mcc", ["54", "54110", "food", {}, 54.11]],
])("a wrong %s costs nothing but itself, and its sender hears of it", (field, wrong) => {
  for (const value of wrong) {
    const admission = admitted({ [field]: value });
    expect(admission, JSON.stringify(value)).toMatchObject({
      ok: true,
      notes: [{ field, note: expect.stringMatching(/^could not be read, and counts as missing: .+ is expected$/) }],
    });
    expect(admission.ok && (admission.payment?.[field as "mcc" | "last4"] ?? "")).toBe("");
  }
});

test("last four digits that are not those of the number are not believed", () => {
  const admission = admitted({ card: null, cc_num: "4000123412341234567", last4: "9999" });
  expect(admission).toMatchObject({ ok: true, payment: { last4: "" }, notes: [{ field: "last4" }] });
});

test("any text of up to 64 characters is a category, and is kept", () => {
  for (const category of ["Electronics & Toys", "日用品", "x".repeat(64), "💡".repeat(64)]) {
    expect(admitted({ category })).toMatchObject({
      payment: { category },
      notes: [{ field: "category", note: expect.stringMatching(/^is none of entertainment, /) }],
    });
  }
  expect(paymentOf({ category: "  Electronics\n&\u200bToys " }).category).toBe("Electronics & Toys");
});

test("a category that is not given is said, and costs nothing else", () => {
  for (const category of [null, "", " ", "nan", undefined]) {
    const admission = admitted({ category });
    expect(admission).toMatchObject({
      payment: { category: "" },
      notes: [{ field: "category", note: "is not given: the payment is judged without it" }],
    });
  }
});

test("without a category the merchant category code tells it", () => {
  expect(admitted({ category: null, mcc: "5812" })).toMatchObject({
    payment: { category: "food_dining", mcc: "5812" },
  });
  expect(admitted({ category: null, mcc: "5812" })).not.toHaveProperty("notes");
  expect(paymentOf({ category: "travel", mcc: "5812" }).category).toBe("travel");
  expect(admitted({ category: null, mcc: "9999" })).toMatchObject({
    payment: { category: "", mcc: "9999" },
    notes: [{ field: "mcc", note: "stands for no category here: the payment is judged without it" }],
  });
});

test("no reject ever holds the card's token, wherever in the row it stands", () => {
  const token = fc.stringMatching(/^[a-z]{2}_[A-Za-z0-9]{8,40}$/);
  const column = fc.constantFrom(
    "trans_num",
    "merchant",
    "category",
    "amount_minor",
    "currency",
    "refund_of",
    "type",
    "mcc",
  );
  const leak = fc.tuple(column, fc.constantFrom("x ", "a-", "7"));
  fc.assert(
    fc.property(token, fc.array(leak, { minLength: 1 }), (card, leaks) => {
      const changes: Record<string, unknown> = { card, current_time: "soon" };
      for (const [column, around] of leaks) changes[column] = around + card + around;
      const admission = admitted(changes);
      expect(admission.ok).toBe(false);
      expect(JSON.stringify(admission)).not.toContain(card);
    }),
  );
});

test("a payment's own id may be its card's token: some senders have no other, and its id stays whole", () => {
  expect(paymentOf({ trans_num: "order-12345678", card: "order-12345678" }).id).toBe("order-12345678");
  expect(admitted({ trans_num: "order-12345678", card: "order-12345678", amount_minor: "x" })).toMatchObject({
    reject: { paymentId: "order-12345678" },
  });
});
