// Where a request came to: this machine, where Vigie may run open and over plain http, or anywhere else, where it may not.
import type { MiddlewareHandler } from "hono";
import type { Config } from "../../config/config.ts";
import type { App } from "../context.ts";

/**
 * VIGIE_LOCAL counts for names that lead to the caller's own machine and nowhere else. Under every other name Vigie is as it
 * is deployed: a page that points a name of its own at this machine (DNS rebinding) finds it closed, and a VIGIE_LOCAL that
 * was deployed by mistake opens nothing.
 */
export function isLocal(config: Pick<Config, "local">, address: string): boolean {
  return config.local && isLoopback(new URL(address).hostname);
}

/** By the name alone, as the URL parser writes it: 127.1 is 127.0.0.1 there, and 127.0.0.1.example.org is a name. */
function isLoopback(hostname: string): boolean {
  return /^(?:.+\.)?localhost$|^127(?:\.\d{1,3}){3}$|^\[::1\]$/.test(hostname);
}

/**
 * Anywhere but here: pages lead to https, and whatever may carry a token, a cookie or payments is refused, since all on its
 * way could read it. Only the address of the request tells the scheme, as Cloudflare sets it; headers such as
 * X-Forwarded-Proto are the caller's.
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
