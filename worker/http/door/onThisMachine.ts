// Tells where a request came to. On this machine Vigie may run open and over plain http, anywhere else it may not.
import type { MiddlewareHandler } from "hono";
import type { Config } from "../../config/config.ts";
import type { App } from "../context.ts";

/**
 * VIGIE_LOCAL counts only for names that lead to the caller's own machine. Under every other name Vigie behaves as when it is
 * deployed. Therefore a page that points a name of its own at this machine (DNS rebinding) finds Vigie closed, and a
 * VIGIE_LOCAL that was deployed by mistake opens nothing.
 */
export function isLocal(config: Pick<Config, "local">, address: string): boolean {
  return config.local && isLoopback(new URL(address).hostname);
}

/** Judges the name alone, as the URL parser writes it: 127.1 becomes 127.0.0.1, and 127.0.0.1.example.org is a name. */
function isLoopback(hostname: string): boolean {
  return /^(?:.+\.)?localhost$|^127(?:\.\d{1,3}){3}$|^\[::1\]$/.test(hostname);
}

/**
 * Requires https, except on this machine. Pages are redirected to https. Requests that may carry a token, a cookie or payments
 * are refused, since everybody on their way could read them. Only the request's address tells the scheme, because Cloudflare
 * sets it. Headers such as X-Forwarded-Proto are the caller's.
 */
export const requireHttps: MiddlewareHandler<App> = async (context, next) => {
  const url = new URL(context.req.url);
  if (context.var.local || url.protocol === "https:") return next();
  const isPage = !url.pathname.startsWith("/api/") && /^(GET|HEAD)$/.test(context.req.method);
  if (!isPage) return context.json({ error: "plain http is not taken here: use https" }, 403);
  url.protocol = "https:";
  url.port = "";
  return context.redirect(url.href, 308);
};
