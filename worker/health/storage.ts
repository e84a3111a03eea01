// How much room the store has, as it is shown. Pure.
import type { Config } from "../config/config.ts";
import { daysKept } from "../config/retention.ts";
import { daysLeft } from "../store/size.ts";
import type { Health } from "../wire/board.ts";
import { isoTime } from "../wire/views.ts";
import type { ArchivistStatus } from "./objectStates.ts";

export interface StorageFacts extends ArchivistStatus {
  /** True when a bucket is bound. */
  hasArchive: boolean;
}

type Limits = Pick<Config, "retentionDays" | "feed" | "storeLimitBytes">;

const EMPTY = { days: 0, files: 0, bytes: 0, lastDate: null };

export function storageView(facts: StorageFacts, config: Limits): Health["storage"] {
  const { size, sums, trouble, hasArchive } = facts;
  if (size === null) return null;
  return {
    rows: size.rows,
    bytes: size.bytes,
    limitBytes: config.storeLimitBytes,
    daysLeft: daysLeftOf(facts, config),
    measuredAt: isoTime(size.measuredAt),
    keptDays: keptDaysOf(facts, config),
    note: noteOf(facts, config),
    archive: hasArchive ? { ...(sums ?? EMPTY), problem: trouble?.problem ?? null } : null,
  };
}

/** Days until the store is full, with fractions. Null when no end is known. */
export function daysLeftOf(facts: StorageFacts, config: Limits): number | null {
  const { size, growth } = facts;
  if (size === null || growth === null) return null;
  return daysLeft(size, growth, { limitBytes: config.storeLimitBytes, daysKept: keptDaysOf(facts, config) });
}

function noteOf({ hasArchive }: StorageFacts, { retentionDays, feed }: Limits): string | null {
  if (retentionDays === null) return null;
  if (!hasArchive) {
    return "RETENTION_DAYS has no effect: no bucket is bound as ARCHIVE, and nothing is deleted that is not in one.";
  }
  if (feed === "stream") return null;
  return "RETENTION_DAYS has no effect: a snapshot feed serves old payments again, so none of them may leave.";
}

function keptDaysOf({ hasArchive }: StorageFacts, config: Limits): number | null {
  return daysKept(config, hasArchive ? { ARCHIVE: true } : {});
}
