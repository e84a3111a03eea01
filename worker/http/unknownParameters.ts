// Refuses a query parameter that an address does not take, by its name: a mistyped filter would filter nothing, and nobody
// would notice. What an address takes stands in the description of its route, and nowhere else.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { TrieRouter } from "hono/router/trie-router";
import type { App } from "./context.ts";
import { shownName } from "./parameters.ts";

type Definition = OpenAPIHono["openAPIRegistry"]["definitions"][number];
interface Taken {
  path: string;
  names: readonly string[];
}

const LIST = new Intl.ListFormat("en-GB");

/** `definitions` is called at the first request, when all routes are described. */
export function refuseUnknownParameters(definitions: () => readonly Definition[]): MiddlewareHandler<App> {
  let router: TrieRouter<Taken> | null = null;
  return async (context, next) => {
    router ??= routerOf(definitions());
    const { path, method } = context.req;
    const matching = router.match(method === "HEAD" ? "GET" : method, path)[0].map(([taken]) => taken);
    // A fixed path comes before a parameter: `/api/alerts/again` is not an alert named "again".
    const taken = matching.find((each) => each.path === path) ?? matching[0];
    return (taken === undefined ? null : refusalOfUnknown(context, taken.names)) ?? next();
  };
}

/** Null when every parameter of the request is among those that are taken. */
export function refusalOfUnknown(context: Context<App>, taken: readonly string[]): Response | null {
  // Not by hono's reader, which makes an object of them: there, `__proto__` is no name.
  const unknown = [...new URL(context.req.url).searchParams.keys()].find((name) => !taken.includes(name));
  if (unknown === undefined) return null;
  const name = shownName(unknown);
  const instead = taken.length === 0 ? "which takes none" : `which takes ${LIST.format(taken)}`;
  return context.json({ error: `${name} is no parameter of this address, ${instead}`, field: name }, 400);
}

function routerOf(definitions: readonly Definition[]): TrieRouter<Taken> {
  const router = new TrieRouter<Taken>();
  for (const definition of definitions) {
    if (definition.type !== "route") continue;
    const { method, path, request } = definition.route;
    const query = request?.query;
    const names = query !== undefined && "shape" in query ? Object.keys(query.shape) : [];
    router.add(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ":$1"), { path, names });
  }
  return router;
}
