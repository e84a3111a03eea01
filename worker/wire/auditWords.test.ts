import { expect, test } from "vitest";
import { deedWords } from "./auditWords.ts";

const NIGHT = { id: "r1", name: "Night", when: "hour < 6", then: "review", state: "active" };
const CARD = { list: "block", kind: "card", value: "c1", until: null };
const deed = (action: string, subject: string, before: unknown = null, after: unknown = null) =>
  deedWords({ action, subject, before, after });

test.each([
  ["turned the rule “Night” to shadow", deed("rule_changed", "r1", NIGHT, { ...NIGHT, state: "shadow" })],
  ["turned the rule “Night” on", deed("rule_changed", "r1", { ...NIGHT, state: "off" }, NIGHT)],
  ["renamed the rule “Night” to “Late”", deed("rule_changed", "r1", NIGHT, { ...NIGHT, name: "Late" })],
  ["changed the rule “Night”", deed("rule_changed", "r1", NIGHT, { ...NIGHT, when: "hour < 5" })],
  ["wrote the rule “Night”", deed("rule_added", "r1", null, NIGHT)],
  ["wrote the rule “Night”, in shadow", deed("rule_added", "r1", null, { ...NIGHT, state: "shadow" })],
  ["deleted the rule “Night”", deed("rule_removed", "r1", NIGHT)],
  ["blocked the card c1", deed("entries_added", "c1", null, { entries: 1, first: [CARD] })],
  ["unblocked the card c1", deed("entries_removed", "c1", { entries: 1, first: [CARD] })],
  [
    "put 12 entries on the list vip",
    deed("entries_added", "vip", null, { entries: 12, first: [{ ...CARD, list: "vip" }] }),
  ],
  [
    "silenced the alerts of the card c1",
    deed("entries_added", "c1", null, { entries: 1, first: [{ ...CARD, list: "snooze" }] }),
  ],
  ["said that a payment was fraud", deed("verdict", "p1", null, { verdict: "fraud", fraudType: null })],
  [
    "said that a payment was fraud (lost or stolen card)",
    deed("verdict", "p1", null, { verdict: "fraud", fraudType: "lost_or_stolen" }),
  ],
  ["took back the verdict on a payment", deed("verdict", "p1", { verdict: "fraud" }, { verdict: null })],
  ["made the shipped model decide", deed("champion", "shipped")],
  ["made the model abc decide, against the gate", deed("champion_against_gate", "abc")],
  ["took the challenger off", deed("challenger", "none")],
  ["set where a decision is contested", deed("settings", "contact", { contact: null }, { contact: "us@example.org" })],
  ["signed in as admin", deed("login", "admin")],
  ["something new: of a newer version", deed("something_new", "of a newer version")],
])("%s", (words, said) => {
  expect(said).toBe(words);
});

test("an entry that cannot be read as expected still says something", () => {
  expect(deed("entries_added", "c1", null, "what is this")).toBe("put c1 on a list");
  expect(deed("rule_changed", "r1", null, undefined)).toBe("changed the rule “”");
});
