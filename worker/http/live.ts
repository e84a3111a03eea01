// GET /api/live?since=SEQ: the WebSocket, handed on to the board object.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { liveFrame } from "../board/wire.ts";
import { requireOwnOrigin } from "./access.ts";
import { problem } from "./answers.ts";
import type { App } from "./app.ts";

const route = createRoute({
  method: "get",
  path: "/api/live",
  summary: "Live events over a WebSocket",
  description:
    "Text frames of JSON: first `hello`, then what was missed since `since`, then live. A client may send `ping`, " +
    "which is answered `pong`, and nothing else.",
  request: { query: z.object({ since: z.coerce.number().int().min(0).optional().openapi({ type: "integer" }) }) },
  responses: {
    101: {
      description: "Switched to a WebSocket; each frame is a LiveFrame",
      content: { "application/json": { schema: liveFrame } },
    },
    426: { description: "Not a WebSocket upgrade", content: { "application/json": { schema: problem } } },
  },
});

export function liveRoute(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(route);
  app.get(route.path, requireOwnOrigin, async (context) => {
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
      return context.json({ error: "this address speaks WebSocket only" }, 426);
    }
    return context.env.BOARD.getByName("board").fetch(context.req.raw);
  });
}
