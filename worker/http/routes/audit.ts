// GET /api/audit: who changed what.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { openStore } from "../../store/open.ts";
import { auditList } from "../../wire/models.ts";
import { isoTime } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { cursor, pageOf } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { limit } from "../parameters.ts";

const route = createRoute({
  method: "get",
  path: "/api/audit",
  summary: "Who changed what, and why, the newest first",
  security: forReaders,
  request: { query: z.object({ limit, cursor }) },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: auditList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

export function auditRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const found = await openStore(context.env).audit(limit + 1, cursor ?? null);
    const { page, next } = pageOf(found, limit, ({ at }) => at);
    return context.json({ entries: page.map((entry) => ({ ...entry, at: isoTime(entry.at) })), next }, 200);
  });
}
