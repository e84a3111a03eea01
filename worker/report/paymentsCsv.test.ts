import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import { CSV_HEADER, csvHeaderFor, csvLine } from "./paymentsCsv.ts";

function readBack(lines: string): Record<string, string>[] {
  return parse(CSV_HEADER + lines, { columns: true, record_delimiter: "\r\n" });
}

test("a payment is one line, in the zone's wall time beside UTC", () => {
  const line = csvLine(
    scoredPayment({
      id: "p1",
      merchant: "Plum, Pear and Sons",
      paidAt: Date.UTC(2026, 9, 25, 0, 30),
      reasons: [
        { code: "amount", share: 0.6, text: 'a "large" amount' },
        { code: "time", share: 0.4, text: "02:30" },
      ],
      last4: "0042",
      verdict: "fraud",
      score: null,
    }),
    { zone: "Europe/Paris", currency: "USD" },
  );
  expect(line).toBe(
    'p1,2026-10-25T00:30:00.000Z,2026-10-25T02:30:00.000+02:00,"Plum, Pear and Sons",grocery_pos,84.20,card-a,0042,,approve,' +
      '"a ""large"" amount; 02:30",,fraud,0123456789ab,poll,2026-11-20T10:00:01.000Z,,USD,,,,\r\n',
  );
});

test.each(["spreadsheet", "programs"] as const)(
  "columns of one's own are one cell of JSON in a CSV for %s",
  (reader) => {
    const extra = { channel: '=cmd "x"', device_age_days: 3 };
    const [row] = readBack(csvLine(scoredPayment({ extra }), { zone: "UTC", currency: "USD" }, reader));
    expect(JSON.parse(row?.extra ?? "")).toEqual(extra);
    const [none] = readBack(csvLine(scoredPayment(), { zone: "UTC", currency: "USD" }, reader));
    expect(none?.extra).toBe("");
  },
);

test("what the model does not know of a payment stands in its line, in words", () => {
  const unfamiliar = [
    { what: "amount" as const, why: "$5,000.00 on online shopping: its score says little" },
    { what: "category" as const, why: "=never seen" },
  ];
  const told = (whys: typeof unfamiliar | null) =>
    readBack(csvLine(scoredPayment({ unfamiliar: whys }), { zone: "UTC", currency: "USD" }))[0]?.unfamiliar;
  expect(told(unfamiliar)).toBe("$5,000.00 on online shopping: its score says little; =never seen");
  expect(told(unfamiliar.slice(1))).toBe("'=never seen");
  expect(told(null)).toBe("");
});

test("the card holder's age stays on the board", () => {
  const reasons = [{ code: "card_holder", share: 1, text: "unusual for a card holder aged 42" }];
  expect(readBack(csvLine(scoredPayment({ reasons }), { zone: "UTC", currency: "USD" }))[0]?.reasons).toBe(
    "unusual for this card holder",
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")'])(
  "%j is text to a spreadsheet, not a formula",
  (merchant) => {
    const [row] = readBack(csvLine(scoredPayment({ merchant }), { zone: "UTC", currency: "USD" }));
    expect(row?.merchant).toBe(`'${merchant}`);
  },
);

test.each(["＝1+1", "＋1", "－1", "＠SUM(A1)", "﹦1+1", "﹢1", "﹣1", "﹫SUM(A1)"])(
  "%j, in the signs of another width, is text to a spreadsheet as well",
  (merchant) => {
    const [row] = readBack(csvLine(scoredPayment({ merchant }), { zone: "UTC", currency: "USD" }));
    expect(row?.merchant).toBe(`'${merchant}`);
  },
);

test("whatever a merchant is called, it comes back, and the lines stay lines", () => {
  const name = fc.string({ unit: fc.constantFrom(..."aé💳\",;\r\n\t=+-@' ") });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name)), (names) => {
      const payments = names.map(([merchant, category]) => scoredPayment({ merchant, category }));
      const rows = readBack(payments.map((payment) => csvLine(payment, { zone: "UTC", currency: "USD" })).join(""));
      const safe = (text: string) => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);
      expect(rows.map(({ merchant, category }) => [merchant, category])).toEqual(
        names.map(([merchant, category]) => [safe(merchant), safe(category)]),
      );
    }),
  );
});

test("for a spreadsheet, the file says that it is UTF-8", () => {
  expect([...new TextEncoder().encode(csvHeaderFor("spreadsheet")).slice(0, 5)]).toEqual([
    0xef, 0xbb, 0xbf, 0x69, 0x64,
  ]);
  expect(csvHeaderFor("programs")).toBe(CSV_HEADER);
});

test.each([
  "219E01",
  "1e5",
  "12345678901234567",
  "0007",
  "00",
  "123456789012",
  "1.10",
  "7-11",
  "24/7",
  "2026-11-20",
  "12:30",
  "MAR1",
  "1-dec",
  "Sept 2",
  "true",
  "$5",
  "5%",
  "10 AM",
])("for a spreadsheet, %s is a text that stays as it is", (value) => {
  const payment = scoredPayment({ id: value, merchant: value, last4: value, model: value, cardId: value });
  const [row] = readBack(csvLine(payment, { zone: "UTC", currency: "USD" }, "spreadsheet"));
  for (const column of ["id", "merchant", "card_last4", "model", "card_id"]) expect(row?.[column]).toBe(`="${value}"`);
  expect(readBack(csvLine(payment, { zone: "UTC", currency: "USD" }, "programs"))[0]).toMatchObject({
    id: value,
    merchant: value,
    card_last4: value,
  });
});

test.each([
  "p1",
  "4242",
  "0",
  "3cb54a489fb351f73a7db98f6c7bb1ad",
  "Épicerie Zoé",
  "7-Eleven",
  "May Flower",
  "Marks 1 & 2",
])("for a spreadsheet, %s needs nothing", (value) => {
  expect(
    readBack(csvLine(scoredPayment({ merchant: value }), { zone: "UTC", currency: "USD" }, "spreadsheet"))[0]?.merchant,
  ).toBe(value);
});

test("a formula is none in either form", () => {
  for (const reader of ["spreadsheet", "programs"] as const) {
    expect(
      readBack(csvLine(scoredPayment({ merchant: "=1+1" }), { zone: "UTC", currency: "USD" }, reader))[0]?.merchant,
    ).toBe("'=1+1");
  }
});

test("a payment in other money stands in its line in both, with its rate, and without an amount where no rate was known", () => {
  const yen = scoredPayment({ amountCents: 3120, currency: "JPY", paidMinor: 5000, rate: "0.00624" });
  const inEuros = (payment: typeof yen) => readBack(csvLine(payment, { zone: "UTC", currency: "EUR" }))[0];
  expect(inEuros(yen)).toMatchObject({
    ...{ amount: "31.20", currency: "EUR", paid_amount: "5000", paid_currency: "JPY", rate: "0.00624" },
  });
  expect(inEuros({ ...yen, amountCents: 0, rate: null })).toMatchObject({ amount: "", paid_amount: "5000", rate: "" });
});
