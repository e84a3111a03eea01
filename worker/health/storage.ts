// How much room the store has, as it is shown, and when that is a problem. Pure.
import type { Config } from "../config/config.ts";
import { daysKept } from "../config/paymentRetention.ts";
import { counted } from "../counted.ts";
import { HOUR_MS } from "../duration.ts";
import { daysLeft } from "../store/size.ts";
import type { Health } from "../wire/board.ts";
import { isoTime } from "../wire/views.ts";
import type { ArchivistStatus } from "./objectStates.ts";
import type { Problem } from "./problem.ts";

/** Enough time to let old days go, or to move to another store. */
const STORE_DAYS_LEFT = 14;
/** Nothing is lost meanwhile, because only archived days leave the store. */
const ARCHIVE_FAILS_MS = 3 * HOUR_MS;

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

export function storageProblems(storage: StorageFacts, config: Limits, nowMs: number): Problem[] {
  const problems: Problem[] = [];
  const left = daysLeftOf(storage, config);
  if (left !== null && left < STORE_DAYS_LEFT) {
    const text =
      left < 1
        ? "The store is full, or will be within a day."
        : `The store will be full in ${counted(Math.floor(left), "day")}, at the last week's rate.`;
    problems.push({ kind: "storage", text, since: null, holdMs: 0, stops: null });
  }
  const { trouble } = storage;
  if (trouble !== null && nowMs - trouble.since > ARCHIVE_FAILS_MS) {
    const hours = counted(Math.floor((nowMs - trouble.since) / HOUR_MS), "hour");
    const text = `The archive has not worked as it should for ${hours}: ${trouble.problem}.`;
    problems.push({ kind: "archive", text, since: trouble.since, holdMs: 0, stops: null });
  }
  return problems;
}

/** Days until the store is full, with fractions. Null when no end is known. */
function daysLeftOf(facts: StorageFacts, config: Limits): number | null {
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
