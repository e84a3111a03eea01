// 100,000 stored payments decided once more, on both stores, and what that does to those who pay meanwhile.
import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import { backtestAnswer, backtestInFull } from "../../worker/wire/backtest.ts";
import { drive, sendSteadily } from "../load.ts";
import { type Measurement, median, percentile } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { untilPlaceHas } from "../recorded.ts";
import { rowSource } from "../rows.ts";
import { connectTo, newPlace, type Place, STORE_NAMES, STORES, type StoreKind, startAt } from "../stores.ts";

const PAYMENTS = 100_000;
const BATCH = 100;
const CALLERS = 4;
/** A card pays two or three times a day, so these are a range of six weeks with few cards, and of two days with many. */
const SHAPES = [
  { words: "1,000 cards", cards: 1_000, days: 42 },
  { words: "20,000 cards", cards: 20_000, days: 3 },
];
const EVERY_MS = 50;

export const backtest: Part = {
  name: "backtest",
  about: "100,000 stored payments decided once more, on both stores, and deciding meanwhile",
  run,
};

async function run(context: PartContext): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const store of STORES) for (const shape of SHAPES) measured.push(...(await ofShape(store, shape, context)));
  return measured;
}

async function ofShape(
  store: StoreKind,
  { words, cards, days }: (typeof SHAPES)[number],
  { quick, progress }: PartContext,
): Promise<Measurement[]> {
  const payments = quick ? PAYMENTS / 10 : PAYMENTS;
  const where = `${STORE_NAMES[store]}, ${words}`;
  progress(`${where}: storing payments`);
  const place = await newPlace(store);
  const worker = await startAt(place);
  const source = rowSource({ cards, days });
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  const body = () => {
    const rows = source.next(BATCH);
    for (const row of rows) {
      const paidAt = Number(/"current_time":(\d+)/.exec(row)?.[1]);
      from = Math.min(from, paidAt);
      to = Math.max(to, paidAt + 1);
    }
    return `[${rows.join(",")}]`;
  };
  await drive(worker.pushUrl, { callers: CALLERS, body, until: { requests: payments / BATCH } });
  await untilPlaceHas(payments, place);
  await analyzed(place);

  const one = () => source.next(1)[0] ?? "";
  const steadily = (forMs: number) => sendSteadily(worker.pushUrl, { everyMs: EVERY_MS, forMs, body: one });
  progress(`${where}: deciding alone`);
  await steadily(1_000);
  const alone = await steadily(quick ? 1_000 : 4_000);

  progress(`${where}: a backtest`);
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const runs: number[] = [];
  for (let repeat = 0; repeat < (quick ? 1 : 3); repeat += 1) runs.push(await backtested(worker.url, range, payments));
  progress(`${where}: a backtest, and payments meanwhile`);
  const [, meanwhile] = await Promise.all([
    backtested(worker.url, range, payments),
    steadily(Math.min(10_000, 500 * median(runs))),
  ]);
  await worker.close();
  const latency = (latenciesMs: readonly number[], share: number) => [percentile(latenciesMs, share)];
  return [
    {
      what: `${where}: ${payments.toLocaleString("en")} payments decided once more`,
      unit: "s",
      values: runs,
      target: { atMost: (30 * payments) / PAYMENTS },
    },
    { what: "  one payment meanwhile, p50", unit: "ms", values: latency(meanwhile.latenciesMs, 0.5), target: null },
    { what: "    alone", unit: "ms", values: latency(alone.latenciesMs, 0.5), target: null },
    { what: "  one payment meanwhile, p99", unit: "ms", values: latency(meanwhile.latenciesMs, 0.99), target: null },
    { what: "    alone", unit: "ms", values: latency(alone.latenciesMs, 0.99), target: null },
  ];
}

/** PostgreSQL would do this by itself after a minute. Until then it does not know how many payments a card has. */
async function analyzed(place: Place): Promise<void> {
  if (place.store !== "neon") return;
  const client = await connectTo(place.name);
  await client.query("vacuum analyze");
  await client.end();
}

/** Returns the seconds that it took. Throws unless all payments came out as they were decided. */
async function backtested(url: URL, range: { from: string; to: string }, payments: number): Promise<number> {
  const startedAt = performance.now();
  const asked = await fetch(new URL("/api/backtests", url), { method: "POST", body: JSON.stringify(range) });
  const { backtest } = await answerOf(asked, backtestAnswer);
  for (;;) {
    const address = new URL(`/api/backtests/${backtest.id}?flips=0`, url);
    const { backtest: now, result } = await answerOf(await fetch(address), backtestInFull);
    if (now.state === "done" && result !== null) {
      const { reproduced } = result;
      if (reproduced.of !== payments) throw new Error(`it decided ${reproduced.of} payments, not ${payments}`);
      return (performance.now() - startedAt) / 1_000;
    }
    if (now.state !== "running" && now.state !== "waiting")
      throw new Error(`the backtest ${now.state}: ${now.problem}`);
    await wait(100);
  }
}

async function answerOf<Answer>(response: Response, schema: z.ZodType<Answer>): Promise<Answer> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  return schema.parse(await response.json());
}
