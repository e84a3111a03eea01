// What a step of the archive is given, and what each of its tasks answers.
import type { ReportStores } from "../report/daily.ts";
import type { Store } from "../store/store.ts";
import type { Shelf } from "./shelf.ts";

export interface StepSettings {
  reportZone: string;
  silenceMs: number;
  /** Epoch ms. Days that ended by then leave the store; null when no day leaves. */
  leaveBy: number | null;
}

export interface StepPorts {
  store: Store & ReportStores;
  shelf: Shelf;
  closeDay: (date: string) => Promise<void>;
  now: () => number;
  /** Rows per file; PART_ROWS when not set. */
  partRows?: number;
}

/** How a task ended. `isOver`: the whole task is done for the day, not only a part of it. */
export type TaskResult = { kind: "done"; isOver: boolean } | { kind: "nothing" } | { kind: "problem"; problem: string };
