import { expect, test } from "vitest";
import { cardText } from "./card.ts";
import type { Judged } from "./judge.ts";
import { simulatedDataset } from "./simulated.ts";

const data = simulatedDataset({ seed: 3, cards: 30, from: Date.UTC(2026, 0, 1), days: 60 });
const figures: Judged = {
  calibration: { margins: [-10, 10], logOdds: [-10, 10] },
  thresholds: { review: 0.05, decline: 0.1667 },
  metrics: { prAuc: 0.9, rocAuc: 0.99, recallAt1PercentFpr: 0.95, precision: 0.8, recall: 0.7, amountPrAuc: 0.2 },
  intervals: { prAuc: [0.85, 0.94], precision: [0.75, 0.86], recall: [0.61, 0.78] },
  frauds: 40,
  cardsWithFrauds: 7,
};
const facts = {
  version: "0123456789ab",
  data: { ...data, category: data.category.map((name) => (name === "home" ? "a|b`\n# c" : name)) },
  sources: ["ours.csv"],
  seed: 1,
  trees: 400,
  remarks: ["the payments span 60 days"],
};
const card = (judged: Parameters<typeof cardText>[0]["judged"]): string => cardText({ ...facts, judged });

test("a card says what a model learned from, what it is worth with intervals, and where its support ends", () => {
  const text = card({ stream: figures, first: figures, snapshot: figures });
  expect(text).toContain("# Model 0123456789ab");
  expect(text).toContain(`${data.rows.toLocaleString("en")} of 30 cards, 2026-01-01 to 2026-03-01`);
  expect(text).toContain("| stream | 40 on 7 cards | 0.900 (0.850 to 0.940) | 0.200 | 0.800 (0.750 to 0.860) |");
  const highest = Math.max(...Array.from(data.amountCents).filter((_, i) => data.fraud[i] === 1)) / 100;
  expect(text).toContain(
    `No fraud that it learned from is above $${highest.toLocaleString("en", { minimumFractionDigits: 2 })}`,
  );
  expect(text).toMatch(/^\| `grocery_pos` \| [\d,]+ \| \d+ \| \$[\d,.]+ \|$/m);
  expect(text).toMatch(/It has seen ages from \d\d to \d\d\. Hardly any payment came after more than \d+ others/);
  expect(text).toContain("Of the card holder nearly all told: gender, ageYears, cityPopulation.");
  expect(text).toContain("- the payments span 60 days.");
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test("a category's text becomes no Markdown", () => {
  const text = card({ stream: figures, first: figures, snapshot: figures });
  expect(text).toContain("`a\\|b  # c`");
  expect(text).not.toMatch(/^# c/m);
});

test("a card says when a model has no calibration for known cards, and which one is used", () => {
  const text = card({ first: figures, snapshot: figures });
  expect(text).toContain("No figures for `stream`");
  expect(text).toContain("scored as a card's first ones");
  expect(text).not.toContain("| stream |");
});
