// A decider's memory of merchants: what is usual there outlives a restart, the newest payments are read anew.

import {
  type KeptMerchants,
  keptOf,
  type Merchants,
  merchantsFrom,
  type PaidThere,
} from "../features/merchantCards.ts";
import type { Cell } from "../storedCell.ts";

/** What is usual at a merchant changes slowly, and is up to a megabyte. */
const KEPT_EVERY_MS = 60_000;
/**
 * So many payments are read after a restart, the newest by event time, however far a feed lags. Where ten minutes hold more, the
 * oldest of them are not counted.
 */
const LATEST_READ = 5_000;

export function keptMerchants(
  cell: Cell<KeptMerchants>,
  { newestPaid }: { newestPaid(limit: number): Promise<readonly PaidThere[]> },
) {
  let merchants: Merchants | null = null;
  let keptAt = 0;
  return {
    /** Throws when the store failed. */
    async read(): Promise<Merchants> {
      merchants ??= merchantsFrom(cell.get() ?? [], await newestPaid(LATEST_READ));
      return merchants;
    },
    keep(nowMs: number): void {
      if (merchants === null || Math.abs(nowMs - keptAt) < KEPT_EVERY_MS) return;
      keptAt = nowMs;
      cell.put(keptOf(merchants));
    },
    /** What is usual begins anew with them. */
    forget(): void {
      merchants = null;
      cell.delete();
    },
    /** Runs a work that counts a group in the merchants and keeps it. When it fails, the group is not kept, so they are made anew. */
    async counting<Result>(work: () => Promise<Result>): Promise<Result> {
      try {
        return await work();
      } catch (error) {
        merchants = null;
        throw error;
      }
    },
  };
}
