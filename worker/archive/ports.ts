// What a step of the archive is given, and what each of its tasks answers.
import type { ReportStores } from "../report/daily.ts";
import type { Store } from "../store/store.ts";
import type { Shelf } from "./shelf.ts";

export interface StepSettings {
  reportZone: string;
  silenceMs: number;
  /** Days that had ended by then leave the store; epoch ms. Null: no day leaves. */
  leaveBy: number | null;
}

export interface StepPorts {
  store: Store & ReportStores;
  shelf: Shelf;
  closeDay: (date: string) => Promise<void>;
  now: () => number;
  /** Rows a file; the usual number where it is not set. */
  partRows?: number;
}

/** What became of a task. `isOver`: the day is through with the whole task, not only with a part of it. */
export type Result = { kind: "done"; isOver: boolean } | { kind: "nothing" } | { kind: "problem"; problem: string };
