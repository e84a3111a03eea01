// Vigie beside what a good team would write instead of it: bench/peer/service.ts. Both run on this machine, in turns.
import { drive } from "../load.ts";
import { type Measurement, percentile, REPEATS } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { startPeer } from "../peer/peer.ts";
import { rowSource } from "../rows.ts";
import { newPlace, STORE_NAMES, STORES, startAt } from "../stores.ts";

const BATCH = 100;
const MANY_CALLERS = 64;
const BATCH_CALLERS = 4;
const TARGETS = { p50: { atMost: 1 }, atOnce: { atLeast: 2 }, inBatches: { atLeast: 1.5 } };

export const peer: Part = {
  name: "peer",
  about: "payments over HTTP beside a plain Node service on PostgreSQL with the same model",
  run,
};

type Figures = Record<keyof typeof TARGETS, number[]>;

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });
  const one = () => source.next(1)[0] ?? "";
  const batch = () => `[${source.next(BATCH).join(",")}]`;

  const plain = await startPeer();
  const vigies = [];
  for (const store of STORES)
    vigies.push({ name: `Vigie on ${STORE_NAMES[store]}`, ...(await startAt(await newPlace(store))) });
  const sides = [
    { name: "plain service", url: plain.url, figures: noFigures() },
    ...vigies.map(({ name, pushUrl }) => ({ name, url: pushUrl, figures: noFigures() })),
  ];
  for (const { name, url } of sides) {
    progress(`${name}, warming up`);
    await drive(url, { callers: 1, body: one, until: { requests: quick ? 300 : 3_000 } });
    await drive(url, { callers: BATCH_CALLERS, body: batch, until: { ms: quick ? 1_000 : 3_000 } });
  }
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    for (const { name, url, figures } of sides) {
      progress(`${name}, ${repeat} of ${REPEATS}`);
      const singles = await drive(url, { callers: 1, body: one, until: { requests: quick ? 200 : 1_000 } });
      figures.p50.push(percentile(singles.latenciesMs, 0.5));
      const atOnce = await drive(url, { callers: MANY_CALLERS, body: one, until: { ms: quick ? 2_000 : 8_000 } });
      figures.atOnce.push((atOnce.latenciesMs.length * 1_000) / atOnce.elapsedMs);
      const batches = await drive(url, { callers: BATCH_CALLERS, body: batch, until: { ms: quick ? 2_000 : 8_000 } });
      figures.inBatches.push((batches.latenciesMs.length * BATCH * 1_000) / batches.elapsedMs);
    }
  }
  await Promise.all([plain.close(), ...vigies.map((vigie) => vigie.close())]);

  const [service, ...others] = sides;
  const measured: Measurement[] = [];
  const rows = [
    { key: "p50", what: "one payment, p50", unit: "ms" },
    { key: "atOnce", what: `${MANY_CALLERS} callers at once`, unit: "/s" },
    { key: "inBatches", what: `batches of ${BATCH}, ${BATCH_CALLERS} callers`, unit: "/s" },
  ] as const;
  for (const { key, what, unit } of rows) {
    const theirs = service?.figures[key] ?? [];
    measured.push({ what: `plain service: ${what}`, unit, values: theirs, target: null });
    for (const { name, figures } of others) {
      measured.push({ what: `  ${name}`, unit, values: figures[key], target: null });
      const values = figures[key].map((value, repeat) => value / (theirs[repeat] ?? Number.NaN));
      measured.push({ what: "  to the plain service", unit: "×", values, target: TARGETS[key] });
    }
  }
  return measured;
}

function noFigures(): Figures {
  return { p50: [], atOnce: [], inBatches: [] };
}
