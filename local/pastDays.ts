// Loads past days of the simulated world through POST /api/payments, so that charts and reports are not empty.
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { z } from "zod";
import type { Past } from "../simulator/past.ts";
import { COUNT_HEADER } from "../simulator/server.ts";
import { MINUTE_MS } from "../worker/duration.ts";
import { SIMULATOR_HEADER } from "../worker/pipeline/origin.ts";
import { retryAfterOf } from "../worker/retryAfter.ts";
import { decisions as decided } from "../worker/wire/answers.ts";

type Answer = z.infer<typeof decided>;

const BATCH = 100;
const IN_FLIGHT = 4;
/** A Worker that died is back within some seconds. */
const TRIES = 30;
const WAIT_MS = 1000;
/** The longest that is waited before it is asked again, whatever the Worker says. */
const LONGEST_WAIT_MS = MINUTE_MS;
/** A person is told that the load stands once it was told to wait for so long, and no payment was taken meanwhile. */
const STANDS_AFTER_MS = 10_000;
const GIVEN_UP_AFTER_MS = 10 * MINUTE_MS;

export interface PastDays {
  simulatorUrl: string;
  workerUrl: URL;
  /** Makes the headers that let a body in. */
  headersFor: (body: string) => Record<string, string>;
  /**
   * Each comes after the one before. From `days` before today to `until` days before it; `cards`: the first ones of the
   * world, each with all its payments, so that histories are whole.
   */
  parts: readonly Past[];
  /** Called after each batch: payments loaded so far, and all of them. */
  onProgress: (loaded: number, expected: number) => void;
  /** Called once when no payment has been taken for a while because the Worker says to wait; `why`: its words. */
  onStanding: (why: string) => void;
  /** Rejects when the signal says so. */
  wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Ends the loading early; the promise is then rejected. */
  signal: AbortSignal;
}

/** How the payments of the past days were taken. */
export interface Loaded {
  payments: number;
  /** Payments that had been stored before. */
  repeated: number;
  /** Payments that were not taken. */
  refused: number;
  /**
   * Payments sent again because the first answer was lost or said to wait. Nobody knows whether they had been stored before: one of
   * several deciders may have taken its share.
   */
  sentAgain: number;
}

/** Loading the same days again changes nothing. */
export async function loadPastDays(options: PastDays): Promise<Loaded> {
  const { parts, onProgress, signal } = options;
  const answers = await Promise.all(parts.map((part) => askPast(options, part)));
  const expected = answers.reduce((sum, { payments }) => sum + payments, 0);
  const loaded: Loaded = { payments: 0, repeated: 0, refused: 0, sentAgain: 0 };
  const pace: Pace = { taken: 0, isTold: false };
  for (const { body } of answers) {
    const inFlight = new Set<Promise<void>>();
    const send = (lines: string[]) => {
      const sent = push(options, lines, expected, pace).then(({ attempt, decisions, rejects }) => {
        loaded.payments += lines.length;
        loaded.refused += rejects.length;
        if (attempt > 1) loaded.sentAgain += decisions.length;
        else loaded.repeated += decisions.filter(({ status }) => status === "repeated").length;
        inFlight.delete(sent);
        onProgress(loaded.payments, expected);
      });
      // Awaited below; until then a failure must not count as an unhandled rejection.
      sent.catch(() => undefined);
      inFlight.add(sent);
    };
    let batch: string[] = [];
    for await (const line of createInterface({ input: Readable.fromWeb(body), crlfDelay: Infinity })) {
      signal.throwIfAborted();
      batch.push(line);
      if (batch.length < BATCH) continue;
      send(batch);
      batch = [];
      if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
    }
    if (batch.length > 0) send(batch);
    await Promise.all(inFlight);
  }
  return loaded;
}

async function askPast({ simulatorUrl, signal }: PastDays, { days, until, cards }: Past) {
  const response = await fetch(`${simulatorUrl}/past?days=${days}&until=${until}&cards=${cards}`, { signal });
  const { ok, status, body, headers } = response;
  if (!ok || body === null) throw new Error(`the simulator answered ${status} for past days`);
  return { body, payments: Number(headers.get(COUNT_HEADER)) };
}

/** How the load as a whole goes on: its batches are told to wait together. */
interface Pace {
  /** Batches that were taken. */
  taken: number;
  /** Whether it was said that no more are taken. */
  isTold: boolean;
}

/** `attempt`: the one that was answered, from 1. */
async function push(
  options: PastDays,
  lines: string[],
  expected: number,
  pace: Pace,
): Promise<Answer & { attempt: number }> {
  const { signal, wait, onStanding } = options;
  const body = `[${lines.join(",")}]`;
  let failures = 0;
  /** How long it was told to wait since `taken` batches were taken. It is no time of the clock, which goes on while a computer sleeps. */
  let stood = { ms: 0, taken: pace.taken };
  for (let attempt = 1; ; attempt += 1) {
    const pushed = await pushOnce(options, body, expected);
    if ("decisions" in pushed) {
      pace.taken += 1;
      pace.isTold = false;
      return { ...pushed, attempt };
    }
    const { problem, again } = pushed;
    if (again === null) {
      failures += 1;
      if (failures === TRIES) throw new Error(problem);
    } else {
      if (stood.taken !== pace.taken) stood = { ms: 0, taken: pace.taken };
      if (stood.ms >= GIVEN_UP_AFTER_MS) throw new Error(problem);
      if (stood.ms >= STANDS_AFTER_MS && !pace.isTold) {
        pace.isTold = true;
        onStanding(again.why);
      }
      stood.ms += again.afterMs;
    }
    await wait(again?.afterMs ?? WAIT_MS, signal);
  }
}

/** A problem that may pass, in words. `again`: the Worker's own words, when it says when to come back; null when it does not. */
interface Problem {
  problem: string;
  again: { why: string; afterMs: number } | null;
}

const refusal = z.object({ error: z.string() });

/** A problem that will not pass is thrown. */
async function pushOnce(
  { workerUrl, headersFor, signal }: PastDays,
  body: string,
  expected: number,
): Promise<Answer | Problem> {
  const headers = { "content-type": "application/json", [SIMULATOR_HEADER]: "world", ...headersFor(body) };
  const request = { method: "POST", headers, body, signal };
  const response = await fetch(new URL(`/api/payments?past=1&of=${expected}`, workerUrl), request).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      return String(error);
    },
  );
  if (typeof response === "string") return { problem: `the Worker cannot be reached: ${response}`, again: null };
  const text = await response.text();
  if (response.ok) return decided.parse(JSON.parse(text));
  const { status } = response;
  const problem = `the Worker answered ${status}: ${text.slice(0, 200)}`;
  if (status < 500) throw new Error(problem);
  const afterMs =
    status === 503 ? retryAfterOf(response.headers.get("retry-after"), Date.now(), LONGEST_WAIT_MS) : null;
  return { problem, again: afterMs === null ? null : { why: wordsOf(text), afterMs: Math.max(afterMs, WAIT_MS) } };
}

function wordsOf(text: string): string {
  try {
    return refusal.parse(JSON.parse(text)).error;
  } catch {
    return text.slice(0, 200);
  }
}
