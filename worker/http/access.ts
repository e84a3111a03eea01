// Who may do what. Without tokens everything is closed, except on a developer's own machine (`npm start`), which says so.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { Webhook } from "standardwebhooks";
import type { Config } from "../config.ts";
import type { App } from "./app.ts";

const SESSION_COOKIE = "vigie_session";
const SESSION_MS = 12 * 60 * 60_000;

export type Access = "granted" | "denied" | "closed";

/** For people and programs that read: the login cookie, or `Authorization: Bearer DASHBOARD_TOKEN`. */
export function readAccess(context: Context<App>): Access {
  const { dashboardToken, local } = context.var.config;
  if (dashboardToken === null) return local ? "granted" : "closed";
  const bearer = /^Bearer (.+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  if (bearer !== undefined) return sameSecret(bearer, dashboardToken) ? "granted" : "denied";
  return isSession(getCookie(context, SESSION_COOKIE), dashboardToken, Date.now()) ? "granted" : "denied";
}

export const requireReader: MiddlewareHandler<App> = async (context, next) => {
  const access = readAccess(context);
  if (access === "closed") return context.json({ error: "closed" }, 503);
  if (access === "denied") return context.json({ error: "a valid token is needed" }, 401);
  return next();
};

/** For the socket: browsers send cookies with upgrades from any page, so a foreign Origin is refused. */
export const requireOwnOrigin: MiddlewareHandler<App> = async (context, next) => {
  const origin = context.req.header("origin");
  if (origin !== undefined && origin !== new URL(context.req.url).origin) {
    return context.json({ error: "foreign origin" }, 403);
  }
  return next();
};

/** For programs that push. With INGEST_SECRET: signed as Standard Webhooks say. */
export function pushAccess(config: Config, headers: Headers, body: string): Access {
  const { ingestSecret, dashboardToken, local } = config;
  if (ingestSecret !== null) return isSigned(ingestSecret, headers, body) ? "granted" : "denied";
  if (!local) return "closed";
  if (dashboardToken === null) return "granted";
  const bearer = /^Bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return bearer !== undefined && sameSecret(bearer, dashboardToken) ? "granted" : "denied";
}

function isSigned(secret: string, headers: Headers, body: string): boolean {
  try {
    new Webhook(secret).verify(body, Object.fromEntries(headers), { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

export function logIn(context: Context<App>, token: string): boolean {
  const { dashboardToken } = context.var.config;
  if (dashboardToken === null || !sameSecret(token, dashboardToken)) return false;
  const expires = Date.now() + SESSION_MS;
  setCookie(context, SESSION_COOKIE, `${expires}.${signature(expires, dashboardToken)}`, {
    httpOnly: true,
    secure: new URL(context.req.url).protocol === "https:",
    sameSite: "Lax",
    path: "/",
    maxAge: SESSION_MS / 1000,
  });
  return true;
}

function isSession(cookie: string | undefined, token: string, nowMs: number): boolean {
  const [expires, signed] = cookie?.split(".") ?? [];
  if (expires === undefined || signed === undefined || !/^\d+$/.test(expires) || Number(expires) < nowMs) return false;
  return sameSecret(signed, signature(Number(expires), token));
}

function signature(expires: number, token: string): string {
  return createHmac("sha256", token).update(`vigie session until ${expires}`).digest("base64url");
}

/** In constant time, whatever the lengths. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
