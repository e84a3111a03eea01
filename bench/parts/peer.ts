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
const ROUNDS = 4;
const QUICK_MS = 1_500;
const LOADS = [
  { key: "p50", what: "one payment, p50", unit: "ms", callers: 1, size: 1, ms: 4_000 },
  { key: "atOnce", what: "64 callers at once", unit: "/s", callers: 64, size: 1, ms: 4_000 },
  { key: "inBatches", what: `batches of ${BATCH}, 4 callers`, unit: "/s", callers: 4, size: BATCH, ms: 3_000 },
] as const;
const TO_SERVICE = { p50: { atMost: 1 }, atOnce: { atLeast: 2 }, inBatches: { atLeast: 1.5 } };
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

type Figures = Record<keyof typeof TO_SERVICE, number[]>;

interface Side {
  name: string;
  url: URL;
  close(): Promise<void>;
  /** Vigie's alone: an answer may leave before the payment is stored. */
  counter: Counter | null;
  figures: Figures;
  /** After each turn in batches, until all that was answered is stored. */
  behindS: number[];
}

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("making payments up");
  const source = rowSource({ cards: 34_000, days: quick ? 1 : 3 });

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

  const turnOf = async ({ url, counter, behindS, figures }: Side, load: (typeof LOADS)[number]) => {
    const { key, callers, size, ms } = load;
    const before = await counter?.count();
    const body = () => (size === 1 ? (source.next(1)[0] ?? "") : `[${source.next(size).join(",")}]`);
    const { latenciesMs, elapsedMs } = await drive(url, { callers, body, until: { ms: quick ? QUICK_MS : ms } });
    const answeredAt = performance.now();
    const payments = latenciesMs.length * size;
    figures[key].push(key === "p50" ? percentile(latenciesMs, 0.5) : (payments * 1_000) / elapsedMs);
    if (counter === null || before === undefined) return;
    // What still waits for its record would otherwise be written during another side's turn.
    await untilStored(before + payments, counter);
    if (key === "inBatches") behindS.push((performance.now() - answeredAt) / 1_000);
  };
  // The first round warms up and is not counted.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const load of LOADS) {
      for (const side of sides) {
        progress(`${side.name}: ${load.what}, ${round} of ${ROUNDS}`);
        await turnOf(side, load);
      }
    }
    if (round === 0) for (const side of sides) Object.assign(side, { figures: noFigures(), behindS: [] });
  }
  await Promise.all(sides.map(async ({ close, counter }) => [await close(), await counter?.close()]));

  const measured: Measurement[] = [];
  for (const { key, what, unit } of LOADS) {
    const [theirs, floor] = [service.figures[key], bare.figures[key]];
    measured.push({ what: `plain service: ${what}`, unit, values: theirs, target: null });
    measured.push({ what: "  bare D1 writes", unit, values: floor, target: null });
    for (const { name, figures, toBare } of vigies) {
      measured.push({ what: `  ${name}`, unit, values: figures[key], target: null });
      const toService = ratios(figures[key], theirs);
      measured.push({ what: "    to the plain service", unit: "×", values: toService, target: TO_SERVICE[key] });
      if (!toBare) continue;
      measured.push({ what: "    to bare D1", unit: "×", values: ratios(figures[key], floor), target: TO_BARE[key] });
    }
  }
  for (const { name, behindS } of vigies) {
    const what = `${name}: after the last batch, until all is stored`;
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
