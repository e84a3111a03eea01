// How every page asks the server over HTTP. A refused sign-in leads to the login page and back; any other failure is a
// value with words.
import { ended, sentence } from "./format.ts";
import { nameCurrency } from "./money.ts";
import { nameZone } from "./zone.ts";

/** `status` is 0 where the server could not be reached. */
export type Answer<T> = Success<T> | Failure;

/** `status` is left out where several answers became one. */
export interface Success<T> {
  ok: true;
  status?: number;
  value: T;
}

export interface Failure {
  ok: false;
  status: number;
  /** In words. */
  problem: string;
  /** All that the server said, where it was JSON; else null. */
  said: unknown;
}

export interface Question {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** A file is sent as it is, anything else as JSON. */
  body?: object | Blob;
  headers?: Record<string, string>;
}

/** The server itself ends a longer request. */
const DEADLINE_MS = 30_000;

export async function ask<T>(path: string, { method = "GET", body, headers }: Question = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: "application/json", ...typeOf(body), ...headers },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    nameZone(response.headers.get("report-timezone"));
    nameCurrency(response.headers.get("report-currency"));
    // The fragment goes along, so that the login leads back to the panel that was open.
    if (response.status === 401) location.assign(`/login?to=${location.pathname}${location.hash}`);
    if (response.ok) return { ok: true, status: response.status, value: await response.json() };
    const said: unknown = await response.json().catch(() => null);
    return { ok: false, status: response.status, problem: problemOf(response.status, said), said };
  } catch {
    return { ok: false, status: 0, problem: "The server can’t be reached.", said: null };
  }
}

function typeOf(body: object | undefined): Record<string, string> {
  if (body === undefined) return {};
  return { "content-type": body instanceof Blob ? body.type || "application/octet-stream" : "application/json" };
}

/** The server's own words. A proxy's page says nothing to a person, so its status stands in its place. */
function problemOf(status: number, said: unknown): string {
  if (typeof said === "object" && said !== null && "error" in said && typeof said.error === "string") {
    // A parameter keeps its name as it is.
    const isNamed = "field" in said && typeof said.field === "string" && said.error.startsWith(`${said.field} `);
    return isNamed ? ended(said.error) : sentence(said.error);
  }
  return status === 503
    ? "The server answers, but is not ready (503)."
    : `The server answered with an error (${status}).`;
}
