import { expect, test } from "vitest";
import { type Applied, apply, problemsOf } from "./apply.ts";
import type { FieldOutcome } from "./fieldValue.ts";
import type { Mapping, RowMapping, ValueMapping } from "./mapping.ts";

const ROW: RowMapping = {
  trans_num: { path: "/id" },
  card: { path: "/card" },
  merchant: { path: "/shop" },
  amt: { path: "/amount" },
  current_time: { path: "/at" },
};
const EVENT = { id: "p1", card: "tok_1", shop: "Corner", amount: 12.5, at: "2026-11-20T10:00:00Z" };

function rowsOf(applied: Applied) {
  if (!applied.ok) throw new Error(applied.problem);
  return applied.readings;
}

function field(mapping: ValueMapping, event: object = EVENT, more: Mapping = {}): FieldOutcome | undefined {
  const applied = apply({ ...more, payment: { ...ROW, ...more.payment, category: mapping } }, event, { source: "own" });
  return rowsOf(applied)[0]?.fields.category;
}

test("without a word on events, each one is a payment", () => {
  const [row] = rowsOf(apply({ payment: ROW }, EVENT, { source: "own" }));
  expect(row).toMatchObject({ kind: "payment", eventId: null, eventType: null });
  expect(row?.kind === "payment" && { ...row.columns }).toEqual({
    trans_num: "p1",
    card: "tok_1",
    merchant: "Corner",
    amt: 12.5,
    current_time: "2026-11-20T10:00:00Z",
  });
});

test("a list is read one by one, and one that is too long not at all", () => {
  expect(rowsOf(apply({ payment: ROW }, [EVENT, EVENT], { source: "own" }))).toHaveLength(2);
  expect(apply({ payment: ROW }, new Array(101).fill(EVENT), { source: "own" })).toEqual({
    ok: false,
    problem: "101 events in one body; at most 100",
  });
});

test("where an event names no merchant, the source's name stands for it", () => {
  const [row] = rowsOf(apply({ payment: ROW }, { ...EVENT, shop: "" }, { source: "own" }));
  expect(row?.kind === "payment" && row.columns.merchant).toBe("own");
});

test("a field that nothing stands for says which, where, and what to do", () => {
  const { id: _, ...event } = EVENT;
  const { amt: __, ...payment } = ROW;
  const [row] = rowsOf(apply({ payment }, event, { source: "own" }));
  expect(row === undefined ? [] : problemsOf(row)).toEqual([
    "trans_num: nothing stands at /id; choose another pointer",
    "amt: is not mapped; say where amt stands",
  ]);
});

test.each<[ValueMapping, object, FieldOutcome]>([
  [{ const: "misc_net" }, EVENT, { value: "misc_net", from: null }],
  [{ path: "/nothing" }, EVENT, { value: null, from: "/nothing" }],
  [
    { path: "/x", table: { "5732": "shopping_pos" }, else: "misc_net" },
    { ...EVENT, x: 5732 },
    { value: "shopping_pos", from: "/x" },
  ],
  [
    { path: "/x", table: { "5732": "shopping_pos" }, else: "misc_net" },
    { ...EVENT, x: "1" },
    { value: "misc_net", from: "/x" },
  ],
  [
    { path: "/x", table: { a: "b" }, else: null },
    { ...EVENT, x: "c" },
    { value: null, from: "/x" },
  ],
  [
    { path: "/x", table: { a: "b" } },
    { ...EVENT, x: "c" },
    { error: "“c” is not in the table; add it there, or say what else it is with else", from: "/x" },
  ],
  [
    { path: "/x", table: { a: "b" } },
    { ...EVENT, x: "constructor" },
    { error: "“constructor” is not in the table; add it there, or say what else it is with else", from: "/x" },
  ],
  [
    { first: [{ path: "/a" }, { path: "/b" }, { path: "/c" }] },
    { ...EVENT, a: null, b: "", c: "C" },
    { value: "C", from: "/c" },
  ],
  [{ first: [{ path: "/a" }, { path: "/b" }] }, EVENT, { value: null, from: "/a or /b" }],
  [
    { first: [{ path: "/a" }], table: { x: "y" } },
    { ...EVENT, a: "x" },
    { value: "y", from: "/a" },
  ],
  [{ path: ["/id", "/card"] }, EVENT, { value: "p1:tok_1", from: "/id, /card" }],
  [{ path: ["/id", "/nothing"] }, EVENT, { value: null, from: "/id, /nothing" }],
  [
    { path: "/x", scale: 1_000_000 },
    { ...EVENT, x: 12_340_000 },
    { value: "12.34", from: "/x" },
  ],
  [
    { path: "/x", scale: 100 },
    { ...EVENT, x: "9007199254740993" },
    { value: "90071992547409.93", from: "/x" },
  ],
  [
    { path: "/x", scale: 100 },
    { ...EVENT, x: "a lot" },
    { error: "“a lot” is no number that could be divided", from: "/x" },
  ],
  [
    { path: "/x", scale: 100 },
    { ...EVENT, x: 1e300 },
    { error: "“1e+300” is no number that could be divided", from: "/x" },
  ],
  [
    { path: "/x", unit: "s" },
    { ...EVENT, x: 1_795_000_000 },
    { value: 1_795_000_000_000, from: "/x" },
  ],
  [
    { path: "/x", unit: "s" },
    { ...EVENT, x: "1795000000.5" },
    { value: 1_795_000_000_500, from: "/x" },
  ],
  [
    { path: "/x", unit: "us" },
    { ...EVENT, x: 1_795_000_000_123_456 },
    { value: 1_795_000_000_123, from: "/x" },
  ],
  [
    { path: "/x", unit: "s" },
    { ...EVENT, x: "2026-11-20" },
    { error: "“2026-11-20” is no number; choose the unit iso for a written time", from: "/x" },
  ],
  [
    { path: "/x", unit: "iso" },
    { ...EVENT, x: "2026-11-20T10:00:00" },
    { value: "2026-11-20T10:00:00Z", from: "/x" },
  ],
  [
    { path: "/x", unit: "iso" },
    { ...EVENT, x: "2026-11-20T10:00:00-05:00" },
    { value: "2026-11-20T10:00:00-05:00", from: "/x" },
  ],
  [
    { path: "/x", unit: "iso" },
    { ...EVENT, x: 17 },
    { error: "is no written time; choose the unit s, ms or us for a number", from: "/x" },
  ],
  [
    { path: "/x" },
    { ...EVENT, x: { y: 1 } },
    { error: "/x is a list or an object; go on to the value in it, such as /x/y", from: "/x" },
  ],
  [{ path: "/x" }, { ...EVENT, x: "a".repeat(2001) }, { error: "/x holds more than 2000 characters", from: "/x" }],
])("%o of an event", (mapping, event, outcome) => {
  expect(field(mapping, event)).toEqual(outcome);
});

test.each([
  ["jpy", "5000"],
  ["EUR", "50"],
  ["kwd", "5"],
  ["isk", "50"],
])("minor units of %s become %s by the currency's own decimals", (currency, amt) => {
  const mapping: Mapping = {
    payment: { ...ROW, currency: { path: "/currency" }, amt: { path: "/amount", scale: "currency" } },
    decimals: { ISK: 2 },
  };
  const [row] = rowsOf(apply(mapping, { ...EVENT, currency, amount: 5000 }, { source: "own" }));
  expect(row?.fields.amt).toEqual({ value: amt, from: "/amount" });
});

test.each([{}, { currency: "XXL" }])("an amount in minor units of %o cannot be known", (more) => {
  const mapping: Mapping = {
    payment: { ...ROW, currency: { path: "/currency" }, amt: { path: "/amount", scale: "currency" } },
  };
  const [row] = rowsOf(apply(mapping, { ...EVENT, ...more }, { source: "own" }));
  expect(row?.fields.amt).toEqual({
    error:
      "the currency is not known, so its number of decimals is not either; map currency, or give a number as scale",
    from: "/amount",
  });
});

test("a header is found in any case, and only a header of the request", () => {
  const mapping: Mapping = { payment: { ...ROW, merchant: { header: "X-Shop" } } };
  const [row] = rowsOf(apply(mapping, EVENT, { source: "own", headers: { "x-shop": "Here" } }));
  expect(row?.fields.merchant).toEqual({ value: "Here", from: "header x-shop" });
  const [other] = rowsOf(apply({ payment: { ...ROW, merchant: { header: "constructor" } } }, EVENT, { source: "own" }));
  expect(other?.fields.merchant).toEqual({ value: "own", from: null });
});

const LABELS: Mapping = {
  event: { path: "/type", payment: [], label: ["word"], refund: [], else: "ignore" },
  label: { payment: { path: "/of" }, verdict: { path: "/verdict" }, fraudType: { path: "/kind" } },
};

test("a label says what a payment was", () => {
  const event = { type: "word", of: "p1", verdict: "fraud", kind: "friendly" };
  expect(rowsOf(apply(LABELS, event, { source: "own" }))).toMatchObject([
    { kind: "label", said: { paymentId: "p1", verdict: "fraud", fraudType: "friendly", note: null } },
  ]);
});

test.each([
  [{ verdict: "maybe", of: "p1" }, ["verdict: must be fraud or legitimate; give a table"]],
  [{ verdict: "fraud" }, ["payment: nothing stands at /of; it must be the payment's id"]],
])("a label that cannot be read says why: %o", (said, problems) => {
  const [label] = rowsOf(apply(LABELS, { type: "word", ...said }, { source: "own" }));
  expect(label).toMatchObject({ kind: "label", said: null });
  expect(label === undefined ? [] : problemsOf(label)).toEqual(problems);
});

test("an unknown kind of fraud costs the label nothing but the kind", () => {
  const [label] = rowsOf(apply(LABELS, { type: "word", of: "p1", verdict: "fraud", kind: "odd" }, { source: "own" }));
  expect(label).toMatchObject({ kind: "label", said: { verdict: "fraud", fraudType: null } });
  expect(label === undefined ? [] : problemsOf(label)).toHaveLength(1);
});

test("an event that is neither is ignored, and says so", () => {
  expect(rowsOf(apply(LABELS, { type: "other" }, { source: "own" }))).toMatchObject([
    { kind: "ignored", why: "other is neither a payment nor a label" },
  ]);
  expect(rowsOf(apply(LABELS, 17, { source: "own" }))).toMatchObject([
    { kind: "ignored", why: "an event without a type is neither a payment nor a label" },
  ]);
});

test("columns of one's own are put together for the door, and what is wrong with one costs no other", () => {
  const payment: RowMapping = {
    ...ROW,
    "extra.channel": { path: "/via", table: { "1": "app", "2": "web" }, else: null },
    "extra.device_age_days": { path: "/device/age" },
    "extra.shop": { const: "north" },
    "extra.missing": { path: "/nowhere" },
    "extra.wrong": { path: "/device" },
  };
  const [row] = rowsOf(apply({ payment }, { ...EVENT, via: 1, device: { age: 3 } }, { source: "own" }));
  if (row?.kind !== "payment") throw new Error("no payment");
  expect(row.columns).toMatchObject({ trans_num: "p1", extra: { channel: "app", device_age_days: 3, shop: "north" } });
  expect(row.columns.extra).not.toHaveProperty("missing");
  expect(problemsOf(row)).toEqual([expect.stringMatching(/^extra\.wrong: \/device is a list or an object/)]);
});
