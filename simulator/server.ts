// The simulator as an HTTP server. `startSimulator` runs it inside another program, such as `npm start` or a test.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { innerJson, tableOf, wireBody } from "./body.ts";
import { bentTable, faultsOfCall, withholdsRows } from "./faults.ts";
import { readKaggleFile } from "./kaggle.ts";
import { createLimit, limitBody } from "./limit.ts";
import { contradiction, DEFAULTS, type SimulatorOptions } from "./options.ts";
import { pastLines, pastRows } from "./past.ts";
import { createReplay, movedToNow } from "./replay.ts";
import { faultReply, jsonReply, type Reply, send } from "./reply.ts";
import { createFileSnapshot, createWorldSnapshot } from "./snapshot.ts";
import type { Source } from "./source.ts";
import { createStream } from "./stream.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createRandom } from "./world/random.ts";
import { createWorld, type World } from "./world/world.ts";
import { createZone } from "./world/zone.ts";

export interface Simulator {
  /** For example http://127.0.0.1:8790, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** The number of payments in an answer of /past. */
export const COUNT_HEADER = "x-vigie-payments";
const SNAPSHOT_SALT = 0x5a9b07;
const FAULT_SALT = 0xfa0175;
const LOOK_AHEAD_MS = 10 * 60_000;
const NEWEST_PAST_DAYS = 400;

interface Feed {
  source: Source;
  world: World | null;
  timeline: Timeline | null;
}

async function createFeed(options: SimulatorOptions): Promise<Feed> {
  const random = createRandom(options.seed, 0, 0, SNAPSHOT_SALT);
  if (options.replay !== null) {
    const rows = await readKaggleFile(options.replay, options.log);
    const source =
      options.order === "random"
        ? createFileSnapshot(rows, options.rows, random)
        : createReplay(movedToNow(rows, createZone(options.timezone), options.now()), options.rate, options.log);
    return { source, world: null, timeline: null };
  }
  if (options.rate === "max") throw new Error("the made-up world has no rate max");
  const world = createWorld({ ...options, paymentsPerMinute: options.rate });
  if (options.feed === "snapshot") {
    return { source: createWorldSnapshot(world, options.now(), options.rows, random), world, timeline: null };
  }
  const timeline = createTimeline(world);
  timeline.prepare(options.now());
  return { source: createStream(timeline), world, timeline };
}

function wholeNumber(text: string | null, fallback: number, most: number): number | null {
  if (text === null) return fallback;
  const value = Number(text);
  return /^\d+$/.test(text) && value <= most ? value : null;
}

function textReply(status: number, body: string): Reply {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${body}\n` };
}

export async function startSimulator(chosen: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const options: SimulatorOptions = { ...DEFAULTS, ...chosen };
  const problem = contradiction(options);
  if (problem !== null) throw new Error(problem);

  const { source, world, timeline } = await createFeed(options);
  const limit = createLimit(options.limit);
  let calls = 0;

  async function answerCurrent(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = request.socket.remoteAddress ?? "";
    const now = options.now();
    const waitSeconds = limit(address, now);
    if (waitSeconds > 0) {
      const headers = { "retry-after": String(waitSeconds) };
      await send(response, jsonReply(429, limitBody(options.limit), headers));
      return;
    }
    const random = createRandom(options.seed, calls++, 0, FAULT_SALT);
    const struck = faultsOfCall(options.faults, random);
    // The connection stays open on purpose; closing the server ends it.
    if (struck.has("hang")) return;
    const instead = faultReply(struck, /\bgzip\b/.test(request.headers["accept-encoding"] ?? ""));
    if (instead !== null) {
      await send(response, instead);
      return;
    }
    // Two programs on one machine (the worker, and curl in someone's terminal) must not take each other's rows.
    const { rows, delivered } = source.answer(`${address} ${request.headers["user-agent"] ?? ""}`, now);
    const table = bentTable(tableOf(rows), options.faults, struck, random);
    const whole = struck.has("decoded") ? innerJson(table) : wireBody(table);
    const cut = struck.has("truncated") ? whole.slice(0, Math.floor(whole.length * 0.6)) : whole;
    const body = struck.has("bom") ? `\ufeff${cut}` : cut;
    const arrived = await send(response, jsonReply(200, body), struck.has("slow") ? options.slowMs : 0);
    if (arrived && !withholdsRows(struck)) delivered();
  }

  async function answerPast(url: URL, response: ServerResponse): Promise<void> {
    const days = wholeNumber(url.searchParams.get("days"), 3, NEWEST_PAST_DAYS);
    const until = wholeNumber(url.searchParams.get("until"), 0, NEWEST_PAST_DAYS);
    const cards = wholeNumber(url.searchParams.get("cards"), options.cards, options.cards);
    if (world === null) {
      await send(response, textReply(404, "A replayed file has no past; --replay serves /current-transactions only."));
    } else if (days === null || until === null || cards === null) {
      const rule = `days and until must be 0 to ${NEWEST_PAST_DAYS}, cards 0 to ${options.cards}, such as /past?days=3&cards=100`;
      await send(response, textReply(400, rule));
    } else {
      // Made before the first is sent, so that whoever loads them can say how far it has come.
      const rows = [...pastRows(world, options.now(), { days, until, cards })];
      response.writeHead(200, { "content-type": "application/x-ndjson", [COUNT_HEADER]: String(rows.length) });
      const lines = pastLines(rows);
      await pipeline(Readable.from(lines), response).catch((error: unknown) => {
        if (!isHangUp(error)) throw error;
      });
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("x-vigie-simulator", source.kind);
    const url = new URL(request.url ?? "/", "http://simulator");
    if (request.method !== "GET") {
      await send(response, textReply(405, "Only GET."));
    } else if (url.pathname === "/current-transactions") {
      await answerCurrent(request, response);
    } else if (url.pathname === "/past") {
      await answerPast(url, response);
    } else if (url.pathname === "/") {
      const what = source.kind === "world" ? "made-up payments" : "payments replayed from a file";
      await send(response, textReply(200, `Vigie's payments simulator: ${what} at /current-transactions`));
    } else {
      await send(response, textReply(404, "Payments are at /current-transactions."));
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.log(`the simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      response.destroy();
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : options.port;
  // Making a date takes a good part of a second. It is made ahead, so that nobody waits for it at midnight.
  const ahead = setInterval(() => timeline?.prepare(options.now() + LOOK_AHEAD_MS), 60_000);
  ahead.unref();

  return {
    url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        clearInterval(ahead);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** True when a caller stopped listening, which it may do. */
function isHangUp(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE";
}
