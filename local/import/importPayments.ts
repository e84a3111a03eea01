// `npm run payments:import`: payments of the past from a file. It pushes to the API of any Vigie, local or deployed, so it needs the
// address and a secret that may push, and no access to the database.
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { FIRST_CURRENCY } from "../../worker/money.ts";
import { Mendable, notReached } from "../errorSentence.ts";
import { credentialsOf, refusalWords } from "../labelRows.ts";
import { pushHeaders } from "../pushHeaders.ts";
import { RefusedPush } from "../pushPast.ts";
import { standingWords } from "../summary.ts";
import { messageOf, progress, say } from "../terminal.ts";
import { planByMap, readMap } from "./columnsByMap.ts";
import { type Planning, planByName } from "./columnsByName.ts";
import { digestOf } from "./file.ts";
import { HELP, type ImportOptions, readOptions } from "./options.ts";
import { type ReadFile, readFile } from "./readFile.ts";
import { sendAll } from "./send.ts";
import { type ImportState, keyOf, newState, readState, removeState, writeState } from "./stateFile.ts";
import { checkedWords, importedWords, resumedWords, sendingWords, stoppedWords } from "./words.ts";

const DEADLINE_MS = 30_000;
/** On a pipe, where a line cannot be written over. */
const LINE_EACH_MS = 10_000;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if ("help" in options) return say(HELP.trimEnd());
  if ("problem" in options) throw new Mendable(`${options.problem} (--help says more)`);
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (ending.signal.aborted) process.exit(130);
      ending.abort(new Stopped());
    });
  }
  const origin = new URL(options.url).origin;
  if (!options.isCheck) await reach(origin);
  const mapText = options.map === null ? null : readFileSync(options.map, "utf8");
  const read = await readFile({
    ...{ file: options.file, encoding: options.encoding, currency: options.currency },
    planFor: options.map === null || mapText === null ? planByName : plannerOf(options.map, mapText),
    said: { dates: options.dates, decimals: options.decimals },
    door: {
      cardKey: randomBytes(32).toString("base64url"),
      nowMs: Date.now(),
      feedZone: options.timezone,
      currency: process.env.CURRENCY?.trim().toUpperCase() || FIRST_CURRENCY,
      cardIds: new Map(),
    },
    onProgress: progress,
    signal: ending.signal,
  });
  try {
    if (options.isCheck) say(checkedWords(read.told).trimEnd());
    else await send(options, mapText, read, ending.signal);
  } finally {
    await read.ordered.close();
  }
}

function plannerOf(file: string, text: string): (columns: readonly string[] | null) => Planning {
  const read = readMap(text);
  if (!read.ok) throw new Mendable(`--map ${file}: ${read.problem}`);
  const { mapping } = read;
  return (columns) => planByMap(mapping, path.parse(file).name, columns);
}

async function send(
  options: ImportOptions,
  mapText: string | null,
  read: ReadFile,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = Date.now();
  const { told, ordered } = read;
  const { state: stateFile, file, timezone, dates, decimals, currency, encoding } = options;
  const workerUrl = new URL(options.url);
  if (told.tally.ready === 0) {
    say(checkedWords(told).trimEnd());
    throw new Mendable(`${file} has no payment that could be sent`);
  }
  const key = keyOf([await digestOf(file), mapText, workerUrl.origin, timezone, dates, decimals, currency, encoding]);
  const kept = readState(stateFile, key);
  if (kept === "other")
    say(`${stateFile} is of another file, map or address: this import begins at its first payment.`);
  const state = kept === null || kept === "other" ? newState(key) : kept;
  if (state.done > 0) say(resumedWords(state.done, ordered.count));
  let last: ImportState = state;
  const tell = teller(startedAt, state.done, ordered.count);
  try {
    last = await sendAll({
      ordered,
      state,
      keep: (now) => {
        last = now;
        writeState(stateFile, now);
      },
      push: {
        workerUrl,
        headersFor: (body) => ({
          ...credentialsOf(process.env),
          ...pushHeaders(guards(), body, randomUUID(), new Date()),
        }),
        onStanding: (why) => say(standingWords(why)),
        wait: (ms, ended) => wait(ms, null, { signal: ended }),
        signal,
      },
      onProgress: tell,
    });
  } catch (error) {
    if (signal.aborted) throw new Stopped(stoppedWords(last.done, ordered.count));
    const why =
      error instanceof RefusedPush ? refusalWords(workerUrl.origin, error.status, error.text) : messageOf(error);
    throw new Mendable(`${why}. ${stoppedWords(last.done, ordered.count)}`, { cause: error });
  }
  removeState(stateFile);
  say(importedWords(told, last.sent, workerUrl.origin, Date.now() - startedAt).trimEnd());
}

/** Ended by a person. */
class Stopped extends Error {
  override name = "Stopped";
}

function guards() {
  return { ingestSecret: process.env.INGEST_SECRET?.trim() || null, dashboardToken: null };
}

/** A wrong address is told first: reading a large file takes minutes. */
async function reach(origin: string): Promise<void> {
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    await fetch(new URL("/api/health", origin), { headers: credentialsOf(process.env), redirect: "manual", signal });
  } catch (error) {
    throw new Mendable(notReached(origin, error), { cause: error });
  }
}

function teller(startedAt: number, doneBefore: number, all: number): (done: number) => void {
  let saidAt = startedAt;
  return (done) => {
    const now = Date.now();
    const words = sendingWords(done, all, done - doneBefore, now - startedAt);
    progress(words);
    if (process.stdout.isTTY || now - saidAt < LINE_EACH_MS) return;
    saidAt = now;
    say(words);
  };
}

main().catch((error: unknown) => {
  progress("");
  if (error instanceof Stopped) {
    process.stderr.write(`${error.message || "Stopped before anything was sent."}\n`);
    process.exit(130);
  }
  process.stderr.write(`The payments could not be imported: ${messageOf(error)}\n`);
  process.exit(1);
});
