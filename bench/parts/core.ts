// The pure way of a payment in this process: body → payment → features → score → decision and reasons. It uses the
// decider's own `decideGroup` with a memory of histories alone, so that only our code and ONNX Runtime are measured.
import { admit } from "../../worker/payment/admit.ts";
import type { Payment } from "../../worker/payment/payment.ts";
import { readRows } from "../../worker/payment/readRows.ts";
import { type Around, assess } from "../../worker/pipeline/assess.ts";
import { decideGroup } from "../../worker/pipeline/decideGroup.ts";
import { readHistories } from "../../worker/pipeline/readHistories.ts";
import type { Detector } from "../../worker/scoring/detector.ts";
import type { Store } from "../../worker/store/store.ts";
import { challengedCosts, type Group } from "../challenged.ts";
import { shippedDetector } from "../detector.ts";
import { explanations } from "../explain.ts";
import { type Measurement, median, REPEATS } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { CARD_KEY, SETTINGS } from "../vigieSettings.ts";

const CARDS = 1_000;
/** As many days as histories reach back. */
const PAST_DAYS = 30;
const BATCH = 100;

export const core: Part = {
  name: "core",
  about: "parse, features, score and decide, without store or network",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  progress("starting ONNX Runtime");
  const startedAt = performance.now();
  const detector = await shippedDetector();
  const onnxStartMs = performance.now() - startedAt;
  if (detector.engine !== "onnx") throw new Error(`ONNX Runtime did not start: ${detector.problem}`);

  progress(`remembering ${PAST_DAYS} days of ${CARDS} cards`);
  const days = PAST_DAYS + (quick ? 3 : 10);
  const source = rowSource({ cards: CARDS, days });
  const pastCount = Math.floor((source.lap * PAST_DAYS) / days);
  const store = memoryStore();
  for (let left = pastCount; left > 0; left -= 5_000) {
    const payments = admitted(readRows(`[${source.next(Math.min(left, 5_000)).join(",")}]`, 5_000));
    const known = await readHistories(store.histories, store);
    for (const [cardId, history] of assess(
      payments.map((payment) => ({ payment })),
      known,
      "stream",
      () => 0,
      { champion: detector.featuresOf },
    ).histories) {
      store.histories.set(cardId, history);
    }
  }

  const singles = quick ? 1_000 : 4_000;
  const batches = quick ? 10 : 40;
  const through = async (
    bodies: readonly string[],
    payments: number,
    into?: { wall: number[]; processor: number[] },
  ) => {
    const beganAt = performance.now();
    const used = process.threadCpuUsage();
    for (const body of bodies) await takeThrough(body, store, detector);
    const { user, system } = process.threadCpuUsage(used);
    into?.processor.push((user + system) / payments);
    into?.wall.push(((performance.now() - beganAt) * 1000) / payments);
  };
  progress("warming up");
  await through(source.next(singles), singles);

  const one = { wall: [] as number[], processor: [] as number[] };
  const inBatch = { wall: [] as number[], processor: [] as number[] };
  const parts = { parse: [] as number[], features: [] as number[], score: [] as number[] };
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    progress(`repeat ${repeat} of ${REPEATS}`);
    await through(source.next(singles), singles, one);
    const bodies = Array.from({ length: batches }, () => `[${source.next(BATCH).join(",")}]`);
    const split = await costsOfSteps(bodies, store, detector);
    for (const [step, values] of Object.entries(parts)) values.push(split[step as keyof typeof parts]);
    await through(bodies, bodies.length * BATCH, inBatch);
  }
  progress("a challenger beside the champion");
  const challenged = await challengedCosts({ champion: detector, challenger: await shippedDetector() }, () =>
    Array.from({ length: batches }, () => groupOf(`[${source.next(BATCH).join(",")}]`, store)),
  );
  progress("explaining what is flagged");
  const explained = await explanations(detector);
  const kb = (median([...store.histories.values()].map(({ length }) => length)) / 1024).toFixed(1);
  const step = (what: string, values: number[]): Measurement => ({ what, unit: "µs", values, target: null });
  return [
    {
      what: "one payment, parsed to decided",
      unit: "µs",
      values: one.wall,
      target: { atMost: 150 },
      note: `cards with ${PAST_DAYS} days of history, ${kb} KB each; flagged payments get their reasons`,
    },
    step("  processor time", one.processor),
    {
      what: "in batches of 100, each",
      unit: "µs",
      values: inBatch.wall,
      target: { atMost: 40 },
      note: "the three steps below, and explaining what is flagged",
    },
    step("  processor time", inBatch.processor),
    step("  of which parse, check, card id", parts.parse),
    step("  of which histories and features", parts.features),
    step("  of which ONNX and calibration", parts.score),
    ...challenged,
    ...explained,
    { what: "ONNX Runtime and model, start in Node", unit: "ms", values: [onnxStartMs], target: null },
  ];
}

async function takeThrough(body: string, store: MemoryStore, detector: Detector): Promise<void> {
  const { arrivals, known } = groupOf(body, store);
  const ports = { models: { champion: detector, challenger: null }, now: Date.now };
  const { entries } = await decideGroup(arrivals, await known(), SETTINGS, ports);
  for (const [cardId, history] of entries.histories) store.histories.set(cardId, history);
  if (entries.payments.length !== arrivals.length) throw new Error("a payment of the bench was refused");
}

function groupOf(body: string, store: MemoryStore): Group {
  const read = readRows(body, BATCH);
  if (!read.ok) throw new Error(read.problem);
  const arrivals = read.rows.map((row) => ({
    admission: admit(row, { cardKey: CARD_KEY, nowMs: Date.now() }),
    source: "push" as const,
    seenAt: Date.now(),
  }));
  const cards = arrivals.flatMap(({ admission }) => (admission.ok ? (admission.payment?.cardId ?? []) : []));
  const known = async () => {
    const histories = await readHistories((await store.known([], cards)).histories, store);
    return { payments: new Map(), histories, around: store.around };
  };
  return { arrivals, known };
}

/** Microseconds per payment for each of the three big steps, measured over all bodies at once. */
async function costsOfSteps(bodies: readonly string[], store: MemoryStore, detector: Detector) {
  const each = (ms: number) => (ms * 1000) / (bodies.length * BATCH);
  const parseAt = performance.now();
  const payments = bodies.map((body) => admitted(readRows(body, BATCH)));
  const assessAt = performance.now();
  const assessed = [];
  for (const batch of payments) {
    const known = await store.known(
      [],
      batch.map(({ cardId }) => cardId),
    );
    assessed.push(
      assess(
        batch.map((payment) => ({ payment })),
        await readHistories(known.histories, store),
        "stream",
        () => 0,
        { champion: detector.featuresOf },
      ),
    );
  }
  const scoreAt = performance.now();
  for (const batch of assessed) await detector.score(batch.assessed);
  const endAt = performance.now();
  return { parse: each(assessAt - parseAt), features: each(scoreAt - assessAt), score: each(endAt - scoreAt) };
}

function admitted(body: ReturnType<typeof readRows>): Payment[] {
  if (!body.ok) throw new Error(body.problem);
  return body.rows.map((row) => {
    const admission = admit(row, { cardKey: CARD_KEY, nowMs: Date.now() });
    if (!admission.ok) throw new Error(`a payment of the bench was refused: ${admission.reject.reason}`);
    if (admission.payment === undefined) throw new Error("a payment of the bench is a refund");
    return admission.payment;
  });
}

type MemoryStore = Pick<Store, "known" | "paymentsOf"> & {
  histories: Map<string, string>;
  around: Around;
};

function memoryStore(): MemoryStore {
  const histories = new Map<string, string>();
  return {
    histories,
    around: { merchants: new Map(), usualCents: null },
    known: async (_ids, cardIds) => {
      const found = cardIds.flatMap((id) => {
        const history = histories.get(id);
        return history === undefined ? [] : [[id, history] as const];
      });
      return { payments: new Map(), histories: new Map(found) };
    },
    // Called only for damaged histories.
    paymentsOf: async () => [],
  };
}
