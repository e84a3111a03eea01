import { expect, test } from "vitest";
import { samplePayment, sampleStatus } from "../board/sample.ts";
import {
  careNow,
  type Deciding,
  decidingOf,
  isSameDeciding,
  linesNow,
  linesOf,
  linesWords,
  scoreBeside,
} from "./lines.ts";

const NOW: Deciding = decidingOf(sampleStatus().health);
const payment = samplePayment({ score: 0.283 });

test("a score stands beside the lines that it was held against", () => {
  expect(linesOf(payment, NOW)).toMatchObject({ review: 0.05, decline: 1 / 6 });
  expect(linesWords(payment, NOW)).toBe("Payments are reviewed from 5 %, declined from 16.7 %.");
});

test("a payment that goes to a person whatever its score says so beside the lines, which are drawn", () => {
  const reasons = [{ code: "unfamiliar_amount", share: 1, text: "$5,000.00 on online shopping" }];
  const careful = samplePayment({ score: 0.01, outcome: "review", reasons });
  expect(linesOf(careful, NOW)).toMatchObject({ review: 0.05 });
  expect(linesWords(careful, NOW)).toBe(
    "Payments are reviewed from 5 %, declined from 16.7 %. This one goes to a person whatever its score.",
  );
});

test("a payment that people decided was held against no line, whatever its score", () => {
  const reasons = [{ code: "rule", share: 1, text: "the rule “Nights” declines: at night" }];
  const byRule = samplePayment({ score: 0.283, outcome: "decline", reasons });
  expect(linesOf(byRule, NOW)).toBeNull();
  expect(linesWords(byRule, NOW)).toBe("It was declined by a rule, whatever its score.");
  expect(linesWords({ ...byRule, score: null }, NOW)).toBe("It was declined by a rule, whatever its score.");
});

test("the panel's score has the digits that count, and the list's signs at both ends", () => {
  const lines = linesOf(payment, NOW);
  if (lines === null) throw new Error("no lines");
  expect([0.1666, 0.99996, 4e-7].map((score) => scoreBeside(score, lines))).toEqual([
    "16.66\u00a0%",
    ">99.9\u00a0%",
    "<0.1\u00a0%",
  ]);
});

test("a payment that other lines or another model decided has none drawn, and says so", () => {
  const raised = { ...NOW, thresholds: NOW.thresholds.map((lines) => ({ ...lines, decline: 0.6 })) };
  const said = "Other thresholds, or another model, decided this payment.";
  expect(linesOf(payment, raised)).toBeNull();
  expect(linesWords(payment, raised)).toBe(`${said} Payments are now reviewed from 5 %, declined from 60 %.`);
  expect(linesOf(payment, { ...NOW, model: "other" })).toBeNull();
  expect(linesWords(payment, { ...NOW, model: "other" })).toContain(said);
});

test("lines that differ by what is known of the card are all told, and none is drawn", () => {
  const [lines] = NOW.thresholds;
  if (lines === undefined) throw new Error("no lines");
  const two = [
    { ...lines, situations: ["stream" as const] },
    { ...lines, situations: ["first" as const], decline: 0.4 },
  ];
  expect(linesOf(payment, { ...NOW, thresholds: two })).toBeNull();
  expect(linesNow({ thresholds: two })).toBe(
    "reviewed from 5 %, declined from 16.7 % (cards that have paid before); " +
      "reviewed from 5 %, declined from 40 % (a card’s first payment)",
  );
});

test("where lines differ by what is known of the card, a payment that says what was known has its own ones", () => {
  const [lines] = NOW.thresholds;
  if (lines === undefined) throw new Error("no lines");
  const two = [
    { ...lines, situations: ["stream" as const] },
    { ...lines, situations: ["first" as const], decline: 0.2 },
  ];
  expect(linesOf({ ...payment, situation: "first" }, { ...NOW, thresholds: two })).toMatchObject({ decline: 0.2 });
  expect(linesOf({ ...payment, situation: "stream" }, { ...NOW, thresholds: two })).toMatchObject({ decline: 1 / 6 });
  expect(linesWords({ ...payment, situation: "first" }, { ...NOW, thresholds: two })).toBe(
    "Payments are reviewed from 5 %, declined from 20 %.",
  );
});

test("without a score, a model or a status there is nothing to say", () => {
  expect(linesWords(samplePayment({ score: null, outcome: "review" }), NOW)).toBeNull();
  expect(linesWords(payment, { ...NOW, thresholds: [] })).toBeNull();
  expect(linesWords(payment, null)).toBeNull();
});

test("rows are drawn again only when the lines or the model change", () => {
  expect(isSameDeciding(NOW, decidingOf(sampleStatus(["something else"]).health))).toBe(true);
  expect(isSameDeciding(NOW, { ...NOW, model: "other" })).toBe(false);
});

test("the levels from which payments go to a person anyway are told, as far as they are looked at", () => {
  const { health } = sampleStatus();
  expect(careNow(health)).toBe(
    "unfamiliar, and above 5 × the card’s usual; above 30 × the card’s usual; 4 payments of a card in ten minutes; 6 in an hour; " +
      "the same amount 4 times a day; 6 cards at a merchant in ten minutes",
  );
  const snapshot = { ...health, feed: { ...health.feed, kind: "snapshot" as const } };
  expect(careNow(snapshot)).toBe("unfamiliar, and above 5 × the card’s usual");
  expect(careNow({ ...snapshot, care: { ...health.care, unfamiliarTimes: null } })).toBeNull();
});

test("a board of the version before, while a deploy mixes both, tells no levels", () => {
  const { care: _, ...older } = sampleStatus().health;
  expect(careNow(older)).toBeNull();
});
