// Chooses the store that STORE names.
import { d1Store } from "./d1/store.ts";
import type { Store } from "./store.ts";

export function openStore(env: { DB: D1Database }): Store {
  return d1Store(env.DB);
}
