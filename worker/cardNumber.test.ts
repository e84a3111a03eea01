import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { feedRow } from "../test/rows.ts";
import { isCardNumber } from "./cardNumber.ts";
import { admit } from "./payment/admit.ts";
import { shownId, snippetOf } from "./payment/redact.ts";
import { cleanText } from "./text.ts";

const DOOR = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: Date.UTC(2026, 10, 20, 11) };

/** Numbers that the networks publish for tests. */
const CARDS = [
  "4222222222222",
  "30569309025904",
  "378282246310005",
  "180042946491150",
  "4111111111111111",
  "5555555555554444",
  "2223003122003222",
  "3530111333300000",
  "6011111111111117",
  "6200000000000005",
  "4497913965512794052",
];

test.each(CARDS)("%s is a card number, and with another check digit it is not", (card) => {
  expect(isCardNumber(card)).toBe(true);
  const wrong = (Number(card.at(-1)) + 1) % 10;
  expect(isCardNumber(card.slice(0, -1) + wrong)).toBe(false);
});

test("digits of other scripts and styles count as digits", () => {
  for (const digits of ["٤١١١١١١١١١١١١١١١", "４１１１１１１１１１１１１１１１", "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏"]) {
    expect(isCardNumber(digits)).toBe(true);
  }
});

describe("in a text a card number is masked, whatever stands between its digits", () => {
  test.each([
    "4111a1111b1111c1111",
    "4111 one 1111 two 1111 three 1111",
    "4x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1",
    "411111xx11111111yy11",
    "3782 then 822463 then 10005",
    "４１１１é１１１１é１１１１é１１１１",
  ])("%s", (written) => {
    expect(cleanText(`x ${written} y`)).toMatch(/^x •••• (1111|0005|１１１１) y$/);
    const admission = admit({ columns: { ...feedRow({ merchant: `Shop ${written}` }) } }, DOOR);
    expect(admission.ok && admission.payment?.merchant).toMatch(/^Shop •••• (1111|0005|１１１１)$/);
  });

  test("wherever the letters stand", () => {
    const between = fc.stringMatching(/^[a-z ./-]{0,6}$/);
    fc.assert(
      fc.property(fc.constantFrom(...CARDS), fc.array(between, { minLength: 20, maxLength: 20 }), (card, gaps) => {
        const written = Array.from(card, (digit, at) => (at === 0 ? digit : `${gaps[at]}${digit}`)).join("");
        expect(cleanText(written).replaceAll(/\D/g, "")).toBe(card.slice(-4));
      }),
    );
  });
});

describe("ordinary numbers stay whole", () => {
  test.each([
    "shop-1795984101-121",
    "order 2026-11-29 4711 000123",
    "+1 (604) 555-0199 ext. 22",
    "2026-11-29 22 16 39",
    "invoice 7781-20 of 3 March 2026",
  ])("%s in a text", (text) => {
    expect(cleanText(text)).toBe(text);
  });

  test.each([
    "shop-1795984101-121",
    "1795984101121",
    "order.1730134684025",
    "20261129-221639-0017",
    "8535516988722431",
    "5672341234567",
    "shop-1800088806-12101",
    "shop-1800120482-12101",
    "shop-1795984101-0121",
  ])("%s as an id, though the row is refused", (id) => {
    const columns = { ...feedRow({ trans_num: id }), amt: "twelve" };
    expect(shownId(columns)).toBe(id);
    expect(JSON.parse(snippetOf(columns)).trans_num).toBe(id);
    const admission = admit({ columns: { ...feedRow({ trans_num: id }) } }, DOOR);
    expect(admission.ok && admission.payment?.id).toBe(id);
  });
});

describe("a payment's id must not be a card number, be it another card's", () => {
  test.each([
    ...CARDS,
    "pay_4111111111111111",
    "4111-1111-1111-1111",
    "4111.1111.1111.1111-7",
    "7:4111_1111_1111_1111",
    "4111a1111b1111c1111",
    "3782x822463x10005",
    "1800-429464-91150",
    "shop-180042946491150",
  ])("%s is refused, and not shown", (id) => {
    const admission = admit({ columns: { ...feedRow({ trans_num: id }) } }, DOOR);
    expect(admission).toMatchObject({ ok: false, reject: { field: "trans_num", code: "invalid" } });
    const digits = CARDS.find((card) => id.replaceAll(/\D/g, "").includes(card)) ?? "";
    expect(digits).not.toBe("");
    expect(JSON.stringify(admission).replaceAll(/\D/g, "")).not.toContain(digits);
  });

  test("nor its category", () => {
    const admission = admit({ columns: { ...feedRow({ category: "a4111_1111_1111_1111" }) } }, DOOR);
    expect(admission).toMatchObject({ ok: false, reject: { field: "category" } });
  });

  test("ids in hexadecimal are none, however many digits stand in a row", () => {
    for (const id of ["16bf2e46123456789012345649506425", "4111111111111111-4111-4111-a111-11111111"]) {
      expect(admit({ columns: { ...feedRow({ trans_num: id }) } }, DOOR).ok).toBe(true);
    }
  });
});
