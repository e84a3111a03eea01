// GET /api/payments.csv and GET /api/payments.jsonl: all payments of a filter, in one stream.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { csvHeaderFor, csvLine } from "../../report/paymentsCsv.ts";
import { openStore } from "../../store/open.ts";
import { toView } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { csvReader, filterOf, paymentFilter, sorting } from "../parameters.ts";
import { CSV_TYPE, download, fileName, storedPages, streamed } from "../streamedRows.ts";

/**
 * Declared as `string`, which hides the name from the types of zod-openapi. They take every `application/…json…` for one JSON
 * value, and would refuse the stream.
 */
const JSON_LINES_TYPE: string = "application/jsonl";

const shared = {
  method: "get",
  security: forReaders,
  request: { query: paymentFilter.extend(sorting) },
} as const;
const otherwise = { ...refusals, 400: { description: "A parameter is wrong", content: asProblem } };

const csvRoute = createRoute({
  ...shared,
  request: { query: paymentFilter.extend({ ...sorting, for: csvReader }) },
  path: "/api/payments.csv",
  summary: "All payments of a filter as CSV, sorted as the list is",
  description:
    "RFC 4180. Text that a spreadsheet would take for a formula begins with an apostrophe. `paid_at_local` is the wall " +
    "clock of REPORT_TIMEZONE.",
  responses: {
    200: { description: "The payments", content: { "text/csv": { schema: z.string() } } },
    ...otherwise,
  },
});

const jsonLinesRoute = createRoute({
  ...shared,
  path: "/api/payments.jsonl",
  summary: "All payments of a filter as JSON lines, sorted as the list is",
  description: "Simulated payments have `simulated: true`.",
  responses: {
    200: { description: "A Payment a line", content: { [JSON_LINES_TYPE]: { schema: z.string() } } },
    ...otherwise,
  },
});

export function exportRoutes(app: OpenAPIHono<App>): void {
  app.openapi(csvRoute, async (context) => {
    const { for: reader, sort, order, ...asked } = context.req.valid("query");
    const { reportZone: zone, currency } = context.var.config;
    const store = openStore(context.env);
    const origin = await store.origin();
    const pages = storedPages(store, filterOf(asked, zone), { sort, order });
    const body = streamed(pages, csvHeaderFor(reader, origin), (payment) =>
      csvLine(payment, { zone, currency }, reader, origin),
    );
    return download(context, body, CSV_TYPE, fileName("payments.csv", origin));
  });

  app.openapi(jsonLinesRoute, async (context) => {
    const { sort, order, ...asked } = context.req.valid("query");
    const { reportZone: zone, currency } = context.var.config;
    const filter = filterOf(asked, zone);
    const store = openStore(context.env);
    const origin = await store.origin();
    const mark = origin === "simulated" ? { simulated: true } : {};
    const pages = storedPages(store, filter, { sort, order });
    const body = streamed(pages, "", (payment) => `${JSON.stringify({ ...toView(payment, currency), ...mark })}\n`);
    return download(context, body, JSON_LINES_TYPE, fileName("payments.jsonl", origin));
  });
}
