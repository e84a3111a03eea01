import { expect, test } from "vitest";
import { cardIdOf } from "./cardId.ts";

test("a card has one id under one key, and another under another key", () => {
  const id = cardIdOf("4000123412341234567", "one key");
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(cardIdOf("4000123412341234567", "one key")).toBe(id);
  expect(cardIdOf("4000123412341234567", "another key")).not.toBe(id);
  expect(cardIdOf("4000123412341234568", "one key")).not.toBe(id);
});

test("a card's id is the one that it always had: histories and lists go by it", () => {
  // printf %s 4000123412341234567 | openssl dgst -sha256 -hmac "one key" -binary | basenc --base64url | cut -c1-22
  expect(cardIdOf("4000123412341234567", "one key")).toBe("lxTjaRjDA5c2YAs-9h6EqQ");
});
