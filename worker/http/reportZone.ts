// Names REPORT_TIMEZONE and CURRENCY with every answer that a reader gets, so that pages can show times and money before they know
// anything else.
import type { MiddlewareHandler } from "hono";
import type { App } from "./context.ts";

export const nameReportZone: MiddlewareHandler<App> = async (context, next) => {
  await next();
  // The answer of an upgraded socket cannot get headers.
  if (context.res.status === 101) return;
  const { reportZone, currency } = context.var.config;
  context.res.headers.set("report-timezone", reportZone);
  context.res.headers.set("report-currency", currency);
};
