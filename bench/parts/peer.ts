// Vigie beside what a good team would write instead of it (bench/peer/service.ts), and beside the same rows written to D1
// without any of Vigie's work (bench/floor/worker.js). All run on this machine, in turns.
import { startFloor } from "../floor/floor.ts";
import { drive } from "../load.ts";
import { type Measurement, percentile, ratios } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { startPeer } from "../peer/peer.ts";
import { type Counter, openCounter, untilStored } from "../recorded.ts";
import { rowSource } from "../rows.ts";
import { newPlace, STORE_NAMES, STORES, startAt } from "../stores.ts";

const BATCH = 100;
const MANY_CALLERS = 64;
const BATCH_CALLERS = 4;
const ROUNDS = 4;
const TURN_MS = {
  quick: { p50: 1_500, atOnce: 1_500, inBatches: 1_500 },
  whole: { p50: 4_000, atOnce: 4_000, inBatches: 3_000 },
};
const TARGETS = { p50: { atMost: 1 }, atOnce: { atLeast: 2 }, inBatches: { atLeast: 1.5 } };
/**
 * Vigie on D1 to bare D1. While an answer waited for the store, 64 callers got 2.72 × as much as bare writes
 * (docs/measured.md, 30 November 2026).
 */
const TO_BARE = { p50: { atMost: 0.7 }, atOnce: { atLeast: 1.5 * 2.72 }, inBatches: null };

export const peer: Part = {
  name: "peer",
  about: "payments over HTTP beside a plain Node service on PostgreSQL with the same model, and beside bare D1 writes",
  run,
};

type Figures = Record<keyof typeof TARGETS, number[]>;

interface Side {
  name: string;
  url: URL;
  close(): Promise<void>;
  /** Vigie's alone: an answer may leave before the payment is stored. */
  counter: Counter | null;
  figures: Figures;
  /** From the last answer of a turn until all that was answered is stored. */
  behindS: number[];
}

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });
  const one = () => source.next(1)[0] ?? "";
  const batch = () => `[${source.next(BATCH).join(",")}]`;

  const service = sideOf("plain service", await startPeer());
  const bare = sideOf("bare D1", await startFloor());
  const vigies: (Side & { toBare: boolean })[] = [];
  for (const store of STORES) {
    const place = await newPlace(store);
    const { pushUrl, close } = await startAt(place);
    const side = sideOf(`Vigie on ${STORE_NAMES[store]}`, { url: pushUrl, close }, await openCounter(place));
    vigies.push({ ...side, toBare: store === "d1" });
  }
  const sides = [service, ...vigies, bare];

  const turnOf = async ({ url, counter, behindS, figures }: Side, ms: typeof TURN_MS.whole) => {
    const before = await counter?.count();
    const singles = await drive(url, { callers: 1, body: one, until: { ms: ms.p50 } });
    const atOnce = await drive(url, { callers: MANY_CALLERS, body: one, until: { ms: ms.atOnce } });
    const batches = await drive(url, { callers: BATCH_CALLERS, body: batch, until: { ms: ms.inBatches } });
    const answeredAt = performance.now();
    figures.p50.push(percentile(singles.latenciesMs, 0.5));
    figures.atOnce.push((atOnce.latenciesMs.length * 1_000) / atOnce.elapsedMs);
    figures.inBatches.push((batches.latenciesMs.length * BATCH * 1_000) / batches.elapsedMs);
    if (counter === null || before === undefined) return;
    // What still waits for its record would otherwise be written during another side's turn.
    const answered = singles.latenciesMs.length + atOnce.latenciesMs.length + batches.latenciesMs.length * BATCH;
    await untilStored(before + answered, counter);
    behindS.push((performance.now() - answeredAt) / 1_000);
  };
  for (const side of sides) {
    progress(`${side.name}, warming up`);
    await turnOf(side, quick ? TURN_MS.quick : TURN_MS.whole);
    Object.assign(side, { figures: noFigures(), behindS: [] });
  }
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const side of sides) {
      progress(`${side.name}, ${round} of ${ROUNDS}`);
      await turnOf(side, quick ? TURN_MS.quick : TURN_MS.whole);
    }
  }
  await Promise.all(sides.map(async ({ close, counter }) => [await close(), await counter?.close()]));

  const measured: Measurement[] = [];
  const rows = [
    { key: "p50", what: "one payment, p50", unit: "ms" },
    { key: "atOnce", what: `${MANY_CALLERS} callers at once`, unit: "/s" },
    { key: "inBatches", what: `batches of ${BATCH}, ${BATCH_CALLERS} callers`, unit: "/s" },
  ] as const;
  for (const { key, what, unit } of rows) {
    const [theirs, floor] = [service.figures[key], bare.figures[key]];
    measured.push({ what: `plain service: ${what}`, unit, values: theirs, target: null });
    measured.push({ what: "  bare D1 writes", unit, values: floor, target: null });
    for (const { name, figures, toBare } of vigies) {
      measured.push({ what: `  ${name}`, unit, values: figures[key], target: null });
      const toService = ratios(figures[key], theirs);
      measured.push({ what: "    to the plain service", unit: "×", values: toService, target: TARGETS[key] });
      if (!toBare) continue;
      measured.push({ what: "    to bare D1", unit: "×", values: ratios(figures[key], floor), target: TO_BARE[key] });
    }
  }
  for (const { name, behindS } of vigies) {
    const what = `${name}: from a turn's last answer until all of it is stored`;
    measured.push({ what, unit: "s", values: behindS, target: null });
  }
  return measured;
}

function sideOf(name: string, { url, close }: Pick<Side, "url" | "close">, counter: Counter | null = null): Side {
  return { name, url, close, counter, figures: noFigures(), behindS: [] };
}

function noFigures(): Figures {
  return { p50: [], atOnce: [], inBatches: [] };
}
