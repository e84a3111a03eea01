// Looks into the store under test, whichever it is, past the code that is being tested.
import { env } from "cloudflare:workers";
import { neon } from "@neondatabase/serverless";
import { configOf } from "../../worker/config/config.ts";

type Row = Record<string, unknown>;

/** PostgreSQL's number for the type that its sums have, which the driver leaves as text. */
const NUMERIC = 1700;

/** Rows of one statement with `?` for each parameter. */
export async function sql(text: string, ...parameters: unknown[]): Promise<Row[]> {
  const { store } = configOf(env);
  if (store.kind === "d1") {
    const statement = env.DB.prepare(text).bind(...parameters);
    return (await statement.all<Row>()).results;
  }
  let at = 0;
  const numbered = text.replace(/\?/g, () => {
    at += 1;
    return `$${at}`;
  });
  const { fields, rows } = await neon(store.databaseUrl).query(numbered, parameters, { fullResults: true });
  const decimals = fields.filter(({ dataTypeID }) => dataTypeID === NUMERIC).map(({ name }) => name);
  return rows.map((row) => ({ ...row, ...Object.fromEntries(decimals.map((name) => [name, asNumber(row[name])])) }));
}

function asNumber(value: unknown): unknown {
  return typeof value === "string" ? Number(value) : value;
}

/** As before anything was audited. The store itself refuses that. */
export async function forgetAudit(): Promise<void> {
  if (configOf(env).store.kind === "d1") {
    const name = "audit_not_deleted";
    const [trigger] = await sql("select sql from sqlite_master where type = 'trigger' and name = ?", name);
    await sql(`drop trigger ${name}`);
    await sql("delete from audit");
    await sql(String(trigger?.sql));
    return;
  }
  await sql("alter table audit disable trigger audit_not_changed");
  await sql("delete from audit");
  await sql("alter table audit enable trigger audit_not_changed");
}
