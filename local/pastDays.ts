// Loads past days of the simulated world through POST /api/payments, so that charts and reports are not empty.
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { decisions as decided } from "../worker/wire/answers.ts";

const BATCH = 100;
const IN_FLIGHT = 4;
/** A Worker that died is back within some seconds. */
const TRIES = 30;
const WAIT_MS = 1000;

export interface PastDays {
  simulatorUrl: string;
  workerUrl: URL;
  /** Makes the headers that let a body in. */
  headersFor: (body: string) => Record<string, string>;
  days: number;
  /** Number of cards, the first ones of the world. Each comes with all its payments, so that histories are whole. */
  cards: number;
  /** Called after each batch with the payments loaded so far. */
  onProgress: (loaded: number) => void;
  /** Ends the loading early; the promise is then rejected. */
  signal: AbortSignal;
}

/** Answers how many payments were loaded. Loading the same days again changes nothing. */
export async function loadPastDays(options: PastDays): Promise<number> {
  const { simulatorUrl, days, cards, onProgress, signal } = options;
  const response = await fetch(`${simulatorUrl}/past?days=${days}&cards=${cards}`, { signal });
  if (!response.ok || response.body === null)
    throw new Error(`the simulator answered ${response.status} for past days`);
  let loaded = 0;
  const inFlight = new Set<Promise<void>>();
  const send = (lines: string[]) => {
    const sent = push(options, lines).then((stored) => {
      loaded += stored;
      inFlight.delete(sent);
      onProgress(loaded);
    });
    // Awaited below; until then a failure must not count as an unhandled rejection.
    sent.catch(() => undefined);
    inFlight.add(sent);
  };
  let batch: string[] = [];
  for await (const line of createInterface({ input: Readable.fromWeb(response.body), crlfDelay: Infinity })) {
    batch.push(line);
    if (batch.length < BATCH) continue;
    send(batch);
    batch = [];
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  }
  if (batch.length > 0) send(batch);
  await Promise.all(inFlight);
  return loaded;
}

/** Answers how many of the payments were new. */
async function push(options: PastDays, lines: string[]): Promise<number> {
  const body = `[${lines.join(",")}]`;
  for (let attempt = 1; ; attempt += 1) {
    const pushed = await pushOnce(options, body);
    if ("stored" in pushed) return pushed.stored;
    if (attempt === TRIES) throw new Error(pushed.problem);
    await wait(WAIT_MS, null, { signal: options.signal });
  }
}

/** A problem that may pass is returned in words; any other is thrown. */
async function pushOnce(
  { workerUrl, headersFor, signal }: PastDays,
  body: string,
): Promise<{ stored: number } | { problem: string }> {
  const headers = { "content-type": "application/json", ...headersFor(body) };
  const request = { method: "POST", headers, body, signal };
  const response = await fetch(new URL("/api/payments?past=1", workerUrl), request).catch((error: unknown) => {
    signal.throwIfAborted();
    return String(error);
  });
  if (typeof response === "string") return { problem: `the Worker cannot be reached: ${response}` };
  const text = await response.text();
  if (response.ok) {
    const { decisions } = decided.parse(JSON.parse(text));
    return { stored: decisions.filter(({ status }) => status === "stored").length };
  }
  const problem = `the Worker answered ${response.status}: ${text.slice(0, 200)}`;
  if (response.status >= 500) return { problem };
  throw new Error(problem);
}
