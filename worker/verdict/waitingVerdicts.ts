// Words of sources on payments that are not stored yet: a dispute may come before its payment, or the payment may have been lost. A word
// waits in the store, and is said as soon as the payment is recorded.
import { DAY_MS } from "../duration.ts";
import type { Commit, Store } from "../store/store.ts";
import type { WaitingVerdict } from "../store/verdicts.ts";
import type { Recording, Word } from "./recordVerdict.ts";

/** A word on a payment that never comes is forgotten. Systems send what was lost for three days at most. */
export const WAITS_DAYS = 35;
/** Most of them are of payments from before Vigie, which never come. */
export const MOST_WAITING = 10_000;
const TIDIED_EVERY_MS = DAY_MS;

export interface WaitingPorts {
  store: Pick<Store, "waitingVerdicts" | "known">;
  write: (changes: Pick<Commit, "waitingVerdicts" | "waitedVerdicts" | "waitingFrom">) => Promise<void>;
  /** Says it, with all that comes of it. */
  say: (word: Word) => Promise<Pick<Recording, "status">>;
  now: () => number;
}

export function createWaiting({ store, write, say, now }: WaitingPorts) {
  /** By payment. Null until the store was asked. The caller is the one writer, so that it stays true. */
  let held: Map<string, WaitingVerdict[]> | null = null;
  let tidiedAt = 0;

  async function keep(word: WaitingVerdict): Promise<void> {
    const waiting = await load();
    await write({ waitingVerdicts: [word] });
    const others = (waiting.get(word.paymentId) ?? []).filter(({ by }) => by !== word.by);
    waiting.set(word.paymentId, [...others, word]);
  }

  /** Payments were recorded: says what waited for them. Throws when the store failed; what was not said waits on. */
  async function settle(recorded: readonly string[]): Promise<void> {
    const isFirst = held === null;
    const waiting = await load();
    if (waiting.size > 0) {
      const ids = recorded.filter((id) => waiting.has(id));
      // What was recorded before this object began may have been missed.
      if (isFirst) ids.push(...(await store.known([...waiting.keys()], [])).payments.keys());
      for (const id of new Set(ids)) await settleOne(id, waiting);
    }
    if (Math.abs(now() - tidiedAt) >= TIDIED_EVERY_MS) await tidy(waiting);
  }

  async function settleOne(id: string, waiting: Map<string, WaitingVerdict[]>): Promise<void> {
    for (const { paymentId, by, verdict, fraudType, note } of waiting.get(id) ?? []) {
      const word = {
        id: `source:${by}:waited:${paymentId}`,
        paymentId,
        verdict,
        fraudType,
        note,
        by,
        via: "source" as const,
      };
      const { status } = await say(word);
      if (status === "unknown" || status === "waiting") continue;
      await write({ waitedVerdicts: [{ paymentId, by }] });
      const left = (waiting.get(id) ?? []).filter((each) => each.by !== by);
      if (left.length === 0) waiting.delete(id);
      else waiting.set(id, left);
    }
  }

  async function tidy(waiting: Map<string, WaitingVerdict[]>): Promise<void> {
    tidiedAt = now();
    const from = tidiedAt - WAITS_DAYS * DAY_MS;
    const isOld = [...waiting.values()].flat().some(({ at }) => at < from);
    if (!isOld) return;
    await write({ waitingFrom: from });
    held = null;
  }

  async function load(): Promise<Map<string, WaitingVerdict[]>> {
    if (held !== null) return held;
    const read = new Map<string, WaitingVerdict[]>();
    for (const word of await store.waitingVerdicts(MOST_WAITING)) {
      read.set(word.paymentId, [...(read.get(word.paymentId) ?? []), word]);
    }
    held = read;
    return read;
  }

  return {
    keep,
    settle,
    /** Asks the store anew. */
    forget: () => {
      held = null;
    },
    /** How many words wait, as far as that is known. */
    many: () => (held === null ? null : [...held.values()].flat().length),
  };
}
