import { expect, test } from "vitest";
import { samplePayment } from "../board/sample.ts";
import { EVERYTHING, filterQuery, isSameView, matches, placing, problemsOf, queryOf } from "./view.ts";

test("flagged payments are those declined and those to review", () => {
  const flagged = { ...EVERYTHING, outcome: "flagged" } as const;
  expect(matches(flagged, samplePayment({ outcome: "decline" }))).toBe(true);
  expect(matches(flagged, samplePayment({ outcome: "review" }))).toBe(true);
  expect(matches(flagged, samplePayment({ outcome: "approve" }))).toBe(false);
  expect(queryOf(flagged, 100, null).get("outcome")).toBe("decline,review");
});

test("a search finds a part of the merchant, the category, the last four digits, or a whole id, in any case", () => {
  for (const text of ["tidewater", "ELECTRO", "shopping", "123", "A1", "c0ffee"]) {
    expect(matches({ ...EVERYTHING, text }, samplePayment())).toBe(true);
  }
  expect(matches({ ...EVERYTHING, text: "912" }, samplePayment())).toBe(false);
  expect(matches({ ...EVERYTHING, text: "c0ff" }, samplePayment())).toBe(false);
});

test("what is searched for reaches the server as it was typed", () => {
  const query = queryOf({ ...EVERYTHING, text: "a&b=c %" }, 50, "next page");
  expect(new URLSearchParams(query.toString()).get("q")).toBe("a&b=c %");
  expect(query.get("cursor")).toBe("next page");
  expect(query.has("outcome")).toBe(false);
});

test("a search by part of a name asks for neither case nor accents, as the server's does", () => {
  const payment = samplePayment({ merchant: "Épicerie Zoé" });
  for (const text of ["épicerie", "ÉPICERIE", "epicerie zoe", "Zoé"]) {
    expect(matches({ ...EVERYTHING, text }, payment), text).toBe(true);
  }
  expect(matches({ ...EVERYTHING, text: "zoë b" }, payment)).toBe(false);
});

test("several filters hold together: amount, day, category and card", () => {
  const view = { ...EVERYTHING, amount: ">500 <1000", paid: "2026-11-20", category: "shopping_net", card: "c0ffee" };
  expect(matches(view, samplePayment(), "UTC")).toBe(true);
  for (const other of [
    { amount: "500.00" },
    { amount: "1000.00" },
    { paidAt: "2026-11-21T00:00:00.000Z" },
    { category: "shopping" },
    { card: { id: "c0ffe", last4: "1234" } },
  ]) {
    expect(matches(view, samplePayment(other), "UTC"), JSON.stringify(other)).toBe(false);
  }
});

test("a day is that of the reports' zone, wherever the browser is", () => {
  const late = samplePayment({ paidAt: "2026-11-20T23:30:00.000Z" });
  const view = { ...EVERYTHING, paid: "2026-11-21" };
  expect([matches(view, late, "UTC"), matches(view, late, "Europe/Paris")]).toEqual([false, true]);
});

test("what cannot be read is said in words, and shows nothing", () => {
  const view = { ...EVERYTHING, amount: "lots", paid: "yesterday" };
  expect(problemsOf(view)).toEqual([
    expect.stringMatching(/^The amount cannot be read at “lots”: write >500/),
    expect.stringMatching(/^The time cannot be read at “yesterday”: write a day/),
  ]);
  expect(matches(view, samplePayment(), "UTC")).toBe(false);
  expect(problemsOf(EVERYTHING)).toEqual([]);
});

test("the export is asked with the filters and the order of the list", () => {
  const view = { ...EVERYTHING, outcome: "decline", amount: ">500", sort: "score", order: "asc" } as const;
  expect(filterQuery(view).toString()).toBe("outcome=decline&amount=%3E500&sort=score&order=asc");
  expect(filterQuery(EVERYTHING).toString()).toBe("");
  expect([isSameView(view, { ...view }), isSameView(view, { ...view, order: "desc" })]).toEqual([true, false]);
});

test("rows stand as the server sorts them: alike ones by time, those without a score below all scores", () => {
  const payments = [
    samplePayment({ id: "a", amount: "9.50", score: null, paidAt: "2026-11-20T10:00:00.000Z" }),
    samplePayment({ id: "b", amount: "100.00", score: 0, paidAt: "2026-11-20T09:00:00.000Z" }),
    samplePayment({ id: "c", amount: "100.00", score: 0.5, paidAt: "2026-11-20T11:00:00.000Z" }),
  ];
  const sorted = (sort: "time" | "amount" | "score", order: "asc" | "desc") =>
    payments
      .toSorted(placing({ sort, order }))
      .map(({ id }) => id)
      .join("");
  expect([sorted("time", "desc"), sorted("time", "asc")]).toEqual(["cab", "bac"]);
  expect([sorted("amount", "desc"), sorted("amount", "asc")]).toEqual(["cba", "abc"]);
  expect([sorted("score", "desc"), sorted("score", "asc")]).toEqual(["cba", "abc"]);
});

test("a sign of another money than CURRENCY is not taken for CURRENCY", () => {
  expect(problemsOf({ ...EVERYTHING, amount: ">$500" })).toEqual([]);
  expect(problemsOf({ ...EVERYTHING, amount: ">€500" })).toEqual(["Amounts are searched for in USD: leave out €."]);
});
