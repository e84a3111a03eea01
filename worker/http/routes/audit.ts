// GET /api/audit and the same as CSV: who changed what.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { momentsOf } from "../../payment/query/moments.ts";
import { endOf } from "../../payment/query/paid.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import type { AuditFilter } from "../../store/audit.ts";
import { openStore } from "../../store/open.ts";
import { auditList } from "../../wire/audit.ts";
import { isoTime } from "../../wire/views.ts";
import { auditHeaderFor, auditLine, auditPages } from "../auditCsv.ts";
import type { App } from "../context.ts";
import { cursor, pageOf } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { csvReader, END_PATTERN, findable, limit } from "../parameters.ts";
import { CSV_TYPE, download, streamed } from "../streamedRows.ts";

const word = z.string("must be given once").max(400, "must be at most 400 characters").transform(findable).optional();
const end = z
  .string("must be given once")
  .max(40, "must be at most 40 characters")
  .transform((text, context) => {
    const found = endOf(text);
    if (found !== undefined) return found;
    context.addIssue("must be a day such as 2026-11-20, or a time with its zone, such as 2026-11-20T00:00:00Z");
    return z.NEVER;
  })
  .optional();
const filter = z.object({
  action: z
    .string("must be given once")
    .max(400, "must be at most 400 characters")
    .regex(/^[a-z_]+(,[a-z_]+)*$/, "must be an action such as rule_changed, or several with commas")
    .optional(),
  by: word.meta({ description: "Who, as entries name them" }),
  via: word.meta({ description: "`board`, `api`, `mail`, …" }),
  subject: word.meta({ description: "What it was done to, whole" }),
  from: end.openapi({
    type: "string",
    pattern: END_PATTERN,
    description: "At or after a time, or from the beginning of a day of REPORT_TIMEZONE",
  }),
  to: end.openapi({
    type: "string",
    pattern: END_PATTERN,
    description: "Before a time, or up to the end of a day such as 2026-11-20",
  }),
});

const otherwise = { ...refusals, 400: { description: "A parameter is wrong", content: asProblem } };

const route = createRoute({
  method: "get",
  path: "/api/audit",
  summary: "Who changed what, and why, the newest first",
  security: forReaders,
  request: { query: filter.extend({ limit, cursor }) },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: auditList } } },
    ...otherwise,
  },
});

const csvRoute = createRoute({
  method: "get",
  path: "/api/audit/csv",
  summary: "All entries of a filter as CSV, the newest first",
  description:
    "RFC 4180. Text that a spreadsheet would take for a formula begins with an apostrophe. `before` and `after` are JSON, " +
    "`what` says it in words, `at_local` is the wall clock of REPORT_TIMEZONE.",
  security: forReaders,
  request: { query: filter.extend({ for: csvReader }) },
  responses: { 200: { description: "The entries", content: { "text/csv": { schema: z.string() } } }, ...otherwise },
});

export function auditRoutes(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { limit, cursor, ...asked } = context.req.valid("query");
    const [found, waiting] = await Promise.all([
      openStore(context.env).audit(limit + 1, cursor ?? null, filterOf(asked, context.var.config.reportZone)),
      // The audit can be read without the object that writes it.
      ledgerOf(context.env)
        .auditWaiting()
        .catch(() => null),
    ]);
    const { page, next } = pageOf(found, limit, ({ at }) => at);
    return context.json({ entries: page.map((entry) => ({ ...entry, at: isoTime(entry.at) })), next, waiting }, 200);
  });

  app.openapi(csvRoute, async (context) => {
    const { for: reader, ...asked } = context.req.valid("query");
    const zone = context.var.config.reportZone;
    const [store, wanted] = [openStore(context.env), filterOf(asked, zone)];
    // A store that cannot be read is said in words, and not by a file that breaks off.
    await store.audit(1, null, wanted);
    const pages = auditPages(store, wanted);
    const body = streamed(pages, auditHeaderFor(reader), (entry) => auditLine(entry, zone, reader));
    return download(context, body, CSV_TYPE, "audit.csv");
  });
}

/** `zone`: whose days are meant. */
function filterOf({ action, from, to, ...others }: z.output<typeof filter>, zone: string): AuditFilter {
  const ends = momentsOf({ from: from ?? null, to: to ?? null }, zone);
  return { ...others, from: ends.from ?? undefined, to: ends.to ?? undefined, actions: action?.split(",") ?? [] };
}
