// What a request costs in processor time, beside what Cloudflare's free plan allows each: ticks, pushes, pages and reports,
// one after the other. It is the time of workerd's thread, for HTTP, the Worker and each object that the request reaches.
// Cloudflare counts the Worker and each object for itself, so what fits here fits there. On D1 it holds SQLite's work as
// well, which Cloudflare does elsewhere; PostgreSQL is a process of its own here, too.
import { setTimeout as wait } from "node:timers/promises";
import { DAY_MS } from "../../worker/duration.ts";
import { dayAt } from "../../worker/zone.ts";
import { type Feed, startFeed } from "../feed.ts";
import { fillDay } from "../fill.ts";
import { drive } from "../load.ts";
import { type Measurement, REPEATS } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { untilPlaceHas } from "../recorded.ts";
import { type RowSource, rowSource } from "../rows.ts";
import { newPlace, type Place, STORE_NAMES, STORES, type StoreKind, startAt } from "../stores.ts";
import type { BenchWorker } from "../worker.ts";

const FREE_PLAN_MS = 10;
const MANY = 100;
/** A day of a shop with a payment every nine seconds, among ten such days. */
const DAY_ROWS = 10_000;
const ALL_ROWS = 100_000;
const SEEDS = 5_000;
const DAYS_AGO = 3;
/** V8 has hardly compiled anything by then, as in an isolate of a small team, which never lives long. */
const WARM_UP = 20;
/** The last answered poll still has to be stored. */
const STORED_MS = 1_000;

export const cpu: Part = {
  name: "cpu",
  about: "processor time of a tick, a push, a page and a report, beside the free plan's 10 ms",
  run,
};

async function run(context: PartContext): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const store of STORES) measurements.push(...(await onStore(store, context)));
  return measurements;
}

async function onStore(store: StoreKind, { quick, progress }: PartContext): Promise<Measurement[]> {
  const say = (text: string) => progress(`${STORE_NAMES[store]}: ${text}`);
  const source = rowSource({ cards: 5_000, days: 10 });
  say(`storing ${ALL_ROWS.toLocaleString("en")} payments`);
  const place = await newPlace(store);
  const day = await filled(place, source);

  const repeats = quick ? 1 : REPEATS;
  const count = quick ? 30 : 100;
  const first: number[] = [];
  const requests = requestsOf(source, day);
  const perRequest = requests.map((): number[] => []);
  const ticks = [1, MANY].map((rows) => ({ rows, perTick: [] as number[] }));
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    // A new isolate for each repeat: compiled code of the last one would flatter.
    const worker = await startAt(place);
    say(`the first push, ${repeat} of ${repeats}`);
    first.push(
      await costOf(worker, () =>
        drive(worker.pushUrl, { callers: 1, body: () => one(source), until: { requests: 1 } }),
      ),
    );
    for (const [at, { what, ask }] of requests.entries()) {
      say(`${what}, ${repeat} of ${repeats}`);
      for (let warm = 0; warm < WARM_UP; warm += 1) await ask(worker);
      const total = await costOf(worker, async () => {
        for (let asked = 0; asked < count; asked += 1) await ask(worker);
      });
      perRequest[at]?.push(total / count);
    }
    await worker.close();

    const feed = await startFeed(source);
    const polling = await startAt(place, { variables: { PAYMENTS_URL: feed.url, POLL_SECONDS: "1" } });
    await polling.beat();
    for (const { rows, perTick } of ticks) {
      say(`ticks of ${rows}, ${repeat} of ${repeats}`);
      await polled(feed, 3, rows);
      const polls = quick ? 5 : 10;
      perTick.push((await costOf(polling, () => polled(feed, polls, rows))) / polls);
    }
    await polling.close();
    feed.close();
  }
  const cost = (what: string, values: number[]): Measurement => ({
    what: `${STORE_NAMES[store]}: ${what}`,
    unit: "ms",
    values,
    target: { atMost: FREE_PLAN_MS },
  });
  return [
    ...ticks.map(({ rows, perTick }) => cost(rows === 1 ? "a tick with 1 payment" : `a tick with ${rows}`, perTick)),
    ...requests.map(({ what }, at) => cost(what, perRequest[at] ?? [])),
    cost("the first push of an isolate", first),
  ];
}

interface Request {
  what: string;
  ask(worker: BenchWorker): Promise<unknown>;
}

function requestsOf(source: RowSource, day: string): Request[] {
  const push = (body: () => string) => (worker: BenchWorker) =>
    drive(worker.pushUrl, { callers: 1, body, until: { requests: 1 } });
  const get = (path: string) => async (worker: BenchWorker) => {
    const answer = await fetch(new URL(path, worker.url));
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  };
  return [
    { what: "a push of 1 payment", ask: push(() => one(source)) },
    { what: `a push of ${MANY}`, ask: push(() => `[${source.next(MANY).join(",")}]`) },
    { what: "the board's page", ask: get("/") },
    { what: "a page of the list, GET /api/payments", ask: get("/api/payments") },
    { what: `the report of a day of ${DAY_ROWS.toLocaleString("en")}`, ask: get(`/api/reports/daily?date=${day}`) },
  ];
}

const one = (source: RowSource) => source.next(1)[0] ?? "";

/** Fills the store, and returns the date of the day whose report is asked for. */
async function filled(place: Place, source: RowSource): Promise<string> {
  const worker = await startAt(place);
  const body = () => `[${source.next(MANY).join(",")}]`;
  await drive(worker.pushUrl, { callers: 4, body, until: { requests: SEEDS / MANY } });
  await untilPlaceHas(SEEDS, place);
  await worker.close();
  const day = dayAt("UTC", Date.now() - DAYS_AGO * DAY_MS);
  await fillDay(place, SEEDS, { from: day.from, payments: DAY_ROWS, all: ALL_ROWS });
  return day.date;
}

/** Lets the feed answer that many polls, one a second, and waits until the last is stored. */
async function polled(feed: Feed, polls: number, rowsEach: number): Promise<void> {
  feed.give(polls, rowsEach);
  while (feed.polls() > 0) await wait(50);
  await wait(STORED_MS);
}

async function costOf(worker: BenchWorker, work: () => Promise<unknown>): Promise<number> {
  const before = await worker.mainThreadMs();
  await work();
  return (await worker.mainThreadMs()) - before;
}
