// The routes: a table of contents.
import { OpenAPIHono } from "@hono/zod-openapi";
import { type Config, readConfig } from "../config.ts";
import { logError } from "../log.ts";
import { readAccess, requireReader } from "./access.ts";
import { securityHeaders } from "./headers.ts";
import { healthRoute } from "./health.ts";
import { liveRoute } from "./live.ts";
import { login } from "./login.ts";
import { metricsRoute } from "./metrics.ts";
import { paymentRoutes } from "./payments.ts";
import { pushRoute } from "./push.ts";
import { rejectsRoute } from "./rejects.ts";

export interface App {
  Bindings: Env;
  Variables: { config: Config };
}

export const app = new OpenAPIHono<App>({
  defaultHook: (result, context) => {
    if (result.success) return;
    const issue = result.error.issues[0];
    const field = String(issue?.path[0] ?? "request");
    return context.json({ error: `${field} ${issue?.message ?? "is wrong"}`, field }, 400);
  },
});

app.onError((error, context) => {
  logError("request_failed", error);
  // Nothing was stored, or it was and sending it again is harmless.
  return context.json({ error: "it did not work just now; try again" }, 503, { "retry-after": "1" });
});
app.notFound((context) => context.json({ error: "there is nothing here" }, 404));

app.use(async (context, next) => {
  const reading = readConfig(context.env);
  if (!reading.ok) {
    logError("not_configured", reading.problems.join("; "));
    return context.json({ error: "Vigie is not configured; its log names the variables" }, 503);
  }
  context.set("config", reading.config);
  return next();
});
app.use(async (context, next) => {
  // An upgraded socket's answer cannot be given headers.
  if (context.req.header("upgrade") !== undefined) return next();
  return securityHeaders(context, next);
});

pushRoute(app);

app.use("/api/*", requireReader, async (context, next) => {
  await next();
  if (context.res.status !== 101) context.header("cache-control", "no-store");
});
healthRoute(app);
paymentRoutes(app);
rejectsRoute(app);
liveRoute(app);
metricsRoute(app);

app.doc31("/openapi.json", {
  openapi: "3.1.0",
  info: { title: "Vigie", version: "1", description: "Real-time card-fraud detection: payments in, decisions out." },
});

app.route("/", login);

/** The board's static files. The page itself asks for the login; scripts and styles hold nothing to hide. */
app.get("*", async (context) => {
  const { pathname } = new URL(context.req.url);
  if (pathname === "/" || pathname.endsWith(".html")) {
    const access = readAccess(context);
    if (access === "closed") return context.text("Vigie is closed: set DASHBOARD_TOKEN.", 503);
    if (access === "denied") return context.redirect("/login", 303);
  }
  const file = await context.env.ASSETS.fetch(context.req.raw);
  return new Response(file.body, file);
});
