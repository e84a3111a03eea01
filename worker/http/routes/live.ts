// GET /api/live?since=SEQ: the WebSocket, handed on to the board object.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { liveFrame } from "../../wire/board.ts";
import type { App } from "../context.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";

const query = z.object({
  since: z
    .string()
    .regex(/^\d{1,15}$/, "must be a sequence number")
    .optional()
    .openapi({ type: "integer", description: "The newest `seq` that is known; left out, nothing is replayed" }),
});

const route = createRoute({
  method: "get",
  path: "/api/live",
  summary: "Live events over a WebSocket",
  description:
    "Text frames of JSON: first `hello`, then what was missed since `since`, then live. A client sends `ping`, " +
    "which is answered `pong`, and nothing else; one that has not done so for 90 s is closed.",
  security: forReaders,
  request: { query },
  responses: {
    101: {
      description: "Switched to a WebSocket; each frame is a LiveFrame",
      content: { "application/json": { schema: liveFrame } },
    },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
    426: { description: "Not a WebSocket upgrade", content: asProblem },
    503: { description: "Closed, or too many boards are open: come back after Retry-After", content: asProblem },
  },
});

export function liveRoute(app: OpenAPIHono<App>): void {
  app.openAPIRegistry.registerPath(route);
  app.get(route.path, async (context) => {
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
      return context.json({ error: "this address speaks WebSocket only" }, 426, { upgrade: "websocket" });
    }
    const asked = query.safeParse(context.req.query());
    if (!asked.success) return context.json({ error: "since must be a sequence number", field: "since" }, 400);
    const answer = await context.env.BOARD.getByName("board").fetch(context.req.raw);
    // A refusal is copied, so that it can get headers.
    return answer.status === 101 ? answer : new Response(answer.body, answer);
  });
}
