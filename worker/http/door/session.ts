// The login's cookie: the time until which it holds, signed for the role of the token that was shown. Nothing about it is
// stored here.
import { createHmac, hkdfSync } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { App } from "../context.ts";
import { type Role, roleAmong, sameSecret, type Token, tokensOf } from "./tokens.ts";

export const SESSION_COOKIE = "vigie_session";
const SESSION_MS = 12 * 60 * 60_000;

/** For whoever has shown the token of that role. */
export function logIn(context: Context<App>, role: Role): void {
  const { config } = context.var;
  const token = tokensOf(config).find((one) => one.role === role);
  if (token === undefined) throw new Error(`there is no token for a session of role ${role}`);
  const expires = Date.now() + SESSION_MS;
  const signature = signatureOf(expires, config.cardKey, token);
  setSession(context, `${expires}.${signature}`, SESSION_MS / 1000);
}

/** Takes the cookie out of this browser. */
export function logOut(context: Context<App>): void {
  setSession(context, "", 0);
}

/** What the session allows; null without a valid one. */
export function sessionRole(context: Context<App>): Role | null {
  const { config } = context.var;
  const cookie = isEncrypted(context) ? getCookie(context, SESSION_COOKIE, "host") : getCookie(context, SESSION_COOKIE);
  const [expires, signed] = cookie?.split(".") ?? [];
  if (expires === undefined || signed === undefined || !/^\d+$/.test(expires)) return null;
  if (Number(expires) < Date.now()) return null;
  return roleAmong(tokensOf(config), (token) =>
    sameSecret(signed, signatureOf(Number(expires), config.cardKey, token)),
  );
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

/** A reader's session never becomes an admin's, not even when the token of the one is later set as the token of the other. */
const KEY_NAMES: Readonly<Record<Role, string>> = { reader: "vigie sessions", admin: "vigie admin sessions" };

/**
 * Signs with a key of its own. The token is part of the key, so that a new token ends all sessions of its role. The card key is
 * part of it too, so that nobody who sees a cookie can try tokens against it.
 */
function signatureOf(expires: number, cardKey: string, { role, secret }: Token): string {
  const key = hkdfSync("sha256", cardKey, secret, KEY_NAMES[role], 32);
  return createHmac("sha256", new Uint8Array(key)).update(String(expires)).digest("base64url");
}
