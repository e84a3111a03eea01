import { expect, test } from "vitest";
import { cardDigitsIn, maskedEvent } from "./maskedEvent.ts";

const masked = (event: unknown, alsoCards: string[] = []) => maskedEvent(JSON.stringify(event), alsoCards);

test.each([
  ["as text", { pan: "4111111111111111" }, { pan: "0000000000001111" }],
  ["in groups", { text: "card 4111 1111 1111 1111 was used" }, { text: "card 0000 0000 0000 1111 was used" }],
  ["as a number", { a: { b: [4111111111111111] } }, { a: { b: ["0000000000001111"] } }],
  ["as a key", { "4111111111111111": 1 }, { "0000000000001111": 1 }],
  ["with a wrong check digit, below a card's name", { cc_num: "4111111111111112" }, { cc_num: "0000000000001112" }],
  ["in an id", { id: "pay-4111111111111111-1" }, { id: "pay-0000000000001111-1" }],
])("of a card number %s only the last four digits are left", (_, event, left) => {
  expect(masked(event)).toEqual({ ok: true, event: left, cards: 1 });
});

test("a card number beyond 2^53 is masked by its own digits", () => {
  expect(maskedEvent('{"x":4497913965512794052}')).toEqual({
    ...{ ok: true, cards: 1 },
    event: { x: "0000000000000004052" },
  });
  expect(maskedEvent('"{\\"x\\":4497913965512794052}"')).toMatchObject({ ok: true, cards: 1 });
});

test("what the mapping takes for a card's number is masked wherever it stands", () => {
  const event = { number: "12345678901234", again: "n° 1234-5678-9012-34", amount: 12345 };
  expect(masked(event).ok && masked(event)).toMatchObject({ event, cards: 0 });
  expect(masked(event, ["12345678901234"])).toEqual({
    ...{ ok: true, cards: 2 },
    event: { number: "00000000001234", again: "n° 0000-0000-0012-34", amount: 12345 },
  });
});

test("times, amounts, and ids stay as they are", () => {
  const event = {
    created: 1_790_000_000_000,
    us: "1790000000000000",
    amount: 2000,
    id: "evt_1NG8Du2eZvKYlo2CUI79vXWy",
  };
  expect(masked(event)).toEqual({ ok: true, event, cards: 0 });
});

test("what is no event is said", () => {
  expect(maskedEvent("{")).toMatchObject({ ok: false });
  expect(maskedEvent("7")).toMatchObject({ ok: false });
  expect(cardDigitsIn("4111 1111-1111 1111")).toBe("4111111111111111");
  expect(cardDigitsIn("tok_4111111111111111")).toBeNull();
});
