// Who may do what. Without tokens everything is closed, except on a developer's own machine (`npm start`), which says so.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { Webhook } from "standardwebhooks";
import { type Config, isOpen } from "../config.ts";
import { type AccessToken, verifyAccessToken } from "./accessToken.ts";
import type { App } from "./app.ts";

const SESSION_COOKIE = "vigie_session";
const SESSION_MS = 12 * 60 * 60_000;

/** What Cloudflare Access says of a request. */
export interface RequestToken {
  verdict: AccessToken["verdict"] | "absent";
  person: string | null;
}

export type Access =
  | "granted"
  /** No credentials, or wrong ones. */
  | "denied"
  /** A token of Cloudflare Access that does not hold. */
  | "forbidden"
  /** The keys to check such a token could not be read. */
  | "unavailable"
  /** Not set up: nobody gets in. */
  | "closed";

/** Checks the token that Cloudflare Access adds to a request, before anyone asks `readAccess`. */
export const checkAccessToken: MiddlewareHandler<App> = async (context, next) => {
  const { access } = context.var.config;
  // Only the header: the cookie of the same name also comes with requests that did not pass Access.
  const token = context.req.header("cf-access-jwt-assertion");
  if (access === null || token === undefined) {
    context.set("accessToken", { verdict: "absent", person: null });
  } else context.set("accessToken", await verifyAccessToken(token, access));
  return next();
};

/** For people and programs that read: Cloudflare Access, the login cookie, or `Authorization: Bearer DASHBOARD_TOKEN`. */
export function readAccess(context: Context<App>): Access {
  const { config, accessToken } = context.var;
  if (accessToken.verdict === "valid" || isOpen(config)) return "granted";
  if (config.dashboardToken !== null && hasToken(context, config.dashboardToken)) return "granted";
  if (accessToken.verdict === "invalid") return "forbidden";
  if (accessToken.verdict === "unavailable") return "unavailable";
  return config.dashboardToken === null && config.access === null ? "closed" : "denied";
}

/** By bearer or by cookie; a wrong bearer is not made good by a cookie. */
function hasToken(context: Context<App>, dashboardToken: string): boolean {
  const bearer = bearerOf(context.req.header("authorization"));
  if (bearer !== undefined) return sameSecret(bearer, dashboardToken);
  return isSession(getCookie(context, SESSION_COOKIE), dashboardToken, Date.now());
}

/** Who speaks, as far as is known: browsers say where they come from when they post, programs do not. */
export function speaker(context: Context<App>): { by: string; via: "board" | "api" } {
  const isBrowser = context.req.header("origin") !== undefined && context.req.header("authorization") === undefined;
  const via = isBrowser ? "board" : "api";
  return { by: context.var.accessToken.person ?? via, via };
}

export const requireReader: MiddlewareHandler<App> = async (context, next) => {
  switch (readAccess(context)) {
    case "granted":
      return next();
    case "denied":
      // A person who follows a link, such as the morning report's to its CSV, after the session has ended.
      if (context.req.header("sec-fetch-mode") === "navigate" && context.var.config.dashboardToken !== null) {
        return context.redirect("/login", 303);
      }
      return context.json({ error: "a valid token is needed" }, 401, { "www-authenticate": "Bearer" });
    case "forbidden":
      return context.json({ error: "Cloudflare Access did not let this through" }, 403);
    case "unavailable":
      return context.json({ error: "the sign-in cannot be checked just now; try again" }, 503, { "retry-after": "5" });
    case "closed":
      return context.json({ error: "closed" }, 503);
  }
};

/** Browsers send cookies from any page, and reach a developer's own machine: other sites' pages get nothing here. */
export const requireOwnOrigin: MiddlewareHandler<App> = async (context, next) => {
  const origin = context.req.header("origin");
  if (origin !== undefined && origin !== new URL(context.req.url).origin) {
    return context.json({ error: "foreign origin" }, 403);
  }
  return next();
};

/** For programs that push. With INGEST_SECRET: signed as Standard Webhooks say. */
export function pushAccess(config: Config, headers: Headers, body: string): "granted" | "denied" | "closed" {
  const { ingestSecret, dashboardToken, local } = config;
  if (ingestSecret !== null) return isSigned(ingestSecret, headers, body) ? "granted" : "denied";
  if (isOpen(config)) return "granted";
  if (!local || dashboardToken === null) return "closed";
  const bearer = bearerOf(headers.get("authorization"));
  return bearer !== undefined && sameSecret(bearer, dashboardToken) ? "granted" : "denied";
}

function bearerOf(authorization: string | null | undefined): string | undefined {
  return /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
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
