import { expect, test } from "vitest";
import { takeRows } from "./labelledPayments.ts";
import { simulatedDataset } from "./simulated.ts";
import { LEAST, trainableFrom } from "./trainable.ts";

const data = simulatedDataset({ seed: 1, cards: 300, from: Date.UTC(2025, 0, 1), days: 240, rows: 40_000 });
const NOW = Date.UTC(2026, 0, 1);
const isKnown = () => true;

test("a usual world is trainable, in every situation, and nothing is to be said", () => {
  expect(trainableFrom(data, isKnown, NOW)).toEqual({
    refusals: [],
    remarks: [],
    situations: new Set(["first", "snapshot", "stream"]),
  });
});

test("frauds that are each their card's first payment are no frauds of known cards", () => {
  // A card's payments up to its first fraud are dropped, and so are its later frauds.
  const robbed = new Set(data.card.filter((_, i) => data.fraud[i] === 1));
  const begun = new Set<number>();
  const rows = Array.from(data.card.keys()).filter((i) => {
    const card = data.card[i] ?? -1;
    if (!robbed.has(card)) return true;
    const isFraud = data.fraud[i] === 1;
    const isTaken = isFraud ? !begun.has(card) : begun.has(card);
    if (isFraud) begun.add(card);
    return isTaken;
  });
  const { situations, remarks } = trainableFrom(takeRows(data, rows), isKnown, NOW);
  expect(situations).toEqual(new Set(["first", "snapshot"]));
  expect(remarks.join()).toContain("only 0 frauds on 0 cards come after an earlier payment of their card");
});

test("with one fraud less than the least, the payments are refused; with the least they are not", () => {
  const frauds = Array.from(data.fraud.keys()).filter((i) => data.fraud[i] === 1);
  const withFrauds = (count: number) => {
    // Every so many, so that they are of many cards.
    const taken = new Set(Array.from({ length: count }, (_, at) => frauds[Math.floor((at * frauds.length) / count)]));
    return trainableFrom(
      takeRows(
        data,
        Array.from(data.fraud.keys()).filter((i) => data.fraud[i] !== 1 || taken.has(i)),
      ),
      isKnown,
      NOW,
    ).refusals;
  };
  expect(withFrauds(LEAST.frauds)).toEqual([]);
  expect(withFrauds(LEAST.frauds - 1).join()).toContain(`${LEAST.frauds - 1} frauds on`);
});

test("a holder's column that is empty throughout is no fault, and is said", () => {
  const without = { ...data, ageYears: data.ageYears.map(() => Number.NaN) };
  const { refusals, remarks } = trainableFrom(without, isKnown, NOW);
  expect(refusals).toEqual([]);
  expect(remarks.join()).toMatch(/^dob: 40,000 of 40,000 \(100\.0 %\) values are empty/);
});

test("a fortnight of payments is said to be short, and many frauds to be many", () => {
  const short = data.paidAt.findIndex((at) => at > (data.paidAt[0] ?? 0) + 14 * 86_400_000);
  const { remarks } = trainableFrom(
    takeRows(
      data,
      Array.from({ length: short }, (_, i) => i),
    ),
    isKnown,
    NOW,
  );
  expect(remarks.join()).toContain("the payments span 14 days");
  const few = Array.from(data.fraud.keys()).filter((i) => data.fraud[i] === 1 || i % 20 === 0);
  expect(trainableFrom(takeRows(data, few), isKnown, NOW).remarks.join()).toContain(
    "Scores are calibrated to that share",
  );
});
