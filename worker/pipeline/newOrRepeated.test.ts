import { expect, test } from "vitest";
import { payment } from "../../test/rows.ts";
import type { Payment, Reject } from "../payment/payment.ts";
import type { Arrival } from "./arrival.ts";
import { sortOut } from "./newOrRepeated.ts";

function arrival(arriving: Payment): Arrival {
  return { admission: { ok: true, payment: arriving }, source: "poll", seenAt: 1 };
}

function sorted(arriving: Payment[], stored: Payment[], feed: "stream" | "snapshot" = "stream") {
  const known = new Map(stored.map((one) => [one.id, one]));
  const { fresh, findings } = sortOut(arriving.map(arrival), known, feed);
  return { fresh: fresh.map(({ payment: { id } }) => id), findings };
}

const A = payment({ id: "a" });
const LATER = A.paidAt + 60_000;

test("a new payment is fresh", () => {
  expect(sorted([A], [])).toEqual({ fresh: ["a"], findings: [{ status: "fresh", id: "a" }] });
});

test("a payment that is stored already is repeated, and not scored again", () => {
  expect(sorted([{ ...A }], [A])).toEqual({ fresh: [], findings: [{ status: "repeated", id: "a" }] });
});

test("a payment that comes three times in one batch is stored once, and all three get its decision", () => {
  const { fresh, findings } = sorted([A, { ...A }, { ...A }], []);
  expect(fresh).toEqual(["a"]);
  expect(findings).toEqual(["fresh", "repeated", "repeated"].map((status) => ({ status, id: "a" })));
});

test.each([
  ["amt", { amountCents: 1 }],
  ["cc_num", { cardId: "card-b" }],
  ["merchant", { merchant: "Another" }],
  ["category", { category: "home" }],
  ["current_time", { paidAt: LATER }],
])("another %s under a stored id is a conflict, and the stored one stands", (field, changes) => {
  const { fresh, findings } = sorted([{ ...A, ...changes }], [A]);
  expect(fresh).toEqual([]);
  expect(findings).toMatchObject([{ status: "rejected", reject: { code: "conflict", field, paymentId: "a" } }]);
});

test("a payment in another currency is the same as long as its own money is, whatever a rate has made of it since", () => {
  const yen = { ...A, currency: "JPY", paidMinor: 5000, amountCents: 0, rate: null };
  const decided = { ...yen, amountCents: 3120, rate: "0.00624" };
  expect(sorted([yen], [decided]).findings).toEqual([{ status: "repeated", id: "a" }]);
  expect(sorted([{ ...yen, paidMinor: 5001 }], [decided]).findings).toMatchObject([{ reject: { field: "amt" } }]);
  expect(sorted([{ ...yen, currency: "KRW" }], [decided]).findings).toMatchObject([{ reject: { field: "currency" } }]);
  expect(sorted([{ ...A, amountCents: 3120 }], [decided]).findings).toMatchObject([{ reject: { field: "currency" } }]);
});

test("two contradicting payments in one batch: the first is stored, the second is a conflict", () => {
  const { fresh, findings } = sorted([A, { ...A, amountCents: 1 }], []);
  expect(fresh).toEqual(["a"]);
  expect(findings.map(({ status }) => status)).toEqual(["fresh", "rejected"]);
});

test("a snapshot feed may stamp the same row anew; a changed amount is a conflict there too", () => {
  expect(sorted([{ ...A, paidAt: LATER, ageYears: 46 }], [A], "snapshot").findings).toMatchObject([
    { status: "repeated" },
  ]);
  expect(sorted([{ ...A, amountCents: 1 }], [A], "snapshot").findings).toMatchObject([{ status: "rejected" }]);
});

test("the same contradiction again is the same reject, another one is another", () => {
  const merchant = "M".repeat(200);
  const idOf = (changes: Partial<Payment>) => {
    const [finding] = sorted([{ ...A, merchant, ...changes }], [A]).findings;
    return finding?.status === "rejected" ? finding.reject.id : null;
  };
  expect(idOf({ paidAt: LATER })).toBe(idOf({ paidAt: LATER }));
  expect(idOf({ paidAt: LATER })).not.toBe(idOf({ paidAt: LATER + 1 }));
});

test("a conflict's snippet has what a person compares", () => {
  const [finding] = sorted([{ ...A, amountCents: 1 }], [A]).findings;
  expect(finding?.status === "rejected" && JSON.parse(finding.reject.snippet)).toEqual({
    trans_num: "a",
    merchant: "Plum, Pear and Sons",
    category: "grocery_pos",
    amt: "0.01",
    current_time: "2026-11-20T10:00:00.000Z",
  });
});

test("what was refused at the door stays refused, in its place", () => {
  const reject: Reject = { id: "r", code: "missing", field: "amt", reason: "", snippet: "", paymentId: null };
  const refused: Arrival = { admission: { ok: false, reject }, source: "push", seenAt: 1 };
  const { findings } = sortOut([arrival(A), refused], new Map(), "stream");
  expect(findings).toEqual([
    { status: "fresh", id: "a" },
    { status: "rejected", reject },
  ]);
});

test("fresh payments are scored by event time, however they arrive", () => {
  const late = payment({ id: "late", paidAt: LATER });
  const early = payment({ id: "early", paidAt: A.paidAt - 1 });
  expect(sorted([late, A, early], []).fresh).toEqual(["early", "a", "late"]);
});

test("a payment that waited on its way until others of its age had left the store is refused; a stored one is known", () => {
  const known = new Map([["a", A]]);
  const { fresh, findings } = sortOut([A, { ...A, id: "b" }].map(arrival), known, "stream", A.paidAt + 1);
  expect(fresh).toEqual([]);
  expect(findings).toMatchObject([
    { status: "repeated", id: "a" },
    { status: "rejected", reject: { id: "too_old:b", code: "too_old", paymentId: "b" } },
  ]);
  expect(sortOut([arrival(A)], new Map(), "stream", A.paidAt).fresh).toHaveLength(1);
});

test("a label that is new is told, the last one counts, and silence takes nothing back", () => {
  const known = new Map([["a", { ...A, label: "legitimate" as const }]]);
  const labelled = (...labels: Payment["label"][]) =>
    sortOut(
      labels.map((label) => arrival({ ...A, label })),
      known,
      "stream",
    );
  expect(labelled("fraud").labels).toEqual(new Map([["a", "fraud"]]));
  expect(labelled("fraud", null, "legitimate").labels).toEqual(new Map());
  expect(labelled("legitimate", null).findings).toEqual([1, 2].map(() => ({ status: "repeated", id: "a" })));
});

test("a label for a payment that is about to leave the store is refused, since it would be lost", () => {
  const known = new Map([["a", A]]);
  const relabelled = arrival({ ...A, label: "fraud" });
  const { labels, findings } = sortOut([relabelled, arrival(A)], known, "stream", A.paidAt + 1);
  expect(labels.size).toBe(0);
  expect(findings).toEqual([
    { status: "rejected", reject: expect.objectContaining({ code: "too_old", paymentId: "a" }) },
    { status: "repeated", id: "a" },
  ]);
});
