// How the objects say that they stand: what health judges by. Plain values, which pass between objects.
import type { Latencies } from "../pipeline/latency.ts";
import type { NotUnderstood } from "../pipeline/notUnderstood.ts";
import type { RowSums } from "../pipeline/rowCounts.ts";
import type { TickSummary } from "../pipeline/tick.ts";
import type { ArchiveSums } from "../store/archive.ts";
import type { Source } from "../store/payments.ts";
import type { Growth, Measured } from "../store/size.ts";

export interface PollerStatus {
  lastTick: (TickSummary & { at: number }) | null;
  simulated: boolean;
  /** Epoch ms until when the feed asked not to be polled; absent: it did not, the last time. */
  leftAloneUntil?: number | undefined;
  /** The newest answer of which every row was refused, and mostly why; absent: there was none. */
  refusedAnswer?: { at: number; rows: number; reason: string } | undefined;
}

export interface IntakeStatus {
  model: { version: string; engine: "onnx" | "trees" | "none"; problem: string | null };
  latencies: Latencies;
  /** In payments of the last day. */
  notUnderstood: NotUnderstood[];
  /** Rows of the last minutes, by where they came from. */
  rows: Record<Source, RowSums>;
}

/** What the archivist knows of the store and the archive; all null before it has looked. */
export interface ArchivistStatus {
  size: Measured | null;
  growth: Growth | null;
  sums: ArchiveSums | null;
  trouble: Trouble | null;
}

export interface Trouble {
  /** Epoch ms; it has not gone away since. */
  since: number;
  problem: string;
}

export interface DeadLetterFacts {
  letters: number;
  payments: number;
  /** Epoch ms; null while there are none. */
  oldestAt: number | null;
}
