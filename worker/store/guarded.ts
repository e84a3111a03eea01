// A store that is not used while its tables are a newer version's. It is asked before the first use, and no more once it fits:
// a newer version comes with a new isolate.
import { refusalWords } from "./newerDatabase.ts";
import type { Store } from "./store.ts";
import { ofStore, StoreNewer } from "./trouble.ts";

export function guarded(store: Store, newerMigration: () => Promise<string | null>, fits: Fit): Store {
  const check = async () => {
    const newer = await ofStore(store, newerMigration());
    if (newer !== null) throw new StoreNewer(store.kind, refusalWords(newer));
    fits.known = true;
  };
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (fits.known || typeof value !== "function") return value;
      return async (...given: unknown[]) => {
        if (!fits.known) await check();
        return Reflect.apply(value, target, given);
      };
    },
  });
}

/** Shared by all stores of one database in an isolate. */
export interface Fit {
  known: boolean;
}
