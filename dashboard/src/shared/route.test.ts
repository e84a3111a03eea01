import fc from "fast-check";
import { expect, test } from "vitest";
import { BOARD, hrefOf, paymentHref, type Route, routeOf } from "./route.ts";
import { EVERYTHING, OUTCOME_FILTERS, problemsOf } from "./view.ts";

test("a link to a payment leads back to that payment, whatever its id holds", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (id) => {
      expect(routeOf(paymentHref(id, EVERYTHING))).toEqual({ opened: { kind: "payment", id }, view: EVERYTHING });
    }),
  );
});

test("a bookmark keeps which payments are shown and what was searched for, with or without something open", () => {
  const opened = fc.constantFrom(
    null,
    { kind: "rejects" } as const,
    { kind: "map" } as const,
    { kind: "payment", id: "a/b?c" } as const,
  );
  const text = fc.string({ maxLength: 50, unit: "grapheme" }).map((typed) => typed.trim());
  fc.assert(
    fc.property(opened, fc.constantFrom(...OUTCOME_FILTERS), text, (what, outcome, searched) => {
      const filters = {
        amount: ">100 <200",
        paid: "2026-10-25T02:00+01:00..2026-10-26",
        category: "pet food",
        card: "-aB_9",
      };
      const route: Route = {
        opened: what,
        view: { outcome, text: searched, ...filters, sort: "amount", order: "asc", unknown: "" },
      };
      expect(routeOf(hrefOf(route))).toEqual(route);
    }),
  );
});

test("addresses are short and readable", () => {
  expect(hrefOf(BOARD)).toBe("#/");
  expect(hrefOf({ opened: { kind: "rejects" }, view: EVERYTHING })).toBe("#/rejects");
  expect(paymentHref("a1", { ...EVERYTHING, outcome: "flagged", text: "corner shop" })).toBe(
    "#/payments/a1?show=flagged&q=corner+shop",
  );
});

test("an id that is no proper text still makes a link", () => {
  expect(paymentHref("a\ud800", EVERYTHING)).toBe("#/payments/a%EF%BF%BD");
});

test("an address that asks for nothing is the board", () => {
  for (const hash of ["", "#", "#/", "#/?q=", "#/?amount=&card="]) expect(routeOf(hash)).toEqual(BOARD);
});

test("an address that leads nowhere stays as it is, and is said", () => {
  for (const path of ["payments/", "payments/%", "payments/a/b", "nowhere"]) {
    const route = routeOf(`#/${path}?q=travel`) ?? BOARD;
    expect(route).toEqual({ opened: { kind: "nowhere", path }, view: { ...EVERYTHING, text: "travel" } });
    expect(hrefOf(route)).toBe(`#/${path}?q=travel`);
  }
});

test("outcomes may be named as the API names them", () => {
  expect(routeOf("#/?outcome=decline")?.view.outcome).toBe("decline");
  expect(routeOf("#/?outcome=review,decline&amount=%3E500")?.view).toMatchObject({
    outcome: "flagged",
    amount: ">500",
  });
  expect(routeOf("#/?outcome=approve,review,decline")?.view).toEqual(EVERYTHING);
});

test("what is no filter stays in the address, and is said", () => {
  for (const asked of [
    ...["outcome=decline%2Capprove", "outcome=frogs", "colour=red"],
    ...["show=frogs", "sort=merchant", "order=up"],
  ]) {
    const route = routeOf(`#/?${asked}`) ?? BOARD;
    expect(problemsOf(route.view)).toEqual([`The address asks for ${asked}, which is no filter of this list.`]);
    expect(routeOf(hrefOf(route))).toEqual(route);
  }
});

test("a filter that cannot be read stays in the address, so that it is said", () => {
  expect(routeOf("#/?amount=lots")?.view.amount).toBe("lots");
});

test("a search too long for the server is cut", () => {
  expect(routeOf(`#/?q=${"a".repeat(500)}`)?.view.text).toHaveLength(100);
});

test("a fragment of another kind, such as the skip link's, is no address", () => {
  expect(routeOf("#payments")).toBeNull();
});
