// The shipped model, asked about payments beyond its world: a sweep of categories, amounts and hours, as they are decided.
import { expect, test } from "vitest";
import { shippedDetector } from "../bench/detector.ts";
import { payment } from "../test/rows.ts";
import { decide } from "../worker/decision/decide.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../worker/duration.ts";
import { type CardHistory, emptyHistory, remember } from "../worker/features/history.ts";
import { CATEGORIES } from "../worker/payment/payment.ts";
import { assess } from "../worker/pipeline/assess.ts";

const DAY = Date.UTC(2026, 10, 20);
const WHEN = { feed: "stream", offsetMs: 0 } as const;
const OWN = { reviewThreshold: null, declineThreshold: null };
/** $1 to $50,000, evenly on a scale of ratios. */
const AMOUNTS = Array.from({ length: 30 }, (_, at) => Math.round(100 * 50_000 ** (at / 29)));
const HOURS = [3, 11, 18, 23];

/** A month of usual payments. */
function knownCard(): CardHistory {
  const history = emptyHistory();
  for (let day = 1; day <= 30; day += 1) {
    const category = CATEGORIES[day % CATEGORIES.length] ?? "home";
    remember(history, { paidAt: DAY - day * DAY_MS + 12 * HOUR_MS, amountCents: 4_000 + 150 * day, category });
  }
  return history;
}

test("in a sweep of categories, amounts, hours and cards nothing high is approved in silence", async () => {
  const detector = await shippedDetector();
  const swept = [...CATEGORIES, "taxi_rides", "electronics_toys", "unknown"].flatMap((category) =>
    AMOUNTS.flatMap((amountCents) =>
      HOURS.flatMap((hour) =>
        [true, false].map((isKnown) => {
          const paidAt = DAY + hour * HOUR_MS;
          const swept = payment({ cardId: "card", category, amountCents, paidAt });
          const known = new Map(isKnown ? [["card", knownCard()]] : []);
          const [assessed] = assess([{ payment: swept }], known, "stream", () => 0, {
            champion: detector.featuresOf,
          }).assessed;
          if (assessed === undefined) throw new Error("not assessed");
          return { ...assessed, hour, isKnown };
        }),
      ),
    ),
  );
  expect(swept).toHaveLength(17 * 30 * 4 * 2);
  const scores = await detector.score(swept);
  const silent: string[] = [];
  for (const [at, each] of swept.entries()) {
    const { payment, hour, isKnown } = each;
    const { outcome, unfamiliar } = decide({ ...each, score: scores[at] ?? null }, WHEN, detector, OWN);
    if (outcome !== "approve" || unfamiliar !== null) continue;
    const common = detector.support?.commonUpToCents.get(payment.category) ?? 0;
    const isNight = hour === 3 || hour === 23;
    if (payment.amountCents > common || (isNight && payment.amountCents > 200_000)) {
      silent.push(`${payment.amountCents} ${payment.category} at ${hour}, known: ${isKnown}`);
    }
  }
  expect(silent).toEqual([]);
});

test.each([
  { past: 0, everyMinutes: 60 },
  { past: 5, everyMinutes: 13 },
  { past: 30, everyMinutes: 60 },
])(
  "a thief's own payments do not make his next one usual: a card with $past payments, then eight high ones",
  async ({ past, everyMinutes }) => {
    const detector = await shippedDetector();
    const history = emptyHistory();
    for (let day = past; day >= 1; day -= 1) {
      remember(history, { paidAt: DAY - (day + 7) * DAY_MS, amountCents: 6_000, category: "home" });
    }
    const burst = Array.from({ length: 8 }, (_, at) =>
      payment({
        ...{ id: `p${at}`, cardId: "card", category: "shopping_net", amountCents: 500_000 + 100 * at },
        paidAt: DAY + 14 * HOUR_MS + at * everyMinutes * MINUTE_MS,
      }),
    );
    const arrivals = burst.map((one) => ({ payment: one }));
    const { assessed } = assess(arrivals, new Map([["card", history]]), "stream", () => 0, {
      champion: detector.featuresOf,
    });
    const scores = await detector.score(assessed);
    const outcomes = assessed.map(
      (one, at) => decide({ ...one, score: scores[at] ?? null }, WHEN, detector, OWN).outcome,
    );
    expect(outcomes).not.toContain("approve");
  },
);
