// Names REPORT_TIMEZONE with every answer that a reader gets, so that pages can show its times before they know anything else.
import type { MiddlewareHandler } from "hono";
import type { App } from "./context.ts";

export const nameReportZone: MiddlewareHandler<App> = async (context, next) => {
  await next();
  // The answer of an upgraded socket cannot get headers.
  if (context.res.status !== 101) context.res.headers.set("report-timezone", context.var.config.reportZone);
};
