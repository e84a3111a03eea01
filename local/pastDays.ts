// Loads past days of the simulated world through POST /api/payments, so that charts and reports are not empty.
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Past } from "../simulator/past.ts";
import { COUNT_HEADER } from "../simulator/server.ts";
import { SIMULATOR_HEADER } from "../worker/pipeline/origin.ts";
import { BATCH, type Pace, pushPast } from "./pushPast.ts";

const IN_FLIGHT = 4;

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
  const push = {
    ...options,
    headersFor: (body: string) => ({ [SIMULATOR_HEADER]: "world", ...options.headersFor(body) }),
  };
  for (const { body } of answers) {
    const inFlight = new Set<Promise<void>>();
    const send = (lines: string[]) => {
      const sent = pushPast(push, `[${lines.join(",")}]`, expected, pace).then(({ attempt, decisions, rejects }) => {
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
