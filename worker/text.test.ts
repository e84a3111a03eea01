import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText, maskCardNumbers } from "./text.ts";

test("a card number in a text keeps only its last four digits", () => {
  expect(maskCardNumbers("paid with 4000123412341234567, thanks")).toBe("paid with •••• 4567, thanks");
});

test.each([
  "4000 1234 1234 1234",
  "4000-1234-1234-1234",
  "4000  1234 - 1234 1234",
  "٤٠٠٠١٢٣٤١٢٣٤١٢٣٤",
  "40001234123\u200b41234",
  "4000\u00a01234\u00a01234\u00a01234",
  "4000\u00001234\u00001234\u00001234",
  "4000.1234.1234.1234",
  "4000/1234/1234/1234",
  "4000_1234_1234_1234",
  "4000\u20131234\u20131234\u20131234",
  "3782.822463.11234",
])("a card number written as %j is masked", (written) => {
  expect(cleanText(`x ${written} y`)).toMatch(/^x •••• (1234|١٢٣٤) y$/);
});

test("a card number with its security code behind it leaves neither", () => {
  expect(maskCardNumbers("40001234123412345678737")).toBe("•••• 8737");
});

test("short numbers stay", () => {
  for (const text of [
    "Route 66, 10115 Berlin, 555-0199",
    "192.168.100.200",
    "12.50, 13.20, 14.99",
    "28.11.2026 10:15:30",
  ]) {
    expect(cleanText(text)).toBe(text);
  }
});

test.each([
  ["a line break", "Plum\r\nBcc: everyone"],
  ["a line separator", "Plum\u2028Bcc: everyone"],
  ["a NUL", "Plum\0Bcc: everyone"],
  ["a right-to-left override", "Plum\u202eBcc: everyone"],
])("%s becomes a blank", (_, text) => {
  expect(cleanText(text)).toBe("Plum Bcc: everyone");
});

test("half a surrogate pair becomes the replacement character", () => {
  expect(cleanText("Plum \ud83d Pear")).toBe("Plum \ufffd Pear");
});

test("markup stays text, for whoever shows it to escape", () => {
  expect(cleanText("<img src=x onerror=alert(1)>")).toBe("<img src=x onerror=alert(1)>");
});

test("whatever comes in, what goes out is well-formed, on one line and without a card number", () => {
  const pieces = fc.array(
    fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("4000123412341234567", " ", "-", "\ud800", "7")),
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      const cleaned = cleanText(parts.join(""));
      expect(cleaned.isWellFormed()).toBe(true);
      expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\d{11}/u);
    }),
  );
});
