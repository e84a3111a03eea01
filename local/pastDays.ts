// Loads past days of the simulated world through POST /api/payments, so that charts and reports are not empty.
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { z } from "@hono/zod-openapi";
import type { Past } from "../simulator/past.ts";
import { COUNT_HEADER } from "../simulator/server.ts";
import { SIMULATOR_HEADER } from "../worker/pipeline/origin.ts";
import { decisions as decided } from "../worker/wire/answers.ts";

type Answer = z.infer<typeof decided>;

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
  /**
   * Each comes after the one before. From `days` before today to `until` days before it; `cards`: the first ones of the
   * world, each with all its payments, so that histories are whole.
   */
  parts: readonly Past[];
  /** Called after each batch: payments loaded so far, and all of them. */
  onProgress: (loaded: number, expected: number) => void;
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
  /** Payments sent again because the first answer was lost. Nobody knows whether they had been stored before. */
  sentAgain: number;
}

/** Loading the same days again changes nothing. */
export async function loadPastDays(options: PastDays): Promise<Loaded> {
  const { parts, onProgress, signal } = options;
  const answers = await Promise.all(parts.map((part) => askPast(options, part)));
  const expected = answers.reduce((sum, { payments }) => sum + payments, 0);
  const loaded: Loaded = { payments: 0, repeated: 0, refused: 0, sentAgain: 0 };
  for (const { body } of answers) {
    const inFlight = new Set<Promise<void>>();
    const send = (lines: string[]) => {
      const sent = push(options, lines, expected).then(({ attempt, decisions, rejects }) => {
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

/** `attempt`: the one that was answered, from 1. */
async function push(options: PastDays, lines: string[], expected: number): Promise<Answer & { attempt: number }> {
  const body = `[${lines.join(",")}]`;
  for (let attempt = 1; ; attempt += 1) {
    const pushed = await pushOnce(options, body, expected);
    if ("decisions" in pushed) return { ...pushed, attempt };
    if (attempt === TRIES) throw new Error(pushed.problem);
    await wait(WAIT_MS, null, { signal: options.signal });
  }
}

/** A problem that may pass is returned in words; any other is thrown. */
async function pushOnce(
  { workerUrl, headersFor, signal }: PastDays,
  body: string,
  expected: number,
): Promise<Answer | { problem: string }> {
  const headers = { "content-type": "application/json", [SIMULATOR_HEADER]: "world", ...headersFor(body) };
  const request = { method: "POST", headers, body, signal };
  const response = await fetch(new URL(`/api/payments?past=1&of=${expected}`, workerUrl), request).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      return String(error);
    },
  );
  if (typeof response === "string") return { problem: `the Worker cannot be reached: ${response}` };
  const text = await response.text();
  if (response.ok) return decided.parse(JSON.parse(text));
  const problem = `the Worker answered ${response.status}: ${text.slice(0, 200)}`;
  if (response.status >= 500) return { problem };
  throw new Error(problem);
}
