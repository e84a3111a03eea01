// What every kind of simulation answers to a request for the current payments.
import type { FeedRow } from "./row.ts";

export interface Answer {
  rows: FeedRow[];
  /** To be called when the rows have reached the reader. Until then the next answer holds them again. */
  delivered(): void;
}

export interface Source {
  kind: "world" | "replay";
  answer(caller: string, now: number): Answer;
}

export const MOST_ROWS_PER_ANSWER = 1000;
