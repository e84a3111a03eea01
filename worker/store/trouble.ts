// Failures of a store in words: for the caller, for health, and for the decision whether to repeat a query. Which errors tell that a
// statement certainly did not run is known by each engine: d1/connection.ts, neon/repeatedRequests.ts.
import { STORE_NAMES, type Store } from "./store.ts";

/** A failure of the store, as its callers see it. */
export interface StoreTrouble {
  /** Words without a capital and a full stop. */
  problem: string;
  /** Milliseconds after which it may be worth asking again. */
  againMs: number;
  /** Set when nothing is amiss, so that it is not worth a line in the log. */
  isUsual?: true;
}

class StoreError extends Error {
  /** Marks the error, so that it is still recognized after a call from one Durable Object to another. */
  readonly storeTrouble: StoreTrouble;

  constructor(store: Store["kind"], what: string, againMs: number, cause?: unknown) {
    const problem = `the store (${STORE_NAMES[store]}) ${what}`;
    super(problem, { cause });
    this.storeTrouble = { problem, againMs };
  }
}

/** The store did not answer in time, or did not last time. It is unknown whether anything was written. */
export class StoreAway extends StoreError {
  override name = "TimeoutError";

  constructor(store: Store["kind"], deadlineMs: number, againMs: number) {
    super(store, `did not answer within ${deadlineMs / 1000} s`, againMs);
  }
}

/** The tables are a newer version's. Nothing was asked of the store. */
export class StoreNewer extends StoreError {
  constructor(store: Store["kind"], what: string) {
    super(store, what, NEWER_AGAIN_MS);
  }
}

/** More waits for the store than may wait. Nothing is decided until it is recorded. */
export class JournalFull extends StoreError {
  constructor(store: Store["kind"], payments: number) {
    super(store, `has not taken ${payments} decided payments yet, and no more may wait for it`, FULL_AGAIN_MS);
  }
}

/** The store's payments are summed in another currency than CURRENCY. Nothing is decided: sums of both would mean nothing. */
export class OtherCurrency extends StoreError {
  constructor(store: Store["kind"], kept: string, currency: string) {
    super(store, `has payments that are summed in ${kept}, and CURRENCY is ${currency}: set it back`, NEWER_AGAIN_MS);
  }
}

/** Payments of the past give way to those of now. None of those that one decider was given was decided by it. */
export class PastWaits extends Error {
  /** As that of a StoreError. It travels between objects without the error: what an object throws counts as its failure. */
  readonly storeTrouble: StoreTrouble;

  constructor(trouble: StoreTrouble) {
    super(trouble.problem);
    this.storeTrouble = trouble;
  }
}

const FULL_AGAIN_MS = 10_000;
/** Only a person can mend it. */
const NEWER_AGAIN_MS = 60_000;
const AGAIN_MS = 1_000;
/** The messages of D1 and of Neon's driver when the store was not reached. */
const UNREACHED = /Network connection lost|Error connecting to database|Server error \(HTTP status/i;

/** Marks every error of `answer` as the store's. */
export async function ofStore<Answer>({ kind }: Pick<Store, "kind">, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (storeTroubleOf(error) !== null) throw error;
    const what = UNREACHED.test(messagesOf(error)) ? "cannot be reached" : "failed; the log says why";
    throw new StoreError(kind, what, AGAIN_MS, error);
  }
}

/** Null when the error was not marked as the store's. Errors come wrapped, so causes are searched too. */
export function storeTroubleOf(error: unknown): StoreTrouble | null {
  for (const each of causesOf(error)) {
    if ("storeTrouble" in each && isTrouble(each.storeTrouble)) return each.storeTrouble;
  }
  return null;
}

/** The problem as a sentence. */
export function storeSentence({ problem }: StoreTrouble): string {
  return `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
}

function isTrouble(value: unknown): value is StoreTrouble {
  return typeof value === "object" && value !== null && "problem" in value && "againMs" in value;
}

/**
 * Cloudflare's messages, in D1 and in requests alike, and Node's, for a query that broke off on its way: it may have run,
 * or not. D1's list of errors says to retry these. A D1 that is overloaded or out of memory is not asked again from here.
 */
const BROKEN_OFF =
  /Network connection lost|in D1 DB storage caused object to be reset|exceeded timeout which caused object to be reset|reset because its code was updated|client disconnected|other side closed|socket hang up|ECONNRESET|EPIPE/i;

export function brokeOff(error: unknown): boolean {
  return BROKEN_OFF.test(messagesOf(error));
}

/** Both databases' messages for a payment whose id is stored already. */
const TAKEN = /UNIQUE constraint failed: payments\.|unique constraint "payments_/i;

export function isTaken(error: unknown): boolean {
  return TAKEN.test(messagesOf(error));
}

/** The messages of an error and of its causes. */
export function messagesOf(error: unknown): string {
  const causes = causesOf(error);
  return causes.length === 0 ? String(error) : causes.map((each) => each.message).join(" ");
}

function causesOf(error: unknown): Error[] {
  const found: Error[] = [];
  // Neon's driver uses a name of its own for the cause.
  for (let at = error; at instanceof Error && !found.includes(at); at = at.cause ?? Reflect.get(at, "sourceError")) {
    found.push(at);
  }
  return found;
}
