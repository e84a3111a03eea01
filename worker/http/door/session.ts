// The login's cookie: the time until which its bearer may read, signed. Nothing about it is stored here.
import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Config } from "../../config/config.ts";
import type { App } from "../context.ts";

export const SESSION_COOKIE = "vigie_session";
const SESSION_MS = 12 * 60 * 60_000;

/** For whoever has shown the token. */
export function logIn(context: Context<App>, dashboardToken: string): void {
  const expires = Date.now() + SESSION_MS;
  const signature = signatureOf(expires, context.var.config.cardKey, dashboardToken);
  setSession(context, `${expires}.${signature}`, SESSION_MS / 1000);
}

/** Takes the cookie out of this browser. */
export function logOut(context: Context<App>): void {
  setSession(context, "", 0);
}

export function hasSession(context: Context<App>, { cardKey }: Config, dashboardToken: string): boolean {
  const cookie = isEncrypted(context) ? getCookie(context, SESSION_COOKIE, "host") : getCookie(context, SESSION_COOKIE);
  const [expires, signed] = cookie?.split(".") ?? [];
  if (expires === undefined || signed === undefined || !/^\d+$/.test(expires)) return false;
  if (Number(expires) < Date.now()) return false;
  return sameSecret(signed, signatureOf(Number(expires), cardKey, dashboardToken));
}

/**
 * Browsers take a `__Host-` cookie over https only and for this host alone, and no neighbouring host can set it. Over plain
 * http not every browser would keep such a cookie, so a developer's own machine, the only place for it, uses another name.
 */
function setSession(context: Context<App>, value: string, maxAge: number): void {
  const shared = { httpOnly: true, sameSite: "Lax", path: "/", maxAge } as const;
  if (isEncrypted(context)) setCookie(context, SESSION_COOKIE, value, { ...shared, secure: true, prefix: "host" });
  else setCookie(context, SESSION_COOKIE, value, shared);
}

function isEncrypted(context: Context<App>): boolean {
  return new URL(context.req.url).protocol === "https:";
}

/**
 * Signs with a key of its own. The token is part of the key, so that a new token ends all sessions. The card key is part of it
 * too, so that nobody who sees a cookie can try tokens against it.
 */
function signatureOf(expires: number, cardKey: string, dashboardToken: string): string {
  const key = hkdfSync("sha256", cardKey, dashboardToken, "vigie sessions", 32);
  return createHmac("sha256", new Uint8Array(key)).update(String(expires)).digest("base64url");
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
