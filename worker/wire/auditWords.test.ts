import { expect, test } from "vitest";
import { deedWords } from "./auditWords.ts";

const NIGHT = { id: "r1", name: "Night", when: "hour < 6", then: "review", state: "active" };
const EUR = { currency: "EUR", rate: "1.08", from: 0, source: "ECB" };
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
  ["set exchange rates of EUR", deed("rates", "rates", [], [EUR])],
  ["set exchange rates of EUR", deed("rates", "rates", [{ ...EUR, rate: "1.2" }], [EUR])],
  ["took away exchange rates of EUR", deed("rates", "rates", [EUR], [])],
  [
    "changed the exchange rates of 4 currencies",
    deed(
      "rates",
      "rates",
      [],
      ["EUR", "GBP", "JPY", "KWD"].map((currency) => ({ ...EUR, currency })),
    ),
  ],
  ["had “toys” read as kids_pets", deed("categories", "categories", {}, { toys: "kids_pets" })],
  ["no longer had “toys” read as another category", deed("categories", "categories", { toys: "kids_pets" }, {})],
  [
    "changed how 2 categories are read",
    deed("categories", "categories", { toys: "kids_pets" }, { toys: "misc_net", "5732": "shopping_pos" }),
  ],
  ["declared the column channel as text", deed("columns", "columns", [], [{ name: "channel", kind: "text" }])],
  ["took away the column channel", deed("columns", "columns", [{ name: "channel", kind: "text" }], [])],
  [
    "declared the column age as number",
    deed("columns", "columns", [{ name: "age", kind: "text" }], [{ name: "age", kind: "number" }]),
  ],
  [
    "changed which 2 columns payments may have",
    deed("columns", "columns", [{ name: "a", kind: "text" }], [{ name: "b", kind: "text" }]),
  ],
  ["set up how events of the source shop are read", deed("source_saved", "shop", null, { name: "shop" })],
  ["changed how events of the source shop are read", deed("source_saved", "shop", { name: "shop" }, { name: "shop" })],
  ["took away how events of the source shop are read", deed("source_removed", "shop", { name: "shop" })],
  ["signed in as admin", deed("login", "admin")],
  ["something new: of a newer version", deed("something_new", "of a newer version")],
])("%s", (words, said) => {
  expect(said).toBe(words);
});

test("an entry that cannot be read as expected still says something", () => {
  expect(deed("entries_added", "c1", null, "what is this")).toBe("put c1 on a list");
  expect(deed("rule_changed", "r1", null, undefined)).toBe("changed the rule “”");
  expect(deed("rates", "rates", "old", null)).toBe("changed exchange rates");
  expect(deed("categories", "categories", null, 7)).toBe("changed how categories are read");
});
