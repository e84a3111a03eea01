// What goes wrong with a store, in words: for whoever asked, for health, and for the question whether to ask again.
import { STORE_NAMES, type Store } from "./store.ts";

/** The store's fault, as whoever asked hears of it. */
export interface StoreTrouble {
  /** In words, without a capital and a full stop. */
  problem: string;
  /** When it may be worth asking again. */
  againMs: number;
}

class StoreError extends Error {
  /** By this it is known after its way from one object to another, too. */
  readonly storeTrouble: StoreTrouble;

  constructor(store: Store["kind"], what: string, againMs: number, cause?: unknown) {
    const problem = `the store (${STORE_NAMES[store]}) ${what}`;
    super(problem, { cause });
    this.storeTrouble = { problem, againMs };
  }
}

/** It did not answer in time, or did not the last time: whether anything was written is not known. */
export class StoreAway extends StoreError {
  override name = "TimeoutError";

  constructor(store: Store["kind"], deadlineMs: number, againMs: number) {
    super(store, `did not answer within ${deadlineMs / 1000} s`, againMs);
  }
}

const AGAIN_MS = 1_000;
/** In D1's words, and in those of Neon's driver. */
const UNREACHED = /Network connection lost|Error connecting to database|Server error \(HTTP status/i;

/** Says of any error of these questions that it was the store's. */
export async function ofStore<Answer>({ kind }: Pick<Store, "kind">, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (storeTroubleOf(error) !== null) throw error;
    const what = UNREACHED.test(messagesOf(error)) ? "cannot be reached" : "failed; the log says why";
    throw new StoreError(kind, what, AGAIN_MS, error);
  }
}

/** Null where it was not the store's fault, or nobody said so. Errors come wrapped, so causes are looked through. */
export function storeTroubleOf(error: unknown): StoreTrouble | null {
  for (const each of causesOf(error)) {
    if ("storeTrouble" in each && isTrouble(each.storeTrouble)) return each.storeTrouble;
  }
  return null;
}

function isTrouble(value: unknown): value is StoreTrouble {
  return typeof value === "object" && value !== null && "problem" in value && "againMs" in value;
}

/**
 * Cloudflare's words, of D1 and of requests alike, for what broke off on its way: it may have been run, or not. They are those
 * that D1's list of errors says to try again; a D1 that is overloaded or out of memory gets no second question from here.
 */
const BROKEN_OFF =
  /Network connection lost|in D1 DB storage caused object to be reset|exceeded timeout which caused object to be reset|reset because its code was updated|client disconnected/i;

export function brokeOff(error: unknown): boolean {
  return BROKEN_OFF.test(messagesOf(error));
}

/** An error's message with those of its causes. */
export function messagesOf(error: unknown): string {
  const causes = causesOf(error);
  return causes.length === 0 ? String(error) : causes.map((each) => each.message).join(" ");
}

function causesOf(error: unknown): Error[] {
  const found: Error[] = [];
  // Neon's driver has a name of its own for it.
  for (let at = error; at instanceof Error && !found.includes(at); at = at.cause ?? Reflect.get(at, "sourceError")) {
    found.push(at);
  }
  return found;
}
