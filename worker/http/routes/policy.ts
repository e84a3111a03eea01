// GET /api/policy: what people have set and now holds, and what held before.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { deploysIn } from "../../registry/champions.ts";
import { openStore } from "../../store/open.ts";
import { policyOf } from "../../store/policies.ts";
import { policyVersions, policyView } from "../../wire/models.ts";
import type { App } from "../context.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { limit } from "../parameters.ts";
import { etagOf, shownPolicy, shownVersion } from "../shownPolicy.ts";

const policyRoute = createRoute({
  method: "get",
  path: "/api/policy",
  summary: "What people have set, and now holds",
  description: "Its version is also the ETag. A change gives it as If-Match.",
  security: forReaders,
  responses: {
    200: { description: "The policy", content: { "application/json": { schema: policyView } } },
    ...refusals,
  },
});

const versionsRoute = createRoute({
  method: "get",
  path: "/api/policy/versions",
  summary: "Every version of the policy, who made it and why, the newest first",
  security: forReaders,
  request: {
    query: z.object({
      limit,
      cursor: z
        .string("must be given once")
        .regex(/^\d{1,9}$/, "must be the `next` of a page")
        .transform(Number)
        .optional()
        .openapi({ type: "string" }),
    }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: policyVersions } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

export function policyRoutes(app: OpenAPIHono<App>): void {
  app.openapi(policyRoute, async (context) => {
    const policy = policyOf(await openStore(context.env).policy());
    return context.json(shownPolicy(policy), 200, etagOf(policy));
  });

  app.openapi(versionsRoute, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const store = openStore(context.env);
    const [found, models] = await Promise.all([store.policyVersions(limit + 1, cursor ?? null), store.models()]);
    const deploys = deploysIn(models);
    const page = found.slice(0, limit);
    const next = found.length > limit ? String(page.at(-1)?.version) : null;
    return context.json({ versions: page.map((each) => shownVersion(each, deploys)), next }, 200);
  });
}
