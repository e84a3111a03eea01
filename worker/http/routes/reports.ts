// GET /api/reports/daily, the same as CSV, and GET /api/reports/days.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { archivedPages } from "../../archive/readArchive.ts";
import { r2Files } from "../../archive/shelf.ts";
import { paymentsWaiting } from "../../pipeline/deciders.ts";
import { daysOf } from "../../report/calendar.ts";
import { type Asked, reportOfDate } from "../../report/daily.ts";
import { halfAt, halfOf, halfYear } from "../../report/halfYear.ts";
import { halfYearCsv } from "../../report/halfYearCsv.ts";
import { type CsvReader, csvHeaderFor, csvLine } from "../../report/paymentsCsv.ts";
import { openStore } from "../../store/open.ts";
import type { Origin } from "../../store/payments.ts";
import type { Store } from "../../store/store.ts";
import { dailyReport, reportDays } from "../../wire/report.ts";
import type { App } from "../context.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { csvReader } from "../parameters.ts";
import { CSV_TYPE, closedPages, download, fileName, type Pages, storedPages, streamed } from "../streamedRows.ts";

const query = z.object({
  date: z
    .string()
    .max(20, "must be a date such as 2026-11-20")
    .optional()
    .openapi({ format: "date", description: "In REPORT_TIMEZONE; left out: today, so far" }),
  for: csvReader,
});

const shared = { method: "get", security: forReaders, request: { query } } as const;
const otherwise = {
  ...refusals,
  400: { description: "Not a date", content: asProblem },
  404: { description: "A day without a report: before the first payment, or not begun", content: asProblem },
};
const asCsv = { "text/csv": { schema: z.string() } };

const dailyRoute = createRoute({
  ...shared,
  path: "/api/reports/daily",
  summary: "The report of a day, midnight to midnight in REPORT_TIMEZONE",
  description: "With `Accept: text/csv`, all of its payments.",
  responses: {
    200: { description: "The report", content: { "application/json": { schema: dailyReport }, ...asCsv } },
    ...otherwise,
  },
});

const csvRoute = createRoute({
  ...shared,
  path: "/api/reports/daily.csv",
  summary: "All payments of a day as CSV, newest first",
  description: "Those that the report counts: of a closed day as they were when it was closed.",
  responses: { 200: { description: "The payments", content: asCsv }, ...otherwise },
});

const halfRoute = createRoute({
  method: "get",
  path: "/api/reports/half-year/csv",
  summary: "Payments and frauds of half a year by type, source and outcome, as CSV",
  description:
    "In the manner of EBA/GL/2018/05. Above the table stands what it does not know, and what is missing (for programs, in lines " +
    "that begin with `#`). docs/statistics.md says more.",
  security: forReaders,
  request: {
    query: z.object({
      half: z
        .string("must be given once")
        .regex(/^[1-9]\d{3}-H[12]$/, "must be half a year such as 2026-H2")
        .optional()
        .openapi({ description: "In REPORT_TIMEZONE; left out: this one, so far", example: "2026-H2" }),
      for: csvReader,
    }),
  },
  responses: {
    200: { description: "The table", content: asCsv },
    ...refusals,
    400: { description: "Not half a year", content: asProblem },
  },
});

const daysRoute = createRoute({
  method: "get",
  path: "/api/reports/days",
  summary: "The days of a month that have payments, as they are known now",
  security: forReaders,
  request: {
    query: z.object({
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month such as 2026-11")
        .optional()
        .openapi({ description: "Left out: this month" }),
    }),
  },
  responses: {
    200: { description: "The days", content: { "application/json": { schema: reportDays } } },
    ...refusals,
    400: { description: "Not a month", content: asProblem },
  },
});

export function reportRoutes(app: OpenAPIHono<App>): void {
  app.openapi(dailyRoute, async (context) => {
    const supports = ["application/json", "text/csv"];
    const wanted = accepts(context, { header: "Accept", supports, default: "application/json" });
    context.header("vary", "accept");
    const store = openStore(context.env);
    const { date, for: reader } = context.req.valid("query");
    // Asked first, so that no payment is neither counted as waiting nor in the report.
    const waiting = await paymentsWaiting(context.env, context.var.config);
    const [asked, origin] = await Promise.all([
      reportOfDate(store, context.var.config, date, Date.now()),
      store.origin(),
    ]);
    if (asked.status !== "found") return refused(context, asked);
    if (wanted === "text/csv") return csvOf(context, store, asked, origin, reader);
    const stillWaits = asked.report.state === "closed" ? {} : { waiting };
    return context.json({ ...asked.report, ...stillWaits, simulated: origin === "simulated" }, 200);
  });

  app.openapi(csvRoute, async (context) => {
    const store = openStore(context.env);
    const { date, for: reader } = context.req.valid("query");
    const [asked, origin] = await Promise.all([
      reportOfDate(store, context.var.config, date, Date.now()),
      store.origin(),
    ]);
    return asked.status === "found" ? csvOf(context, store, asked, origin, reader) : refused(context, asked);
  });

  app.openapi(halfRoute, async (context) => {
    const { half: asked, for: reader } = context.req.valid("query");
    const { config } = context.var;
    const [zone, nowMs] = [config.reportZone, Date.now()];
    const half = halfOf(zone, asked ?? halfAt(zone, nowMs));
    if (half === null) return context.json({ error: "half must be half a year such as 2026-H2", field: "half" }, 400);
    const store = openStore(context.env);
    // Asked first, so that no payment is neither counted as waiting nor in the table.
    const waiting = await paymentsWaiting(context.env, config);
    const [found, origin] = await Promise.all([halfYear(store, zone, half), store.origin()]);
    const csv = halfYearCsv(
      { ...found, zone, currency: config.currency, nowMs, isSimulated: origin === "simulated", waiting },
      reader,
    );
    return context.body(csv, 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName(`frauds-${half.name}.csv`, origin)}"`,
    });
  });

  app.openapi(daysRoute, async (context) => {
    const { month } = context.req.valid("query");
    return context.json(await daysOf(openStore(context.env), context.var.config.reportZone, month, Date.now()), 200);
  });
}

function refused(context: Context<App>, { status, problem }: Exclude<Asked, { status: "found" }>) {
  if (status === "wrong") return context.json({ error: `date ${problem}`, field: "date" }, 400);
  return context.json({ error: problem, field: "date" }, 404);
}

/** The payments that the report counts. For a closed day, later payments and later verdicts are left out. */
function csvOf(
  context: Context<App>,
  store: Store,
  asked: Extract<Asked, { status: "found" }>,
  origin: Origin | null,
  reader: CsvReader,
) {
  const { reportZone: zone, currency } = context.var.config;
  const pages = pagesOf(context.env, store, asked);
  if (pages === null) {
    const error = "the payments of that day are in the archive, and the archive cannot be reached: bind its bucket";
    return context.json({ error }, 503);
  }
  const body = streamed(pages, csvHeaderFor(reader, origin), (payment) =>
    csvLine(payment, { zone, currency }, reader, origin),
  );
  return download(context, body, CSV_TYPE, fileName(`payments-${asked.day.date}.csv`, origin));
}

/** Null when the payments have left the store, and there is no bucket to read them from. */
function pagesOf(
  env: Env,
  store: Store,
  { day: { from, to }, closedAt, archived }: Extract<Asked, { status: "found" }>,
): Pages | null {
  if (archived !== null) {
    return env.ARCHIVE === undefined ? null : archivedPages(archived, store, r2Files(env.ARCHIVE));
  }
  if (closedAt === null) return storedPages(store, { from, to, outcomes: [] });
  return closedPages(store, { from, to, closedAt });
}
