// Training and serving see the same numbers: made-up days go through the whole pipeline, poll to D1, and through the
// trainer's walk over the same rows, and every feature of every payment must be the same to the last bit.
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { collectRows } from "../../model/labelledPayments.ts";
import { featureMatrix } from "../../model/matrix.ts";
import { tableOf, wireBody } from "../../simulator/body.ts";
import type { FeedRow } from "../../simulator/row.ts";
import { createWorld, naturalRate } from "../../simulator/world/world.ts";
import { FEATURES } from "../../worker/features/catalogue.ts";
import { featuresOf } from "../shipped.ts";
import { feedAnswers } from "./feed.ts";
import { tick } from "./worker.ts";

const CARDS = 40;
const DAYS = 10;
const FIRST_DAY = Math.floor(Date.UTC(2026, 2, 2) / 86_400_000);
const ROWS_A_TICK = 150;

/** To the second, as the files of the trainer have it, and in order. */
function madeUpDays(): FeedRow[] {
  const world = createWorld({
    seed: 5,
    cards: CARDS,
    paymentsPerMinute: naturalRate(CARDS),
    fraudShare: 0.02,
    fraudHours: "natural",
    timezone: "UTC",
  });
  return Array.from({ length: DAYS }, (_, day) => world.day(FIRST_DAY + day))
    .flat()
    .map((row) => ({ ...row, paidAt: Math.floor(row.paidAt / 1000) * 1000 }))
    .sort((a, b) => a.paidAt - b.paidAt);
}

test("features in training and in the worker agree on every row of golden days, to the last bit", async () => {
  const rows = madeUpDays();
  for (let from = 0; from < rows.length; from += ROWS_A_TICK) {
    await feedAnswers({ body: wireBody(tableOf(rows.slice(from, from + ROWS_A_TICK))) });
    await tick();
  }

  const collector = collectRows();
  for (const row of rows) {
    const { holder } = row;
    collector.add(
      {
        trans_date_trans_time: new Date(row.paidAt).toISOString(),
        cc_num: holder.cardNumber,
        category: row.category,
        amt: row.amount,
        gender: holder.gender,
        dob: holder.birthDate,
        city_pop: holder.cityPopulation,
        lat: holder.latitude,
        long: holder.longitude,
        merch_lat: row.merchantLatitude,
        merch_long: row.merchantLongitude,
        is_fraud: row.isFraud ? 1 : 0,
      },
      () => row.id,
    );
  }
  const trained = featureMatrix(collector.finish(), "stream", { featuresOf, histories: new Map() });

  const { results } = await env.DB.prepare("select id, features from payments").all<{ id: string; features: string }>();
  const served = new Map(results.map(({ id, features }) => [id, features]));
  expect(rows.length).toBeGreaterThan(500);
  expect(served.size).toBe(rows.length);
  rows.forEach((row, at) => {
    const values: (number | null)[] = JSON.parse(served.get(row.id) ?? "[]");
    const expected = trained.features.subarray(at * FEATURES.length, (at + 1) * FEATURES.length);
    expect(values.map((value) => (value === null ? Number.NaN : value))).toEqual([...expected]);
  });
});
