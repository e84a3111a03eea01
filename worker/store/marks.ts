// The port of the store, topic marks: up to where the journal of each decider is recorded. See docs/deciding.md.

export interface MarkMove {
  journal: string;
  /** Where the mark stands. Null: the store does not know this journal yet. */
  from: number | null;
  to: number;
}

export interface MarkStore {
  /** Null where the store does not know the journal. */
  markOf(journal: string): Promise<number | null>;
}

/** Thrown by `commit`: the mark is not where it was said to be. Nothing was written. */
export class MarkMoved extends Error {
  override name = "MarkMoved";
}
