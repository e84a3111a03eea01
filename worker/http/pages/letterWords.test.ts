import { expect, test } from "vitest";
import { scoredPayment } from "../../../test/rows.ts";
import { reasonsOfRuling } from "../../decision/ruling.ts";
import { PLACED_FEATURES } from "../../features/places.ts";
import type { ListEntry } from "../../policy/lists.ts";
import type { PolicyVersion } from "../../store/policies.ts";
import type { Verdict } from "../../store/verdicts.ts";
import { decidedWords, type LetterFacts, personWords, underWords, usedWords, whyWords } from "./letterWords.ts";

const AT = Date.UTC(2026, 10, 20, 12);
const NIGHT = {
  id: "r1",
  name: "Night",
  when: "hour < 6",
  then: "review",
  state: "active",
  note: null,
  until: null,
} as const;
const VERSION: PolicyVersion = {
  ...{ version: 3, at: AT, by: "ann", via: "board", note: null, part: "rules" },
  policy: { models: { champion: null, challenger: null }, rules: [NIGHT, { ...NIGHT, id: "r2", name: "Other" }] },
};
const facts = (changes: Partial<LetterFacts["payment"]> = {}, others: Partial<LetterFacts> = {}): LetterFacts => ({
  payment: scoredPayment({
    outcome: "decline",
    score: 0.873,
    reasons: [],
    policy: 3,
    model: "abc",
    hits: null,
    ...changes,
  }),
  ...{ verdicts: [], version: VERSION, zone: "UTC" },
  ...others,
});
const verdict = (said: Verdict["verdict"]): Verdict => ({
  ...{ id: "v", paymentId: "p", verdict: said, note: null, by: "ann@example.org", via: "board", at: AT },
});

test("it says what was decided, and when", () => {
  expect(decidedWords(facts({ seenAt: AT }))).toBe(
    "The payment was declined. This was decided automatically when the payment came in, 20 Nov 2026, 12:00 (UTC).",
  );
});

test("a model's decision has its estimate and its reasons, without the card holder's age", () => {
  const reasons = [
    { code: "amount", share: 0.7, text: "$1,012 is much for groceries" },
    { code: "card_holder", share: 0.3, text: "unusual for a woman of 83" },
  ];
  expect(whyWords(facts({ reasons }))).toEqual({
    how: "A program estimated that it was fraud with a probability of 87.3 %. These were its reasons, the weightiest first:",
    ...{ reasons: ["$1,012 is much for groceries", "unusual for this card holder"], rules: [] },
  });
  expect(whyWords(facts({ outcome: "approve", score: 0.0001 })).how).toContain(
    "less than 0.1 %. Nothing spoke strongly",
  );
  expect(whyWords(facts({ score: null, outcome: "review" })).how).toContain("could not judge it");
});

test("a rule's decision has the rule as it was then, and neither others nor those in shadow", () => {
  const reasons = [{ code: "rule", share: 1, text: "the rule “Night” asks for a review: at night" }];
  const hits = [{ rule: "r1" }, { rule: "r2", shadow: true as const }];
  const { how, rules } = whyWords(facts({ outcome: "review", reasons, hits }));
  expect(how).toBe("A rule that people wrote decided, and no estimate of a program:");
  expect(rules).toEqual([NIGHT]);
});

test("what people noted for their colleagues is not in it", () => {
  const entry: ListEntry = {
    ...{ id: "e", list: "block", kind: "card", value: "c", by: "ann", via: "api", at: 1, until: null },
    note: "Ms Miller (bank) says: mule",
  };
  const listed = reasonsOfRuling({ by: "block_list", outcome: "decline", entry });
  expect(whyWords(facts({ reasons: listed })).reasons).toEqual([
    "this card is on the block list, so the payment is declined",
  ]);
  const rules = [{ ...NIGHT, note: "Ms Miller: says so" }];
  const ruled = reasonsOfRuling({ by: "rule", outcome: "review", rules });
  expect(whyWords(facts({ outcome: "review", reasons: ruled })).reasons).toEqual([
    "the rule “Night” asks for a review",
  ]);
});

test("it says under what, and says where that is not known", () => {
  expect(underWords(facts())).toEqual([
    "It was decided under version 3 of our rules and settings, which was made on 20 Nov 2026, 12:00 (UTC).",
    "The program that estimates fraud had the version abc.",
  ]);
  expect(underWords(facts({ policy: null }, { version: null }))[0]).toContain("before versions were kept");
  expect(underWords(facts({ policy: 0 }, { version: null }))[0]).toContain("before anybody had set");
  expect(underWords(facts({ policy: 9 }, { version: null }))[0]).toContain(
    "version 9 of our rules and settings, which is kept",
  );
});

test("it says whether a person looked, and names nobody", () => {
  expect(personWords(facts())).toBe("No person has looked at it so far.");
  expect(personWords(facts({ outcome: "review" }))).toBe("A person has yet to look at it.");
  expect(personWords(facts({}, { verdicts: [verdict("fraud"), verdict("legitimate")] }))).toBe(
    "A person looked at it afterwards, and found that it was legitimate (20 Nov 2026, 12:00 (UTC)).",
  );
  expect(personWords(facts({}, { verdicts: [verdict("fraud"), verdict(null)] }))).toBe(
    "No person has looked at it so far.",
  );
});

test("it names the kinds of data that were there, and no others", () => {
  const bare = { gender: null, ageYears: null, cityPopulation: null, distanceKm: null, features: [1], hits: null };
  expect(usedWords(facts(bare))).toEqual(["the payment’s amount, its category, and the merchant"]);
  expect(usedWords(facts({ ...bare, gender: "F", distanceKm: 3, hits: [{ rule: "r1" }] }))).toEqual([
    "the payment’s amount, its category, and the merchant",
    "how far the merchant is from the card holder’s home",
    "of the card holder: gender",
    "rules and lists that people here keep",
  ]);
});

test("it names known frauds, the merchant's payments, and columns of one's own where they were used", () => {
  const bare = { gender: null, ageYears: null, cityPopulation: null, distanceKm: null, hits: null };
  const featured = (...names: string[]) => PLACED_FEATURES.map(({ name }) => (names.includes(name) ? 1 : null));
  const used = (changes: Partial<LetterFacts["payment"]>) => usedWords(facts({ ...bare, ...changes })).slice(1);
  const reasons = [{ code: "column_device_age_days", share: 1, text: "device_age_days is not told" }];
  expect(used({ features: featured("merchant_count_7d"), reasons, extra: { channel: "app" } })).toEqual([
    "how many payments, of how many cards and how dear, there were at the same merchant before",
    "what the sender tells besides: channel, device_age_days",
  ]);
  expect(used({ features: featured("card_frauds_30d") })).toEqual([
    "which earlier payments of the same card are known to be frauds",
  ]);
  expect(used({ features: featured("merchant_fraud_share_7d") })).toEqual([
    "which earlier payments at the same merchant are known to be frauds",
  ]);
  expect(whyWords(facts({ reasons })).reasons).toEqual(["device_age_days is not told"]);
});
