import { expect, test } from "vitest";
import { planByMap, readMap } from "./columnsByMap.ts";
import { planByName } from "./columnsByName.ts";
import { NO_HABITS } from "./reading.ts";
import { readRow } from "./rows.ts";

const COLUMNS = ["Beleg", "Karte", "Händler", "Betrag", "Währung", "Zeit", "Art", "Betrug"];
const MAP = {
  trans_num: { path: "/Beleg" },
  cc_num: { path: "/Karte" },
  merchant: { first: [{ path: "/Händler" }, { const: "My shop" }] },
  amt: { path: "/Betrag" },
  currency: { path: "/Währung" },
  current_time: { path: "/Zeit" },
  category: { path: "/Art", table: { Lebensmittel: "grocery_pos" }, else: "misc_pos" },
  is_fraud: { path: "/Betrug", table: { ja: 1, nein: 0 } },
};
const ROW = {
  ...{ Beleg: "'0042", Karte: "2703186189652095.0", Händler: "CafÃ©", Betrag: "1.234,50", Währung: "usd" },
  ...{ Zeit: "04.03.2026 10:00", Art: "Lebensmittel", Betrug: "ja" },
};

function planOf(map: unknown, columns: readonly string[] | null = COLUMNS) {
  const read = readMap(JSON.stringify(map));
  if (!read.ok) return expect.unreachable(read.problem);
  return planByMap(read.mapping, "shop", columns);
}

function read(map: unknown, row: Readonly<Record<string, unknown>>, columns: readonly string[] | null = COLUMNS) {
  const planning = planOf(map, columns);
  if (!planning.ok) return expect.unreachable(planning.problem);
  const { plan } = planning;
  const habits = new Map([...plan.roles.keys()].map((name) => [name, { ...NO_HABITS, decimals: "comma" as const }]));
  const door = { cardKey: "a key of the tests, thirty-two characters", nowMs: Date.UTC(2026, 5, 1) };
  return readRow({ at: 2, columns: row }, { plan, habits, door, currency: null });
}

function sent(reading: ReturnType<typeof read>) {
  return reading.kind === "ready" ? JSON.parse(reading.row.body) : expect.unreachable(JSON.stringify(reading));
}

test("columns of any name become a payment, and their damage is mended before the map is applied", () => {
  expect(sent(read(MAP, ROW))).toEqual({
    ...{ trans_num: "0042", cc_num: "2703186189652095", merchant: "Café", amt: "1234.50", currency: "USD" },
    ...{ category: "grocery_pos", is_fraud: 1, current_time: Date.UTC(2026, 2, 4, 10) },
  });
});

test("what is mended or refused is told by the person's own column, and the field", () => {
  const reading = read(MAP, ROW);
  expect(reading.kind === "ready" ? reading.undone.map(({ column }) => column) : []).toEqual([
    ...["Beleg (trans_num)", "Karte (cc_num)", "Händler (merchant)", "Betrag (amt)", "Zeit (current_time)"],
  ]);
  expect(read(MAP, { ...ROW, Karte: "4.11111E+15" })).toMatchObject({
    reason: expect.stringMatching(/^Karte \(cc_num\) has lost digits/),
  });
});

test("times in seconds and amounts in cents go through the map's own converters", () => {
  const map = {
    ...MAP,
    amt: { path: "/Betrag", scale: 100 },
    current_time: { path: "/Zeit", unit: "s" },
  };
  expect(sent(read(map, { ...ROW, Betrag: "1250.0", Zeit: "1772618400.0" }))).toMatchObject({
    amt: "12.5",
    current_time: 1772618400000,
  });
});

test("lines of JSON are read below their first names, too", () => {
  const map = { ...MAP, amt: { path: "/money/amount" }, currency: { path: "/money/currency" } };
  const { Betrag: _amount, Währung: _currency, ...row } = ROW;
  expect(sent(read(map, { ...row, money: { amount: 12.5, currency: "USD" } }, null))).toMatchObject({ amt: 12.5 });
});

test("a currency that the map fixes says what $ means", () => {
  const map = { ...MAP, currency: { const: "USD" } };
  expect(sent(read(map, { ...ROW, Betrag: "$12,50" }))).toMatchObject({ amt: "12.50", currency: "USD" });
});

test("rows that are no payments by the map are left out, with the reason", () => {
  const map = { event: { path: "/Art", payment: ["Kauf"] }, payment: MAP };
  expect(read(map, { ...ROW, Art: "Gebühr" })).toEqual({
    kind: "ignored",
    at: 2,
    reason: "Gebühr is neither a payment nor a label",
  });
});

test("a table that lacks a value says so, by field and fix", () => {
  expect(read(MAP, { ...ROW, Betrug: "vielleicht" })).toMatchObject({
    reason: "is_fraud: “vielleicht” is not in the table; add it there, or say what else it is with else",
  });
});

test("a pointer to a column that there is not names the columns that there are", () => {
  expect(planOf({ ...MAP, amt: { path: "/Summe" } })).toEqual({
    ok: false,
    problem: expect.stringMatching(
      /^--map has payment\.amt at Summe, and there is no such column\. It has "Beleg", "Karte", .*"Betrug"$/,
    ),
  });
});

test.each([
  ["{", "is not JSON, or was cut off"],
  [JSON.stringify({ ...MAP, amount: { path: "/x" } }), "payment.amount is not known"],
  [JSON.stringify({ ...MAP, trans_num: undefined }), "must say where trans_num stands"],
  [JSON.stringify({ items: "/rows", payment: MAP }), "items must be left out"],
])("a map that cannot be used says what is wrong: %s", (text, words) => {
  expect(readMap(text)).toEqual({ ok: false, problem: expect.stringContaining(words) });
});

test("columns of one's own go along by a map, and one that cannot be read costs no payment", () => {
  const map = { ...MAP, "extra.channel": { path: "/Weg", table: { "1": "app" } }, "extra.age": { path: "/Alter" } };
  const columns = [...COLUMNS, "Weg", "Alter"];
  expect(sent(read(map, { ...ROW, Weg: "1", Alter: "3" }, columns)).extra).toEqual({ channel: "app", age: "3" });
  const other = read(map, { ...ROW, Weg: "9", Alter: "3" }, columns);
  expect(sent(other).extra).toEqual({ age: "3" });
  expect(other).toMatchObject({
    row: {
      notes: [{ field: "extra.channel", note: expect.stringMatching(/^counts as missing: “9” is not in the table/) }],
    },
  });
});

test("without a map, columns of one's own are named as the door names them, or lie in an object", () => {
  const needed = ["trans_num", "cc_num", "merchant", "category", "amt", "current_time"];
  const row = {
    ...{ trans_num: "1", cc_num: "2703186189652095", merchant: "Shop", category: "home", amt: "1.00" },
    current_time: "2026-03-04T10:00:00Z",
  };
  const named = (columns: readonly string[] | null, cells: object) => {
    const planning = planByName(columns);
    if (!planning.ok) return expect.unreachable(planning.problem);
    const door = { cardKey: "a key of the tests, thirty-two characters", nowMs: Date.UTC(2026, 5, 1) };
    const { plan } = planning;
    return sent(readRow({ at: 2, columns: { ...row, ...cells } }, { plan, habits: new Map(), door, currency: null }))
      .extra;
  };
  expect(named([...needed, "extra.channel"], { "extra.channel": "app" })).toEqual({ channel: "app" });
  expect(named([...needed, "extra"], { extra: '{"channel":"app"}' })).toBe('{"channel":"app"}');
  expect(named(null, { extra: { channel: "app" } })).toEqual({ channel: "app" });
  expect(named(needed, { "extra.channel": "app" })).toBeUndefined();
});
