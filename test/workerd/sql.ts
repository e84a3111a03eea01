// Looks into the store under test, whichever it is, past the code that is being tested.
import { env } from "cloudflare:workers";
import { neon } from "@neondatabase/serverless";
import { configOf } from "../../worker/config.ts";

/** Rows of one statement with `?` for each parameter. */
export async function sql<Row = Record<string, unknown>>(text: string, ...parameters: unknown[]): Promise<Row[]> {
  const { store } = configOf(env);
  if (store.kind === "d1") {
    const { results } = await env.DB.prepare(text)
      .bind(...parameters)
      .all<Row>();
    return results;
  }
  let at = 0;
  const numbered = text.replace(/\?/g, () => {
    at += 1;
    return `$${at}`;
  });
  return Array.from(await neon(store.databaseUrl).query(numbered, parameters), (row) => row as Row);
}
