// GET /api/refunds: money that went back.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { openStore } from "../../store/open.ts";
import { refundList, toRefundView } from "../../wire/refunds.ts";
import type { App } from "../context.ts";
import { cursor, pageOf } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { limit } from "../parameters.ts";

const route = createRoute({
  method: "get",
  path: "/api/refunds",
  summary: "Refunds, the newest first",
  description:
    "They are never scored, and no sum of payments holds them. Those of one payment stand in GET /api/payments/:id.",
  security: forReaders,
  request: { query: z.object({ limit, cursor }) },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: refundList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

export function refundsRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = cursor === undefined ? null : { paidAt: cursor.at, id: cursor.id };
    const found = await openStore(context.env).refunds(limit + 1, after);
    const { page, next } = pageOf(found, limit, ({ paidAt }) => paidAt);
    const { currency } = context.var.config;
    return context.json({ refunds: page.map((refund) => toRefundView(refund, currency)), next }, 200);
  });
}
