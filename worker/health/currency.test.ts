import { expect, test } from "vitest";
import { currencyProblems } from "./currency.ts";

test("a store in another currency than CURRENCY is a problem that stops payments, with what to do", () => {
  expect(currencyProblems("EUR", { currency: "USD" })).toEqual([
    expect.objectContaining({
      ...{ kind: "currency", stops: "payments" },
      text: expect.stringMatching(/summed in EUR, and CURRENCY is USD: .* Set CURRENCY to EUR again/),
    }),
  ]);
});

test("the same currency, and one that is not known yet, are none", () => {
  for (const kept of ["USD", null, undefined]) expect(currencyProblems(kept, { currency: "USD" })).toEqual([]);
});
