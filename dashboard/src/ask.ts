// How the report and the outbox ask over HTTP. A refused token leads to the login page and back; any other failure is
// words.
import { sentence } from "./format.ts";

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: string };

const DEADLINE_MS = 30_000;

export async function ask<T>(path: string, method = "GET"): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    if (response.status === 401) location.assign(`/login?to=${location.pathname}${location.hash}`);
    const value = await response.json();
    if (response.ok) return { ok: true, value };
    return { ok: false, problem: sentence(typeof value.error === "string" ? value.error : `error ${response.status}`) };
  } catch {
    return { ok: false, problem: "The server can’t be reached." };
  }
}
