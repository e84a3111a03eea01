// GET /api/labels: rows to train on, page by page; `npm run labels:export` asks for all of them.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { openStore } from "../../store/open.ts";
import { trainingRow } from "../../verdict/trainingRow.ts";
import { labelList } from "../../wire/answers.ts";
import type { App } from "../context.ts";
import { cursor, pageOf } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { limit } from "../parameters.ts";

const route = createRoute({
  method: "get",
  path: "/api/labels",
  summary: "Payments of which it is known what they were, with the features that the model saw, oldest first",
  security: forReaders,
  request: {
    query: z.object({ limit, cursor }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: labelList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

export function labelsRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = cursor === undefined ? null : { paidAt: cursor.at, id: cursor.id };
    const store = openStore(context.env);
    const [found, origin] = await Promise.all([store.truths(limit + 1, after), store.origin()]);
    const { page, next } = pageOf(found, limit, ({ paidAt }) => paidAt);
    return context.json(
      {
        labels: page.flatMap((payment) => trainingRow(payment, context.var.config.currency) ?? []),
        simulated: origin === "simulated",
        next,
      },
      200,
    );
  });
}
