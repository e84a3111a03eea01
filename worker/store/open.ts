// Chooses the store that STORE names.
import { configOf } from "../config/config.ts";
import { connect } from "./d1/connection.ts";
import { d1Dialect } from "./d1/dialect.ts";
import { type Fit, guarded } from "./guarded.ts";
import { neonDialect } from "./neon/dialect.ts";
import { PATIENCE } from "./patience.ts";
import { retryWrites } from "./retryWrites.ts";
import { storeOf } from "./sql/store.ts";
import type { Store } from "./store.ts";

/** One for each database that this isolate uses. */
const fits = new WeakMap<D1Database, Fit>();
const fitsByUrl = new Map<string, Fit>();

export function openStore(env: { DB: D1Database }): Store {
  const { store } = configOf(env);
  const dialect = store.kind === "neon" ? neonDialect(store.databaseUrl) : d1Dialect(connect(env.DB));
  const fit = store.kind === "neon" ? fitOf(fitsByUrl, store.databaseUrl) : fitOf(fits, env.DB);
  return guarded(retryWrites(storeOf(dialect), PATIENCE.pausesMs), () => dialect.newerMigration(), fit);
}

function fitOf<Key>(known: { get(key: Key): Fit | undefined; set(key: Key, fit: Fit): unknown }, key: Key): Fit {
  const fit = known.get(key) ?? { known: false };
  known.set(key, fit);
  return fit;
}
