// The routes: a table of contents.
import { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { type Config, isOpen, readConfig } from "../config/config.ts";
import { logError } from "../log.ts";
import { checkAccessToken, type RequestToken, readAccess, requireOwnOrigin, requireReader } from "./door/access.ts";
import { isLocal, requireHttps } from "./door/place.ts";
import { failureOf } from "./failures.ts";
import { answerHeaders } from "./headers.ts";
import { sayWhichMethods } from "./methods.ts";
import { describeRoutes } from "./openapi.ts";
import { login, loginHref } from "./pages/login.ts";
import { logout } from "./pages/logout.ts";
import { verdictPage } from "./pages/verdictPage.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { deadLetterRoutes } from "./routes/deadLetters.ts";
import { exportRoutes } from "./routes/exports.ts";
import { healthRoute } from "./routes/health.ts";
import { labelsRoute } from "./routes/labels.ts";
import { liveRoute } from "./routes/live.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { paymentRoutes } from "./routes/payments.ts";
import { pushRoute } from "./routes/push.ts";
import { rejectsRoute } from "./routes/rejects.ts";
import { reportRoutes } from "./routes/reports.ts";
import { verdictRoute } from "./routes/verdicts.ts";

export interface App {
  Bindings: Env;
  Variables: {
    config: Config;
    /** It came to this machine, where VIGIE_LOCAL counts. */
    local: boolean;
    accessToken: RequestToken;
  };
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
  if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
  logError("request_failed", error);
  const failure = failureOf(error);
  return context.json({ error: failure.error }, 503, failure.headers);
});
app.notFound((context) => context.json({ error: "there is nothing here" }, 404));

app.use(answerHeaders);
app.use(sayWhichMethods(() => app.routes));
app.use(async (context, next) => {
  const reading = readConfig(context.env);
  if (!reading.ok) {
    logError("not_configured", reading.problems.join("; "));
    return context.json({ error: "Vigie is not configured; its log names the variables" }, 503);
  }
  context.set("config", reading.config);
  context.set("local", isLocal(reading.config, context.req.url));
  return next();
});

app.use(requireHttps);
app.use("/api/*", requireOwnOrigin);
pushRoute(app);

app.use(checkAccessToken);
app.use("/api/*", requireReader);
healthRoute(app);
paymentRoutes(app);
exportRoutes(app);
reportRoutes(app);
verdictRoute(app);
labelsRoute(app);
alertRoutes(app);
rejectsRoute(app);
deadLetterRoutes(app);
liveRoute(app);
metricsRoute(app);
app.all("/api/*", (context) => context.notFound());

describeRoutes(app);
app.route("/", login);
app.route("/", logout);
verdictPage(app);

/** The board's static files. A page asks for the login; scripts and styles hold nothing to hide. */
app.get("*", async (context) => {
  const file = await context.env.ASSETS.fetch(context.req.raw);
  // By what it is, not by what it is called: `/`, `/index.html` and `/index%2ehtml` are all the same page.
  const isPage = file.headers.get("content-type")?.startsWith("text/html") ?? false;
  const access = isPage ? readAccess(context) : "granted";
  switch (access) {
    case "granted":
      return file.status === 404 ? context.notFound() : new Response(file.body, file);
    case "denied":
      if (context.var.config.dashboardToken !== null) return context.redirect(loginHref(context.req.path), 303);
      return context.text("This board is entered through Cloudflare Access.", 403);
    case "forbidden":
      return context.text("Cloudflare Access did not let this through.", 403);
    case "unavailable":
      return context.text("The sign-in cannot be checked just now; try again.", 503, { "retry-after": "5" });
    case "closed":
      if (isOpen(context.var.config)) return context.text(OPEN_ELSEWHERE, 503);
      return context.text("Vigie is closed: set DASHBOARD_TOKEN, or ACCESS_TEAM_DOMAIN and ACCESS_AUD.", 503);
  }
});

const OPEN_ELSEWHERE =
  "Vigie is open here to its own machine only, by a name such as localhost or 127.0.0.1. By other names it is closed: set DASHBOARD_TOKEN.";
