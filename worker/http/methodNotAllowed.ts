// Answers 405 with Allow, from the routes themselves, when an address exists under another method. A fixed path comes before a parameter:
// `/api/alerts/again` is not an alert named "again", whatever the method.
import type { MiddlewareHandler } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { RouterRoute } from "hono/types";
import type { App } from "./context.ts";

/** `routes` is called at the first request, when all routes are there. */
export function sayWhichMethods(routes: () => readonly RouterRoute[]): MiddlewareHandler<App> {
  let router: TrieRouter<RouterRoute> | null = null;
  return async (context, next) => {
    await next();
    // A caller who may not read gets another answer than 404, and is not told which addresses there are.
    if (context.res.status !== 404) return;
    router ??= routerOf(routes());
    const { path, method } = context.req;
    const named = nearest(router, path);
    const methods = new Set(named.length > 0 || path.startsWith("/api/") ? named : await fileMethods(context));
    if (methods.has("GET")) methods.add("HEAD");
    if (methods.size === 0 || methods.has(method)) return;
    const allow = [...methods].sort().join(", ");
    context.res = context.json({ error: `this address takes ${allow} only` }, 405, { allow });
  };
}

/** Keeps a route with a parameter from a fixed path of others. Stands behind the readers' check, so that strangers are told nothing. */
export function heedFixedPaths(routes: () => readonly RouterRoute[]): MiddlewareHandler<App> {
  let router: TrieRouter<RouterRoute> | null = null;
  return async (context, next) => {
    router ??= routerOf(routes());
    const { path, method } = context.req;
    const named = nearest(router, path);
    if (named.length === 0 || named.includes(method === "HEAD" ? "GET" : method)) return next();
    return context.notFound();
  };
}

/** The methods of those routes at a path that have the fewest parameters. */
function nearest(router: TrieRouter<RouterRoute>, path: string): string[] {
  const matching = router.match("ALL", path)[0].map(([route]) => route);
  const parametersOf = (route: RouterRoute) => route.path.split("/:").length;
  const fewest = Math.min(...matching.map(parametersOf));
  return matching.filter((route) => parametersOf(route) === fewest).map(({ method }) => method);
}

/** Leaves out routes for all methods and for every address, because they say nothing about one address. */
function routerOf(routes: readonly RouterRoute[]): TrieRouter<RouterRoute> {
  const router = new TrieRouter<RouterRoute>();
  for (const route of routes) {
    const { path, method } = route;
    if (method !== "ALL" && !path.endsWith("*")) router.add("ALL", path, route);
  }
  return router;
}

/** The methods of a static file, if there is one at this address. */
async function fileMethods({ env, req }: Parameters<MiddlewareHandler<App>>[0]): Promise<string[]> {
  if (req.method === "GET" || req.method === "HEAD") return [];
  const file = await env.ASSETS.fetch(new Request(req.url, { method: "HEAD" }));
  return file.status === 404 ? [] : ["GET"];
}
