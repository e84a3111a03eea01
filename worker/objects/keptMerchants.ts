// The intake's memory of merchants: what is usual there outlives a restart, the last minutes are read from the store.
import {
  type KeptMerchants,
  keptOf,
  MERCHANT_WINDOW_MS,
  type Merchants,
  merchantsFrom,
} from "../features/merchantCards.ts";
import type { Store } from "../store/store.ts";
import type { Cell } from "./cell.ts";

/** What is usual at a merchant changes slowly, and is up to a megabyte. */
const KEPT_EVERY_MS = 60_000;
/** So many payments of the last minutes are read after a restart. At a higher rate the oldest of them are not counted. */
const LATEST_READ = 5_000;

export function keptMerchants(cell: Cell<KeptMerchants>, store: Pick<Store, "paidAfter">) {
  let merchants: Merchants | null = null;
  let keptAt = 0;
  return {
    /** Throws when the store failed. */
    async read(nowMs: number): Promise<Merchants> {
      merchants ??= merchantsFrom(cell.get() ?? [], await store.paidAfter(nowMs - MERCHANT_WINDOW_MS, LATEST_READ));
      return merchants;
    },
    keep(nowMs: number): void {
      if (merchants === null || Math.abs(nowMs - keptAt) < KEPT_EVERY_MS) return;
      keptAt = nowMs;
      cell.put(keptOf(merchants));
    },
    /** After a group that may or may not be stored: what was counted of it is read anew. */
    forget(): void {
      merchants = null;
    },
  };
}
