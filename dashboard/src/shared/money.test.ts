import { afterEach, expect, test } from "vitest";
import { centsOf, currency, inputMoney, money, nameCurrency, paidMoney, roundMoney } from "./money.ts";

afterEach(() => nameCurrency("USD"));

test("money keeps its cents, and large figures drop them", () => {
  expect(money("912.40")).toBe("$912.40");
  expect(money("0.00")).toBe("$0.00");
  expect(roundMoney("9999.99")).toBe("$9,999.99");
  expect(roundMoney("251457.60")).toBe("$251,458");
});

test("sums are told in the currency that the server names", () => {
  nameCurrency("JPY");
  expect([money("5000"), roundMoney("251457"), inputMoney(1234.4)]).toEqual(["¥5,000", "¥251,457", "¥1,234"]);
  nameCurrency("KWD");
  expect(money("84.200")).toBe("KWD 84.200");
  nameCurrency(null);
  nameCurrency("no currency");
  expect(currency.value).toBe("KWD");
  expect(money("84.20", "EUR")).toBe("€84.20");
});

test("a payment is told in its own money, with CURRENCY beside it where that is known", () => {
  const paid = { amount: "5000", currency: "JPY", rate: "0.00624" };
  expect(paidMoney({ amount: "31.20", currency: "EUR", paid })).toBe("¥5,000 (€31.20)");
  expect(paidMoney({ amount: null, currency: "EUR", paid: { ...paid, rate: null } })).toBe("¥5,000");
  expect(paidMoney({ amount: "31.20", currency: "EUR", paid: null })).toBe("€31.20");
  expect([centsOf("31.20"), centsOf(null)]).toEqual([3120, 0]);
});
