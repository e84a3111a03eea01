// Chooses the store that STORE names.
import { configOf } from "../config/config.ts";
import { connect } from "./d1/connection.ts";
import { d1Dialect } from "./d1/dialect.ts";
import { neonDialect } from "./neon/dialect.ts";
import { PATIENCE } from "./patience.ts";
import { retryWrites } from "./retryWrites.ts";
import { storeOf } from "./sql/store.ts";
import type { Store } from "./store.ts";

export function openStore(env: { DB: D1Database }): Store {
  const { store } = configOf(env);
  const dialect = store.kind === "neon" ? neonDialect(store.databaseUrl) : d1Dialect(connect(env.DB));
  return retryWrites(storeOf(dialect), PATIENCE.pausesMs);
}
