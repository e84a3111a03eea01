// The simulator's made-up world as a data set, for people without data of their own.

import { createWorld, naturalRate } from "../simulator/world/world.ts";
import { DAY_MS } from "../worker/duration.ts";
import { collectRows, type Dataset } from "./labelledPayments.ts";
import type { Step } from "./progress.ts";

export interface SimulatedSpan {
  seed: number;
  cards: number;
  /** Epoch ms of the first date. */
  from: number;
  days: number;
  /** Only this many payments from the beginning; all when left out. */
  rows?: number;
  /** Left out: that of the usual data set. */
  fraudShare?: number;
}

const FRAUD_SHARE = 0.006;

/** Every payment of the span, with the rate and fraud share of the usual data set. */
export function simulatedDataset(span: SimulatedSpan, step?: Step): Dataset {
  const world = createWorld({
    seed: span.seed,
    cards: span.cards,
    paymentsPerMinute: naturalRate(span.cards),
    fraudShare: span.fraudShare ?? FRAUD_SHARE,
    fraudHours: "natural",
    timezone: "UTC",
  });
  const collector = collectRows();
  const firstDay = Math.floor(span.from / DAY_MS);
  for (let day = firstDay; day < firstDay + span.days; day++) {
    for (const row of world.day(day)) {
      collector.add(
        {
          trans_date_trans_time: new Date(row.paidAt).toISOString(),
          cc_num: row.holder.cardNumber,
          category: row.category,
          amt: row.amount,
          gender: row.holder.gender,
          dob: row.holder.birthDate,
          city_pop: row.holder.cityPopulation,
          lat: row.holder.latitude,
          long: row.holder.longitude,
          merch_lat: row.merchantLatitude,
          merch_long: row.merchantLongitude,
          is_fraud: row.isFraud ? 1 : 0,
        },
        () => `simulated payment ${row.id}`,
      );
    }
    step?.update(`day ${day - firstDay + 1} of ${span.days}`);
  }
  return collector.finish(span.rows);
}
