// Decides who may do what. Without tokens everything is closed, except on a developer's own machine (`npm start`), and the page
// says so.
import type { Context, MiddlewareHandler } from "hono";
import { isOpen } from "../../config/config.ts";
import type { App } from "../context.ts";
import { verifyAccessToken } from "./accessToken.ts";
import { bearerOf, judge } from "./guesses.ts";
import { sessionRole } from "./session.ts";
import { mayBeSigned } from "./signature.ts";
import { type Role, tokensOf } from "./tokens.ts";

export type Access =
  | "granted"
  /** No credentials, or wrong ones. */
  | "denied"
  /** A token of Cloudflare Access that is not valid. */
  | "forbidden"
  /** The keys to check such a token could not be read. */
  | "unavailable"
  /** No token is set up, so nobody gets in. */
  | "closed";

/** Checks the token that Cloudflare Access adds to a request, before anyone asks `readAccess`. */
export const checkAccessToken: MiddlewareHandler<App> = async (context, next) => {
  const { access } = context.var.config;
  // Only the header counts, because the cookie of the same name also comes with requests that did not pass Access.
  const token = context.req.header("cf-access-jwt-assertion");
  if (access === null || token === undefined) {
    context.set("accessToken", { verdict: "absent", person: null, mail: null });
  } else context.set("accessToken", await verifyAccessToken(token, access));
  return next();
};

/** For people and programs that read: Cloudflare Access, the login cookie, or `Authorization: Bearer` with one of the tokens. */
export function readAccess(context: Context<App>): Access {
  const { config, accessToken, local } = context.var;
  if (accessToken.verdict === "valid" || (local && isOpen(config))) return "granted";
  if (shownRole(context) !== null) return "granted";
  if (accessToken.verdict === "invalid") return "forbidden";
  if (accessToken.verdict === "unavailable") return "unavailable";
  return tokensOf(config).length === 0 && config.access === null ? "closed" : "denied";
}

/** What the bearer token or the cookie allows. Only the bearer counts where both are shown: a valid cookie does not make up for a wrong one. */
export function shownRole(context: Context<App>): Role | null {
  const { bearer } = context.var;
  if (bearer === "absent") return sessionRole(context);
  return bearer === "wrong" ? null : bearer;
}

/** Who speaks, as far as that is known. Browsers say where they come from when they post, programs do not. */
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
      // A person followed a link after the session ended, such as the morning report's link to its CSV.
      if (context.req.header("sec-fetch-mode") === "navigate" && tokensOf(context.var.config).length > 0) {
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

/**
 * Refuses other sites' pages, because browsers send cookies from any page, and reach a developer's own machine. What changes
 * nothing may be reached by another site's link, which has no Origin.
 */
export const requireOwnOrigin: MiddlewareHandler<App> = async (context, next) => {
  const origin = context.req.header("origin");
  const isForeign =
    origin === undefined
      ? !/^(GET|HEAD)$/.test(context.req.method) &&
        /^(cross|same)-site$/.test(context.req.header("sec-fetch-site") ?? "")
      : origin !== new URL(context.req.url).origin;
  return isForeign ? context.json({ error: "foreign origin" }, 403) : next();
};

export type PushAccess =
  | "granted"
  /** INGEST_SECRET is set up, and the headers allow for no valid signature. */
  | "not signed"
  /** DASHBOARD_TOKEN is the way on this machine, and it was not shown. */
  | "no token"
  /** Readers have a way in, but senders have none. */
  | "no way"
  /** Nothing is set up, so nobody gets in. */
  | "closed"
  /** Too many wrong tokens came before. */
  | { waitMs: number };

/** For programs that push, decided before their body is read. If INGEST_SECRET is set, the body must then prove to be signed. */
export async function pushAccess(context: Context<App>): Promise<PushAccess> {
  const { config, local } = context.var;
  const { access, ingestSecret, dashboardToken } = config;
  const isClosed = tokensOf(config).length === 0 && access === null;
  const { headers } = context.req.raw;
  if (ingestSecret !== null) return mayBeSigned(headers, Date.now()) ? "granted" : "not signed";
  if (local && isOpen(config)) return "granted";
  if (!local || dashboardToken === null) return isClosed ? "closed" : "no way";
  const bearer = bearerOf(headers.get("authorization"));
  if (bearer === undefined) return "no token";
  const shown = await judge(context, bearer);
  if (shown.verdict === "slowed") return { waitMs: shown.waitMs };
  return shown.verdict === "right" ? "granted" : "no token";
}
