import { expect, test } from "vitest";
import { readMapping } from "./readMapping.ts";

const ROW = {
  trans_num: { path: "/id" },
  card: { path: "/card" },
  amt: { path: "/amount" },
  current_time: { path: "/at" },
};

test("the least mapping says where a payment's parts stand", () => {
  expect(readMapping(JSON.stringify({ payment: ROW }))).toEqual({ ok: true, mapping: { payment: ROW } });
});

test("a mapping may name columns of one's own", () => {
  const payment = { ...ROW, "extra.channel": { path: "/via", table: { "1": "app" } } };
  expect(readMapping(JSON.stringify({ payment }))).toEqual({ ok: true, mapping: { payment } });
});

test("types of events that are left out are none", () => {
  expect(readMapping({ event: { path: "/type", payment: ["paid"] }, payment: ROW })).toMatchObject({
    mapping: { event: { payment: ["paid"], label: [], refund: [], else: "ignore" } },
  });
});

const deep = (depth: number): object => (depth === 0 ? { path: "/a" } : { first: [deep(depth - 1)] });

test.each([
  ["{", null, "is not JSON, or was cut off"],
  [[], null, "must be an object, as docs/sources.md has it"],
  [{}, null, "must have payment, label or refund"],
  [{ payments: ROW }, "payments", "is not known; payment is"],
  [{ payment: { ...ROW, amount: { path: "/a" } } }, "payment.amount", "is not known; leave it out"],
  [{ payment: { ...ROW, trans_nm: { path: "/a" } } }, "payment.trans_nm", "is not known; trans_num is"],
  [
    { payment: { ...ROW, "extra.Channel": { path: "/a" } } },
    "payment.extra.Channel",
    "must have a name of small letters, digits and _ behind extra., at most 40, that begins with a letter",
  ],
  [{ payment: { ...ROW, extra: { path: "/a" } } }, "payment.extra", "is not known; leave it out"],
  [
    { payment: ROW, refund: { ...ROW, "extra.channel": { path: "/a" } } },
    "refund.extra.channel",
    "is not kept of refunds; leave it out",
  ],
  [{ payment: { ...ROW, amt: undefined } }, "payment", "must say where amt or amount_minor stands"],
  [{ payment: { ...ROW, cc_num: { path: "/n" } } }, "payment", "has card and cc_num; keep one of them"],
  [
    { payment: { ...ROW, card: { path: "data.card" } } },
    "payment.card.path",
    "must begin with a slash, such as /data/card",
  ],
  [
    { payment: { ...ROW, card: { path: ["/a", 7] } } },
    "payment.card.path",
    "must be a JSON Pointer, such as /data/id, or a list of them",
  ],
  [{ payment: { ...ROW, card: "/card" } }, "payment.card", 'must be an object such as {"path":"/data/id"}'],
  [{ payment: { ...ROW, card: {} } }, "payment.card", "must have exactly one of path, header, const and first"],
  [
    { payment: { ...ROW, card: { path: "/a", const: "b" } } },
    "payment.card",
    "must have exactly one of path, header, const and first",
  ],
  [
    { payment: { ...ROW, card: { path: "/a", else: "b" } } },
    "payment.card",
    "has else without a table; leave else out, or add a table",
  ],
  [
    { payment: { ...ROW, amt: { path: "/a", scale: 99 } } },
    "payment.amt.scale",
    "must be currency, or 1, 10, 100 and so on up to 1000000000",
  ],
  [
    { payment: { ...ROW, amt: { path: "/a", scale: 1e10 } } },
    "payment.amt.scale",
    "must be currency, or 1, 10, 100 and so on up to 1000000000",
  ],
  [
    { payment: { ...ROW, current_time: { path: "/a", unit: "seconds" } } },
    "payment.current_time.unit",
    "must be s, ms, us or iso",
  ],
  [
    { payment: { ...ROW, amt: { path: "/a", unit: "s", scale: 10 } } },
    "payment.amt",
    "has scale and unit; a value is either an amount or a time",
  ],
  [
    { payment: { ...ROW, card: deep(4) } },
    "payment.card.first.0.first.0.first.0.first.0",
    "first may lie in first 3 times at most",
  ],
  [
    { event: { path: "/type", payment: ["a"], label: ["b"] }, payment: ROW },
    "label",
    "is needed, since event.label names types of events",
  ],
  [{ event: { payment: ["a"] }, payment: ROW }, "event", "must have path or header: where the type stands"],
  [
    { label: { payment: { path: "/a" }, verdict: { path: "/b" } } },
    "payment",
    "is needed where no event says what is what",
  ],
  [
    { payment: ROW, signature: "md5" },
    "signature",
    'must be standard, stripe or adyen, or an object such as {"header":"x-signature","algorithm":"sha256","encoding":"hex"}',
  ],
  [{ payment: ROW, decimals: { isk: 2 } }, "decimals.isk", "must be a currency's code in capitals, such as ISK"],
  [{ payment: ROW, pages: { next: "/n", lastItem: "/id" } }, "pages", "must have exactly one of next and lastItem"],
])("%j is refused at its place", (written, field, problem) => {
  expect(readMapping(written)).toEqual({ ok: false, field, problem });
});

test("first may lie in first three times", () => {
  expect(readMapping({ payment: { ...ROW, card: deep(3) } })).toMatchObject({ ok: true });
});

test("a table has at most two thousand entries", () => {
  const table = Object.fromEntries(Array.from({ length: 2_001 }, (_, at) => [`k${at}`, "v"]));
  expect(readMapping({ payment: { ...ROW, category: { path: "/a", table } } })).toEqual({
    ok: false,
    field: "payment.category.table",
    problem: "must have at most 2000 entries",
  });
});

test("a mapping has at most 64 kB", () => {
  expect(readMapping(" ".repeat(65_537))).toEqual({
    ok: false,
    field: null,
    problem: "must be at most 65536 characters",
  });
});
