// The time from the feed's answer to the boards: a feed that notes when it answers new payments, and boards over real
// sockets.
import { type Feed, idOf, startFeed } from "../feed.ts";
import { type Measurement, median, percentile, REPEATS } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { rowSource } from "../rows.ts";
import { type BenchWorker, startWorker } from "../worker.ts";

const MANY_BOARDS = 500;
const MANY_ROWS = 5;
const PATIENCE_MS = 10_000;
/** The page does the same: a board that does not ping is closed. */
const PING_EVERY_MS = 20_000;

export const live: Part = {
  name: "live",
  about: "from the feed's answer to the frame on one board, and on 500",
  run,
};

async function run({ quick, progress }: PartContext): Promise<Measurement[]> {
  const source = rowSource({ cards: 2_000, days: 1 });
  const feed = await startFeed(source);
  const worker = await startWorker({ variables: { PAYMENTS_URL: feed.url, POLL_SECONDS: "1" } });
  await worker.beat();
  try {
    const polls = quick ? 7 : 35;
    const single: number[][] = [];
    const board = await openBoards(worker, 1);
    for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
      progress(`one board, ${polls} polls, ${repeat} of ${REPEATS}`);
      single.push((await watch(feed, board, polls, 1)).latenciesMs);
    }
    progress(`opening ${MANY_BOARDS} boards`);
    const more = await openBoards(worker, MANY_BOARDS - 1);
    const boards: Boards = {
      frames: [...board.frames, ...more.frames],
      close: () => [board, more].map((b) => b.close()),
    };
    const crowd: Watched[] = [];
    for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
      progress(`${MANY_BOARDS} boards, ${repeat} of ${REPEATS}`);
      crowd.push(await watch(feed, boards, quick ? 3 : 10, MANY_ROWS));
    }
    boards.close();
    const p = (share: number, lists: number[][]) => lists.map((list) => percentile(list, share));
    const lists = crowd.map(({ latenciesMs }) => latenciesMs);
    return [
      { what: "feed's answer to frame, p99", unit: "ms", values: p(0.99, single), target: { atMost: 250 } },
      { what: "  the same, p50", unit: "ms", values: p(0.5, single), target: null },
      {
        what: `${MANY_BOARDS} boards: frames that arrived`,
        unit: "%",
        values: crowd.map(({ arrived, due }) => (100 * arrived) / due),
        target: { atLeast: 100 },
        note: `${crowd[0]?.due.toLocaleString("en")} frames due a repeat, ${MANY_ROWS} payments a poll`,
      },
      {
        what: `${MANY_BOARDS} boards: feed's answer to frame, p99`,
        unit: "ms",
        values: p(0.99, lists),
        target: { atMost: 1_000 },
      },
      { what: "  the same, p50", unit: "ms", values: [median(lists.flat())], target: null },
    ];
  } finally {
    await worker.close();
    feed.close();
  }
}

interface Boards {
  /** For each board, payment id to `performance.now()` of its frame. */
  frames: Map<string, number>[];
  close(): void;
}

async function openBoards(worker: BenchWorker, count: number): Promise<Boards> {
  const url = new URL("/api/live", worker.url);
  url.protocol = "ws:";
  const opened = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = new WebSocket(url);
      const frames = new Map<string, number>();
      await new Promise<void>((resolve, reject) => {
        socket.addEventListener("error", () => reject(new Error("a board could not connect")));
        socket.addEventListener("message", ({ data }) => {
          const text = String(data);
          if (text.startsWith('{"type":"hello"')) resolve();
          if (text.startsWith('{"type":"payment"'))
            frames.set(idOf(text, /"payment":\{"id":"([^"]+)"/), performance.now());
        });
      });
      return { socket, frames };
    }),
  );
  const pings = setInterval(() => {
    for (const { socket } of opened) socket.send("ping");
  }, PING_EVERY_MS);
  return {
    frames: opened.map(({ frames }) => frames),
    close: () => {
      clearInterval(pings);
      for (const { socket } of opened) socket.close();
    },
  };
}

interface Watched {
  latenciesMs: number[];
  arrived: number;
  due: number;
}

/** Lets the feed answer payments, and waits until every board has a frame of each, or until the patience ends. */
async function watch(feed: Feed, boards: Boards, polls: number, rowsEach: number): Promise<Watched> {
  feed.answeredAt.clear();
  for (const frames of boards.frames) frames.clear();
  feed.give(polls, rowsEach);
  while (feed.polls() > 0) await pause(100);
  const due = feed.answeredAt.size * boards.frames.length;
  const arrived = () => boards.frames.reduce((sum, frames) => sum + frames.size, 0);
  const deadline = performance.now() + PATIENCE_MS;
  while (arrived() < due && performance.now() < deadline) await pause(50);
  const latenciesMs = boards.frames.flatMap((frames) =>
    Array.from(frames, ([id, at]) => at - (feed.answeredAt.get(id) ?? Number.NaN)),
  );
  return { latenciesMs, arrived: arrived(), due };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
