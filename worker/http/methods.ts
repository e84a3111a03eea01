// 405 and Allow, from the routes themselves: an address that is there under another method says which.
import type { MiddlewareHandler } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { RouterRoute } from "hono/types";
import type { App } from "./context.ts";

/** `routes` is asked for with the first request, when all are there. */
export function sayWhichMethods(routes: () => readonly RouterRoute[]): MiddlewareHandler<App> {
  let router: TrieRouter<RouterRoute> | null = null;
  return async (context, next) => {
    await next();
    // Who may not read is told nothing of what there is: that answer is no 404.
    if (context.res.status !== 404) return;
    router ??= routerOf(routes());
    const { path, method } = context.req;
    const matching = router.match("ALL", path)[0].map(([route]) => route);
    // `/api/alerts/again` is no alert of that name.
    const spelled = matching.filter((route) => route.path === path);
    const named = (spelled.length > 0 ? spelled : matching).map(({ method }) => method);
    const methods = new Set(named.length > 0 || path.startsWith("/api/") ? named : await fileMethods(context));
    if (methods.has("GET")) methods.add("HEAD");
    if (methods.size === 0 || methods.has(method)) return;
    const allow = [...methods].sort().join(", ");
    context.res = context.json({ error: `this address takes ${allow} only` }, 405, { allow });
  };
}

/** Without what is there for all methods, or for every address: that says nothing of one. */
function routerOf(routes: readonly RouterRoute[]): TrieRouter<RouterRoute> {
  const router = new TrieRouter<RouterRoute>();
  for (const route of routes) {
    const { path, method } = route;
    if (method !== "ALL" && !path.endsWith("*")) router.add("ALL", path, route);
  }
  return router;
}

/** Of a static file, if one is there. */
async function fileMethods({ env, req }: Parameters<MiddlewareHandler<App>>[0]): Promise<string[]> {
  if (req.method === "GET" || req.method === "HEAD") return [];
  const file = await env.ASSETS.fetch(new Request(req.url, { method: "HEAD" }));
  return file.status === 404 ? [] : ["GET"];
}
