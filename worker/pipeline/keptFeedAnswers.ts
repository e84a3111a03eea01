// The feed's answers that no decider has taken yet. They lie in the poller's own storage, as an answer may never come again.

export interface KeptAnswers {
  /** Keeps packed arrivals, slice by slice. They are on disk before anything is sent that follows from them. */
  keep(slices: readonly string[]): void;
  /** The newest goes first, so that a slice that fails for a reason of its own holds up no other. */
  newest(): { key: string; slice: string } | null;
  drop(key: string): void;
  /** True when there is no room for another answer. */
  isFull(): boolean;
}

/** Twenty minutes of usual answers, when each is one slice. */
const FULL_AT = 100;
const PREFIX = "kept:";
const DIGITS = 12;

export function keptIn(kv: SyncKvStorage): KeptAnswers {
  return {
    keep(slices) {
      // A number is never used again: a tick that has outlived its lease may still drop its key, and must not drop another slice.
      const from = kv.get<number>("keptBefore") ?? 0;
      for (const [at, slice] of slices.entries()) kv.put(PREFIX + String(from + at).padStart(DIGITS, "0"), slice);
      kv.put("keptBefore", from + slices.length);
    },
    newest() {
      for (const [key, slice] of kv.list<string>({ prefix: PREFIX, reverse: true, limit: 1 })) return { key, slice };
      return null;
    },
    drop(key) {
      kv.delete(key);
    },
    isFull: () => Array.from(kv.list({ prefix: PREFIX, limit: FULL_AT })).length === FULL_AT,
  };
}
