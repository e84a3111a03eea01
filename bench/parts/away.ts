// A store that is far away, and one that is not there at all: what both do to the answers, and what is in the store in the
// end. PostgreSQL only, because the local D1 lives in workerd itself.
import { setTimeout as wait } from "node:timers/promises";
import { type Decided, decidedIn, differenceOf, drainOf } from "../away/account.ts";
import { type Line, openLine } from "../away/line.ts";
import { type Answer, drive, sendSteadily } from "../load.ts";
import { type Measurement, median, percentile, ratios } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { type Counter, countUntil, openCounter, untilStored } from "../recorded.ts";
import { type RowSource, rowSource } from "../rows.ts";
import { connectTo, newPlace, postgres, startAt } from "../stores.ts";
import type { BenchWorker } from "../worker.ts";

const FAR_MS = 200;
const ROUNDS = 5;
/** Answers that were about to leave when the store came back. */
const GRACE_MS = 100;
const BEFORE_MS = 10_000;
/** The steady load: single payments, whose answers are timed, and a batch each second, so that much waits. */
const SINGLES_A_SECOND = 40;
const BATCH = 100;
const TARGETS = { slower: { atMost: 1.2 }, drained: { atLeast: 2_000 }, none: { atMost: 0 } };

export const away: Part = {
  name: "away",
  about: "PostgreSQL 200 ms away, and not there for a while under load: answers, and what is stored in the end",
  run,
};

interface Scene {
  worker: BenchWorker;
  line: Line;
  counter: Counter;
  source: RowSource;
}

async function run(context: PartContext): Promise<Measurement[]> {
  context.progress("making payments up");
  const source = rowSource({ cards: 34_000, days: context.quick ? 1 : 3 });
  const place = await newPlace("neon");
  if (place.store !== "neon") throw new Error("this part needs PostgreSQL");
  const line = await openLine(Number(new URL((await postgres()).url).port));
  // This worker complains, as it should.
  const worker = await startAt(place, { linePort: line.port, quiet: true });
  const counter = await openCounter(place);
  const scene = { worker, line, counter, source };
  const far = await farAway(scene, context);
  const { answered, measurements } = await notThere(scene, context);

  const database = await connectTo(place.name);
  const storedNow = async () => (await database.query<Decided>("select id, score, outcome from payments")).rows;
  let stored = await storedNow();
  if (differenceOf(answered, stored).lost > 0) {
    // Payments that were refused and stored all the same may have made up the number of those that still come.
    await countUntil(() => Number.POSITIVE_INFINITY, counter);
    stored = await storedNow();
  }
  const { rows: sums } = await database.query<{ n: string }>("select sum(payments) as n from minutes");
  await database.end();
  await Promise.all([worker.close(), counter.close()]);
  await line.close();
  const { lost, doubled, changed } = differenceOf(answered, stored);
  const none = (what: string, count: number): Measurement => ({
    what,
    unit: "payments",
    values: [count],
    target: TARGETS.none,
  });
  return [
    ...far,
    ...measurements,
    none("  answered with a decision and lost", lost),
    none("  stored twice, or counted twice in the sums", doubled + Math.abs(Number(sums[0]?.n) - stored.length)),
    none("  stored with another score or outcome than answered", changed),
  ];
}

/** One Vigie, and a line that is short and long in turns: what is compiled and cached is the same for both. */
async function farAway({ worker, line, counter, source }: Scene, { quick, progress }: PartContext) {
  const body = () => source.next(1)[0] ?? "";
  progress("warming up");
  let sent = (await drive(worker.pushUrl, { callers: 1, body, until: { requests: quick ? 300 : 2_000 } })).latenciesMs
    .length;
  const sides = [0, FAR_MS].map((delayMs) => ({ delayMs, p50: [] as number[], p95: [] as number[] }));
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const { delayMs, p50, p95 } of sides) {
      progress(`the store ${delayMs} ms away, ${round} of ${ROUNDS}`);
      line.setDelay(delayMs);
      const { latenciesMs } = await drive(worker.pushUrl, {
        callers: 1,
        body,
        until: { ms: quick ? 2_000 : 6_000 },
      });
      sent += latenciesMs.length;
      p50.push(percentile(latenciesMs, 0.5));
      p95.push(percentile(latenciesMs, 0.95));
      // What still waits for a far store must not be written during the near one's turn.
      await untilStored(sent, counter);
    }
  }
  line.setDelay(0);
  const [near, far] = sides;
  const times = (key: "p50" | "p95", target: Measurement["target"]): Measurement[] => {
    const [short, long] = [near?.[key] ?? [], far?.[key] ?? []];
    return [
      { what: `the store near: one payment, ${key}`, unit: "ms", values: short, target: null },
      { what: `  ${FAR_MS} ms away`, unit: "ms", values: long, target: null },
      { what: "  to near", unit: "×", values: ratios(long, short), target },
    ];
  };
  return [...times("p50", TARGETS.slower), ...times("p95", null)];
}

interface Sent {
  payments: number;
  status: number;
  latencyMs: number;
  answeredAtMs: number;
}

async function notThere({ worker, line, counter, source }: Scene, { quick, awaySeconds, progress }: PartContext) {
  const answered: Decided[] = [];
  const load = async (forMs: number): Promise<Sent[]> => {
    const sent: Sent[] = [];
    const send = (payments: number, everyMs: number) => {
      const body = () => (payments === 1 ? (source.next(1)[0] ?? "") : `[${source.next(payments).join(",")}]`);
      const onAnswer = (answer: Answer, latencyMs: number) => {
        sent.push({ payments, status: answer.status, latencyMs, answeredAtMs: performance.now() });
        if (answer.status === 200) answered.push(...decidedIn(answer));
      };
      return sendSteadily(worker.pushUrl, { everyMs, forMs, body, onAnswer });
    };
    await Promise.all([send(1, 1_000 / SINGLES_A_SECOND), send(BATCH, 1_000)]);
    return sent;
  };
  const before = await counter.count();
  progress("a steady load, the store there");
  const there = await load(quick ? 3_000 : BEFORE_MS);
  progress(`the same load, the store away for ${awaySeconds} s`);
  await line.cut();
  const loading = load(awaySeconds * 1_000);
  await wait(awaySeconds * 1_000);
  // The load ends as the store returns; some answers may still be under way.
  const backAtMs = performance.now();
  await line.mend();
  progress("until the store has all that was answered");
  let isAnswered = false;
  const answering = loading.finally(() => {
    isAnswered = true;
  });
  const expected = () => (isAnswered ? before + answered.length : Number.POSITIVE_INFINITY);
  const [gone, counts] = await Promise.all([answering, countUntil(expected, counter)]);
  const { seconds, payments, perSecond } = drainOf(counts);

  const p50 = (sent: readonly Sent[]) =>
    median(sent.filter((one) => one.payments === 1 && one.status === 200).map(({ latencyMs }) => latencyMs));
  const paymentsOf = (isSo: (one: Sent) => boolean) =>
    gone.filter(isSo).reduce((sum, { payments }) => sum + payments, 0);
  const count = (what: string, values: number[], target: Measurement["target"]): Measurement => ({
    what,
    unit: "payments",
    values,
    target,
  });
  const measurements: Measurement[] = [
    {
      ...count(
        `the store not there for ${awaySeconds} s: answered 200`,
        [paymentsOf(({ status }) => status === 200)],
        null,
      ),
      note: `under ${SINGLES_A_SECOND} single payments and a batch of ${BATCH} a second`,
    },
    count(
      "    of which only once it was back",
      [paymentsOf(({ status, answeredAtMs }) => status === 200 && answeredAtMs > backAtMs + GRACE_MS)],
      TARGETS.none,
    ),
    count("  answered 503", [paymentsOf(({ status }) => status === 503)], TARGETS.none),
    count("  answered otherwise", [paymentsOf(({ status }) => status !== 200 && status !== 503)], TARGETS.none),
    { what: "  one payment answered 200, p50 before", unit: "ms", values: [p50(there)], target: null },
    { what: "  while it was not there", unit: "ms", values: [p50(gone)], target: null },
    { what: "  to before", unit: "×", values: [p50(gone) / p50(there)], target: TARGETS.slower },
    {
      what: "  from its return until all that was answered 200 is stored",
      unit: "s",
      values: [seconds],
      target: null,
      note: `${payments.toLocaleString("en")} came into the store then, with those that were refused and stored all the same`,
    },
    {
      what: "  drained, from the first one stored to the last",
      unit: "/s",
      values: [perSecond],
      target: TARGETS.drained,
    },
  ];
  return { answered, measurements };
}
