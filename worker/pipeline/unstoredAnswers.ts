// What the feed answered and the intake has not taken yet, in the poller's own storage: an answer may never come again.

export interface KeptAnswers {
  /** Packed arrivals, a slice each. They are on disk before anything is sent that follows from them. */
  keep(slices: readonly string[]): void;
  /** The newest goes first: a slice that fails for a reason of its own holds up no other. */
  newest(): { key: string; slice: string } | null;
  drop(key: string): void;
  /** No room for another answer. */
  isFull(): boolean;
}

/** Twenty minutes of usual answers, each a slice of its own. */
const FULL_AT = 100;
const PREFIX = "kept:";
const DIGITS = 12;

export function keptIn(kv: SyncKvStorage): KeptAnswers {
  return {
    keep(slices) {
      // Counted on for good: a tick that has outlived its lease may yet drop a key, and must not find another slice there.
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
