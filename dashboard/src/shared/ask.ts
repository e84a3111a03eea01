// How every page asks the server over HTTP. A refused sign-in leads to the login page and back; any other failure is a
// value with words.
import { ended, sentence } from "./format.ts";
import { nameZone } from "./zone.ts";

/** `status` is 0 where the server could not be reached. */
export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; problem: string };

export interface Question {
  method?: "GET" | "POST";
  /** Sent as JSON. */
  body?: object;
}

/** The server itself ends a longer request. */
const DEADLINE_MS = 30_000;

export async function ask<T>(path: string, { method = "GET", body }: Question = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    nameZone(response.headers.get("report-timezone"));
    // The fragment goes along, so that the login leads back to the panel that was open.
    if (response.status === 401) location.assign(`/login?to=${location.pathname}${location.hash}`);
    if (response.ok) return { ok: true, value: await response.json() };
    return { ok: false, status: response.status, problem: await problemOf(response) };
  } catch {
    return { ok: false, status: 0, problem: "The server can’t be reached." };
  }
}

/** The server's own words. A proxy's page says nothing to a person, so its status stands in its place. */
async function problemOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => null);
  if (typeof said === "object" && said !== null && "error" in said && typeof said.error === "string") {
    // A parameter keeps its name as it is.
    const isNamed = "field" in said && typeof said.field === "string" && said.error.startsWith(`${said.field} `);
    return isNamed ? ended(said.error) : sentence(said.error);
  }
  return response.status === 503
    ? "The server answers, but is not ready (503)."
    : `The server answered with an error (${response.status}).`;
}
