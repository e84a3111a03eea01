// GET /api/health: 200 while payments flow, else 503.
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { health } from "../board/wire.ts";
import { healthNow } from "../health/status.ts";
import { openStore } from "../store/open.ts";
import type { App } from "./app.ts";

const route = createRoute({
  method: "get",
  path: "/api/health",
  summary: "Do payments flow?",
  responses: {
    200: { description: "They do", content: { "application/json": { schema: health } } },
    503: { description: "They don't; `problems` says why", content: { "application/json": { schema: health } } },
  },
});

export function healthRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const answer = await healthNow(context.env, openStore(context.env), context.var.config, Date.now());
    return context.json(answer, answer.status === "ok" ? 200 : 503);
  });
}
