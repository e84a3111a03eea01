// A shop that pushes a payment to a deployed Vigie, and a person who looks at its board.
import { pushHeaders } from "../../local/pushHeaders.ts";
import { feedRow } from "../rows.ts";

export interface Secrets {
  DASHBOARD_TOKEN: string;
  INGEST_SECRET: string;
}

/** The answer that the shop gets about its payment. */
export async function push(
  address: string,
  { INGEST_SECRET }: Secrets,
  id: string,
): Promise<{ status: number; text: string }> {
  const body = JSON.stringify([feedRow({ trans_num: id, current_time: new Date().toISOString() })]);
  const guards = { ingestSecret: INGEST_SECRET, dashboardToken: null };
  const response = await fetch(new URL("api/payments", address), {
    method: "POST",
    headers: { "content-type": "application/json", ...pushHeaders(guards, body, `push-${id}`, new Date()) },
    body,
  });
  return { status: response.status, text: await response.text() };
}

export async function get(
  address: string,
  path: string,
  token: string | null,
): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(new URL(path, address), { headers, redirect: "manual" });
  return { status: response.status, text: await response.text() };
}
