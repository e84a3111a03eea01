import { expect, test } from "vitest";
import { subjectLink, viaWords, whoWords } from "./words.ts";

const ENTRY = { id: "e", at: "2026-11-20T12:00:00Z", by: "ann", via: "board", note: null, policy: null };

test("who did it is a person's word", () => {
  expect(["board", "api", "admin", "ann@example.org", "slack:1f3a"].map(whoWords)).toEqual([
    "Someone at the board",
    "A program",
    "An admin",
    "ann@example.org",
    "Someone on Slack",
  ]);
  expect(viaWords({ by: "ann@example.org", via: "mail" })).toBe("from a mail");
  expect(viaWords({ by: "ann@example.org", via: "verdict" })).toBe("with a verdict of fraud");
  expect(viaWords({ by: "api", via: "api" })).toBeNull();
});

test("an entry leads to what it was done to, where that is still there", () => {
  const link = (action: string, subject: string, before: unknown, after: unknown) =>
    subjectLink({ ...ENTRY, action, subject, before, after })?.href ?? null;
  expect(link("verdict", "p 1", null, { verdict: "fraud" })).toBe("/#/payments/p%201");
  expect(link("rule_changed", "r1", {}, {})).toBe("/rules#r1");
  expect(link("rule_removed", "r1", {}, null)).toBeNull();
  expect(link("entries_removed", "c1", { entries: 1, first: [{ list: "block" }] }, null)).toBe("/lists#block");
  expect(link("list_removed", "vip", {}, null)).toBeNull();
  expect(link("champion", "abc", {}, {})).toBe("/models");
  expect(link("message_sent_again", "fraud:a>mail:b", {}, {})).toBe("/outbox#fraud%3Aa%3Email%3Ab");
  expect(link("rates", "rates", [], [])).toBe("/sources#money");
  expect(link("categories", "categories", {}, {})).toBe("/sources#categories");
  expect(link("columns", "columns", [], [])).toBe("/sources#columns");
  expect(link("source_removed", "shop", {}, null)).toBe("/sources#from/shop");
  expect(link("login", "admin", null, null)).toBeNull();
});
