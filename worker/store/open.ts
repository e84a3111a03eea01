// Chooses the store that STORE names.
import { configOf } from "../config.ts";
import { d1Store } from "./d1/store.ts";
import { neonStore } from "./neon/store.ts";
import type { Store } from "./store.ts";

export function openStore(env: { DB: D1Database }): Store {
  const { store } = configOf(env);
  return store.kind === "neon" ? neonStore(store.databaseUrl) : d1Store(env.DB);
}
