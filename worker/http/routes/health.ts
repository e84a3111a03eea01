// GET /api/health answers 200 while payments flow, otherwise 503.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { healthNow, healthWithoutStoreNow } from "../../health/presentStatus.ts";
import { logError } from "../../log.ts";
import { openStore } from "../../store/open.ts";
import { problem, storeAway } from "../../wire/answers.ts";
import { health } from "../../wire/board.ts";
import type { App } from "../context.ts";
import { forReaders, refusals } from "../openapi.ts";
import { failureOf } from "../tryAgain.ts";

const route = createRoute({
  method: "get",
  path: "/api/health",
  summary: "Do payments flow?",
  security: forReaders,
  responses: {
    200: {
      description:
        "They do. While the store cannot be read, payments are decided and wait for it (`waiting`), and what only the store knows is left out",
      content: { "application/json": { schema: z.union([health, storeAway]) } },
    },
    ...refusals,
    503: {
      description: "They don't, and `problems` says why; or it cannot be told, with an `error`",
      content: { "application/json": { schema: z.union([health, storeAway, problem]) } },
    },
  },
});

export function healthRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const store = openStore(context.env);
    try {
      const answer = await healthNow(context.env, store, context.var.config, Date.now());
      return context.json(answer, answer.flowing ? 200 : 503);
    } catch (error) {
      const { storeProblem, error: words, headers } = failureOf(error);
      if (storeProblem === null) throw error;
      logError("health_without_store", error, { store: store.kind });
      const answer = await healthWithoutStoreNow(context.env, store.kind, context.var.config, storeProblem);
      return answer.flowing ? context.json(answer, 200) : context.json({ ...answer, error: words }, 503, headers);
    }
  });
}
