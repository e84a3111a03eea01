// GET /api/rejects: rows that could not become payments, and payments that contradict a stored one.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { openStore } from "../../store/open.ts";
import { rejectList } from "../../wire/answers.ts";
import { isoTime } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { limit } from "../parameters.ts";

const route = createRoute({
  method: "get",
  path: "/api/rejects",
  summary: "Refused rows and why, the last seen first",
  security: forReaders,
  request: {
    query: z.object({
      limit,
    }),
  },
  responses: {
    200: { description: "The rejects", content: { "application/json": { schema: rejectList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

export function rejectsRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { limit } = context.req.valid("query");
    const found = await openStore(context.env).rejects(limit);
    const rejects = found.map(({ firstSeenAt, lastSeenAt, ...rest }) => ({
      ...rest,
      firstSeenAt: isoTime(firstSeenAt),
      lastSeenAt: isoTime(lastSeenAt),
    }));
    return context.json({ rejects }, 200);
  });
}
