// Runs three workerds side by side under a usual load, with boards that watch, and finds which memory grows and why. Memory
// that our code still holds stays in V8's heaps after a collection, whether or not the store grows. Memory outside the heaps
// that grows only with the store is the database's. Memory that grows only in the workerd where nothing is collected is
// garbage that V8 has not collected yet.
import { stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../local/freePort.ts";
import { d1FileIn, forgetAllBut } from "./d1File.ts";
import { heapsOf } from "./heap.ts";
import { drive } from "./load.ts";
import { type Measurement, slope } from "./measure.ts";
import type { PartContext } from "./part.ts";
import { rowSource } from "./rows.ts";
import { type BenchWorker, scratchDir, startWorker } from "./worker.ts";

/** Payments a second. */
const RATE = 100;
const PAUSE_MS = 100;
/** The most payments in one push, when the machine lags behind. */
const MAX_BATCH = 100;
const BOARDS = 20;
/** A board that sends no ping is closed. */
const PING_MS = 20_000;
const CARDS = 5_000;
const KEPT_PAYMENTS = 5_000;
const SAMPLE_MS = 30_000;
const MB = 2 ** 20;
const HEAP_MB_PER_MIN = 0.1;
const RESIDENT_MB_PER_MIN = 1;

interface Conditions {
  name: string;
  collects: boolean;
  /** Whether old payments are deleted, so that the store keeps its size. */
  holds: boolean;
}

const CONDITIONS: readonly Conditions[] = [
  { name: "left alone", collects: false, holds: false },
  { name: "collected, store grows", collects: true, holds: false },
  { name: "collected, store held", collects: true, holds: true },
];

interface Sample {
  minute: number;
  workerMb: number;
  localMb: number;
  residentMb: number;
  fileMb: number;
}

interface Started {
  conditions: Conditions;
  worker: BenchWorker;
  inspector: URL;
  stateDir: string;
}

interface Soaked {
  conditions: Conditions;
  samples: Sample[];
  /** The last sample, after a collection of all heaps. */
  end: Sample;
  payments: number;
}

export async function soak(minutes: number, { quick, progress }: PartContext): Promise<Measurement[]> {
  progress("starting three workerds");
  const started: Started[] = [];
  // Started one after the other, because a worker takes the workerd that was spawned last for its own.
  for (const conditions of CONDITIONS) started.push(await start(conditions));
  const soaked = await Promise.all(started.map((each) => watch(minutes, each, progress)));
  return soaked.flatMap((each) => measurementsOf(each, minutes, quick));
}

function measurementsOf({ conditions, samples, end, payments }: Soaked, minutes: number, quick: boolean) {
  // The first half fills histories, rings and compiled code.
  const settled = samples.filter(({ minute }) => minute > minutes / 2);
  const growth = (of: (sample: Sample) => number) => [
    slope(settled.map((sample) => ({ x: sample.minute, y: of(sample) }))),
  ];
  const atMost = (most: number) => (conditions.collects && !quick ? { atMost: most } : null);
  const span = quick ? "too short to judge" : "slope of the second half";
  const measurements: Measurement[] = [
    {
      what: `usual load, ${conditions.name}: growth of the Worker's heap`,
      unit: "MB/min",
      values: growth(({ workerMb }) => workerMb),
      target: atMost(HEAP_MB_PER_MIN),
      note: `${payments.toLocaleString("en")} payments in ${minutes} min, ${BOARDS} boards; ${span}`,
    },
    {
      what: "  of the heaps of the local D1, queues and R2",
      unit: "MB/min",
      values: growth(({ localMb }) => localMb),
      target: atMost(HEAP_MB_PER_MIN),
    },
    {
      what: "  of resident memory",
      unit: "MB/min",
      values: growth(({ residentMb }) => residentMb),
      target: atMost(RESIDENT_MB_PER_MIN),
    },
    { what: "  of the database's file", unit: "MB/min", values: growth(({ fileMb }) => fileMb), target: null },
    { what: "  the Worker's heap", unit: "MB", values: settled.map(({ workerMb }) => workerMb), target: null },
    { what: "  resident memory", unit: "MB", values: settled.map(({ residentMb }) => residentMb), target: null },
    {
      what: "  the same at the end, collected",
      unit: "MB",
      values: [end.residentMb],
      target: null,
      note: `the Worker's heap ${end.workerMb.toFixed(1)} MB, the database's file ${end.fileMb.toFixed(0)} MB`,
    },
  ];
  return measurements;
}

async function start(conditions: Conditions): Promise<Started> {
  const stateDir = await scratchDir();
  const inspectorPort = await freePort("127.0.0.1");
  const worker = await startWorker({ stateDir, inspectorPort });
  return { conditions, worker, inspector: new URL(`http://127.0.0.1:${inspectorPort}`), stateDir };
}

async function watch(minutes: number, started: Started, progress: PartContext["progress"]): Promise<Soaked> {
  const { conditions, worker, inspector, stateDir } = started;
  const boards = await openBoards(worker.url);
  const file = await d1FileIn(stateDir);
  const source = rowSource({ cards: CARDS, days: 10 });
  const startedAt = performance.now();
  const minute = () => (performance.now() - startedAt) / 60_000;
  let payments = 0;

  async function pushDue(): Promise<void> {
    const due = Math.min(MAX_BATCH, Math.floor(minute() * 60 * RATE) - payments);
    if (due <= 0) return;
    const body = () => `[${source.next(due).join(",")}]`;
    await drive(worker.pushUrl, { callers: 1, body, until: { requests: 1 } });
    payments += due;
  }

  async function sample(collect: boolean): Promise<Sample> {
    const heaps = await heapsOf(inspector, { collect });
    const [workerMb, localMb] = [heaps.workerBytes / MB, heaps.localBytes / MB];
    const [residentMb, fileMb] = [await worker.residentMb(), (await stat(file)).size / MB];
    progress(
      `minute ${minute().toFixed(1)} of ${minutes}, ${conditions.name}: the Worker's heap ${workerMb.toFixed(1)} MB, other heaps ${localMb.toFixed(1)} MB, resident ${residentMb.toFixed(0)} MB, file ${fileMb.toFixed(0)} MB`,
    );
    return { minute: minute(), workerMb, localMb, residentMb, fileMb };
  }

  const samples: Sample[] = [];
  while (minute() < minutes) {
    const sampleAt = performance.now() + SAMPLE_MS;
    while (performance.now() < sampleAt) {
      await wait(PAUSE_MS);
      await pushDue();
    }
    // Nobody writes at this moment. A second connection would block a commit.
    if (conditions.holds) await forgetAllBut(KEPT_PAYMENTS, stateDir);
    samples.push(await sample(conditions.collects));
  }
  const end = await sample(true);
  for (const board of boards) board.close();
  await worker.close();
  return { conditions, samples, end, payments };
}

/** Boards that read every frame and drop it. */
function openBoards(url: URL): Promise<WebSocket[]> {
  const live = new URL("/api/live", url);
  live.protocol = "ws:";
  return Promise.all(
    Array.from({ length: BOARDS }, async () => {
      const socket = new WebSocket(live);
      await new Promise((resolve, reject) => {
        socket.addEventListener("open", resolve);
        socket.addEventListener("error", () => reject(new Error("a board could not connect")));
      });
      const pinging = setInterval(() => socket.send("ping"), PING_MS);
      socket.addEventListener("close", () => clearInterval(pinging));
      return socket;
    }),
  );
}
