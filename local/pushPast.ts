// Pushes payments of the past, one batch after another, to a Worker that may be busy, away for a moment, or told to wait.
import { z } from "zod";
import { MINUTE_MS } from "../worker/duration.ts";
import { retryAfterOf } from "../worker/retryAfter.ts";
import { decisions as decided } from "../worker/wire/answers.ts";
import { reasonOf } from "./errorSentence.ts";
import { jsonIn } from "./labelRows.ts";

export type Answer = z.infer<typeof decided>;

/** The most that one push may hold. */
export const BATCH = 100;
/** A Worker that died is back within some seconds. */
const TRIES = 30;
const WAIT_MS = 1000;
/** The longest that is waited before it is asked again, whatever the Worker says. */
const LONGEST_WAIT_MS = MINUTE_MS;
/** A person is told that the load stands once it was told to wait for so long, and no payment was taken meanwhile. */
const STANDS_AFTER_MS = 10_000;
/** The Worker answers within a few seconds, whatever it waits for. */
const DEADLINE_MS = MINUTE_MS;
const GIVEN_UP_AFTER_MS = 10 * MINUTE_MS;

export interface PastPush {
  workerUrl: URL;
  /** Makes the headers that let a body in. */
  headersFor: (body: string) => Record<string, string>;
  /** Called once when no payment has been taken for a while because the Worker says to wait; `why`: its words. */
  onStanding: (why: string) => void;
  /** Rejects when the signal says so. */
  wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Ends the push early; the promise is then rejected. */
  signal: AbortSignal;
}

/** How the load as a whole goes on: its batches are told to wait together. */
export interface Pace {
  /** Batches that were taken. */
  taken: number;
  /** Whether it was said that no more are taken. */
  isTold: boolean;
}

/** An answer that will be the same when it is asked again. */
export class RefusedPush extends Error {
  override name = "RefusedPush";
  readonly status: number;
  readonly text: string;

  constructor(status: number, text: string) {
    super(answerWords(status, text));
    this.status = status;
    this.text = text;
  }
}

/** `body`: a JSON list of payments; `expected`: all of the load. `attempt`: the one that was answered, from 1. */
export async function pushPast(
  options: PastPush,
  body: string,
  expected: number,
  pace: Pace,
): Promise<Answer & { attempt: number }> {
  const { signal, wait, onStanding } = options;
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
  { workerUrl, headersFor, signal }: PastPush,
  body: string,
  expected: number,
): Promise<Answer | Problem> {
  const address = new URL(`/api/payments?past=1&of=${expected}`, workerUrl);
  const headers = { "content-type": "application/json", ...headersFor(body) };
  const answer = await ask(address, { method: "POST", headers, body }, signal);
  if ("unreached" in answer) return { problem: `the Worker cannot be reached: ${answer.unreached}`, again: null };
  const { status, text, retryAfter } = answer;
  if (status === 200) {
    const read = decided.safeParse(jsonIn(text));
    if (read.success) return read.data;
  }
  if (status < 500 && status !== 429) throw new RefusedPush(status, text);
  const isToldWhen = status === 503 || status === 429;
  const afterMs = isToldWhen ? retryAfterOf(retryAfter, Date.now(), LONGEST_WAIT_MS) : null;
  const again = afterMs === null ? null : { why: wordsOf(text), afterMs: Math.max(afterMs, WAIT_MS) };
  return { problem: answerWords(status, text), again };
}

async function ask(address: URL, init: RequestInit, signal: AbortSignal) {
  try {
    // A redirect is told, not followed: it could lead a token anywhere.
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    const response = await fetch(address, { ...init, redirect: "manual", signal: deadline });
    return { status: response.status, text: await response.text(), retryAfter: response.headers.get("retry-after") };
  } catch (error) {
    signal.throwIfAborted();
    return { unreached: reasonOf(error) ?? String(error) };
  }
}

function answerWords(status: number, text: string): string {
  return `the Worker answered ${status}: ${text.slice(0, 200)}`;
}

function wordsOf(text: string): string {
  const read = refusal.safeParse(jsonIn(text));
  return read.success ? read.data.error : text.slice(0, 200);
}
