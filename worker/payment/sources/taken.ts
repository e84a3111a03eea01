// What became of the events of a source, as its object keeps it (objects/sources.ts).
import type { EventKind } from "./apply.ts";

/** `refused`: not signed rightly, not to be read, or not taken by the door. */
export type TakenKind = EventKind | "refused";
export type SourceCounts = Record<TakenKind, number>;

export const NO_COUNTS: SourceCounts = { payment: 0, label: 0, refund: 0, ignored: 0, refused: 0 };

export interface TakenEvent {
  /** The event's own id, by which it counts once. Null: it counts each time. */
  id: string | null;
  kind: TakenKind;
  /** As the event says it. */
  type: string | null;
  /** What is wrong with it, or why it is ignored. Null: nothing, and it is not. */
  problem: string | null;
  /** The event as JSON, redacted. Null where it was not read. */
  body: string | null;
}

export interface KeptEvent extends TakenEvent {
  /** Epoch ms at which it came. */
  at: number;
}

/** Events that were refused, one after the other, without one between them that was taken. */
export interface RefusedRun {
  since: number;
  last: number;
  events: number;
  problem: string;
}

export interface SourceStatus {
  /** Of today, in the zone of reports. */
  events: SourceCounts;
  /** Epoch ms at which the last event came. */
  lastAt: number | null;
  refused: RefusedRun | null;
}
