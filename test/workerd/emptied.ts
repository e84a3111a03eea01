// A store that no payment has come to yet, and the simulator that may be the first to send one.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { sql } from "./sql.ts";
import { forgotten, ledger, poller, request } from "./worker.ts";

export const SIMULATOR = { "x-vigie-simulator": "world" };

export function pushFromSimulator(row: object): Promise<Response> {
  const headers = { "content-type": "application/json", ...SIMULATOR };
  return request("/api/payments?past=1", { method: "POST", body: JSON.stringify(row), headers });
}

/** As before the first payment ever. */
export async function emptied(): Promise<void> {
  for (const table of ["payments", "alerts", "messages", "rejects", "minutes", "quarters"])
    await sql(`delete from ${table}`);
  await sql("update writer set origin = null");
  await ledger().status();
  await evictDurableObject(ledger());
  await forgotten();
  await runInDurableObject(poller(), (_, { storage }) => {
    for (const [key] of storage.kv.list()) storage.kv.delete(key);
  });
}
