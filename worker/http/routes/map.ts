// GET /api/map: where the flagged payments of the last hours were made.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { HOUR_MS } from "../../duration.ts";
import { openStore } from "../../store/open.ts";
import { mapView, paymentMap } from "../../wire/map.ts";
import type { App } from "../context.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";

/** Flagged payments that are looked at for those with a place. The index has them in order, so this bounds the query. */
const MAY_READ = 2_000;
const MOST_HOURS = 72;
const HOURS = `must be a whole number of hours, 1 to ${MOST_HOURS}`;

const hours = z
  .string("must be given once")
  .regex(/^\d{1,2}$/, HOURS)
  .transform(Number)
  .pipe(z.int().min(1, HOURS).max(MOST_HOURS, HOURS))
  .default(24)
  .openapi({ type: "integer", minimum: 1, maximum: MOST_HOURS, default: 24 });

const route = createRoute({
  method: "get",
  path: "/api/map",
  summary: "Where the flagged payments of the last hours were made",
  description:
    "The newest 500 with a place, among the newest 2,000 that were reviewed or declined. Where MAP is off there are none, and `on` is false.",
  security: forReaders,
  request: { query: z.object({ hours }) },
  responses: {
    200: { description: "The payments", content: { "application/json": { schema: paymentMap } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

export function mapRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { hours } = context.req.valid("query");
    // Places that were kept before the map was switched off are not shown either.
    if (!context.var.config.keepsPlaces)
      return context.json({ ...mapView([], hours, MAY_READ, context.var.config.currency), on: false }, 200);
    const flagged = await openStore(context.env).flaggedSince(Date.now() - hours * HOUR_MS, MAY_READ);
    return context.json(mapView(flagged, hours, MAY_READ, context.var.config.currency), 200);
  });
}
