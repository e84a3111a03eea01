// GET /api/health: 200 while payments flow, else 503.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { health } from "../board/wire.ts";
import { healthNow } from "../health/status.ts";
import { openStore } from "../store/open.ts";
import { problem } from "./answers.ts";
import type { App } from "./app.ts";
import { forReaders, refusals } from "./openapi.ts";

const route = createRoute({
  method: "get",
  path: "/api/health",
  summary: "Do payments flow?",
  security: forReaders,
  responses: {
    200: { description: "They do", content: { "application/json": { schema: health } } },
    ...refusals,
    503: {
      description: "They don't, and `problems` says why; or it cannot be told, with an `error`",
      content: { "application/json": { schema: z.union([health, problem]) } },
    },
  },
});

export function healthRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const answer = await healthNow(context.env, openStore(context.env), context.var.config, Date.now());
    return context.json(answer, answer.flowing ? 200 : 503);
  });
}
