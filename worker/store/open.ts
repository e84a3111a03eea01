// Chooses the store that STORE names.
import { configOf } from "../config.ts";
import { connect } from "./d1/connection.ts";
import { d1Store } from "./d1/store.ts";
import { neonStore } from "./neon/store.ts";
import { PATIENCE } from "./patience.ts";
import { persistent } from "./persistent.ts";
import type { Store } from "./store.ts";

export function openStore(env: { DB: D1Database }): Store {
  const { store } = configOf(env);
  const opened = store.kind === "neon" ? neonStore(store.databaseUrl) : d1Store(connect(env.DB));
  return persistent(opened, PATIENCE.pausesMs);
}
