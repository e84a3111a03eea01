// The intake's memory of merchants: what is usual there outlives a restart, the newest payments are read from the store.
import { type KeptMerchants, keptOf, type Merchants, merchantsFrom } from "../features/merchantCards.ts";
import type { Store } from "../store/store.ts";
import type { Cell } from "./cell.ts";

/** What is usual at a merchant changes slowly, and is up to a megabyte. */
const KEPT_EVERY_MS = 60_000;
/**
 * So many payments are read after a restart, the newest by event time, however far a feed lags. Where ten minutes hold more, the
 * oldest of them are not counted.
 */
const LATEST_READ = 5_000;

export function keptMerchants(cell: Cell<KeptMerchants>, store: Pick<Store, "newestPaid">) {
  let merchants: Merchants | null = null;
  let keptAt = 0;
  return {
    /** Throws when the store failed. */
    async read(): Promise<Merchants> {
      merchants ??= merchantsFrom(cell.get() ?? [], await store.newestPaid(LATEST_READ));
      return merchants;
    },
    keep(nowMs: number): void {
      if (merchants === null || Math.abs(nowMs - keptAt) < KEPT_EVERY_MS) return;
      keptAt = nowMs;
      cell.put(keptOf(merchants));
    },
    /**
     * Runs a work that counts a group in the merchants and stores it. When it fails, the group may or may not be stored, so what
     * was counted of it is read anew.
     */
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
