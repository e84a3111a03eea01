// The routes: a table of contents.
import { OpenAPIHono } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { readConfig } from "../config/config.ts";
import { logError } from "../log.ts";
import type { App } from "./context.ts";
import { checkAccessToken, requireOwnOrigin, requireReader } from "./door/access.ts";
import { checkBearer } from "./door/guesses.ts";
import { isLocal, requireHttps } from "./door/onThisMachine.ts";
import { answerHeaders, sayWhichBuild } from "./headers.ts";
import { heedFixedPaths, sayWhichMethods } from "./methodNotAllowed.ts";
import { describeRoutes } from "./openapi.ts";
import { notConfiguredPage } from "./pages/closedPage.ts";
import { letterPage } from "./pages/letterPage.ts";
import { login } from "./pages/login.ts";
import { logout } from "./pages/logout.ts";
import { messagePage, notFoundPage, wantsPage } from "./pages/plainPage.ts";
import { snoozePage } from "./pages/snoozePage.ts";
import { staticFiles } from "./pages/staticFiles.ts";
import { verdictPage } from "./pages/verdictPage.ts";
import { problemIn } from "./parameters.ts";
import { nameReportZone } from "./reportZone.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { auditRoutes } from "./routes/audit.ts";
import { backtestRoutes } from "./routes/backtests.ts";
import { categoriesRoute } from "./routes/categories.ts";
import { comparisonRoutes } from "./routes/comparison.ts";
import { deadLetterRoutes } from "./routes/deadLetters.ts";
import { exportRoutes } from "./routes/exports.ts";
import { fromSourceRoute } from "./routes/fromSource.ts";
import { healthRoute } from "./routes/health.ts";
import { labelsRoute } from "./routes/labels.ts";
import { listRoutes } from "./routes/lists.ts";
import { liveRoute } from "./routes/live.ts";
import { mapRoute } from "./routes/map.ts";
import { meRoute } from "./routes/me.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { modelRoutes } from "./routes/models.ts";
import { paymentRoutes } from "./routes/payments.ts";
import { policyRoutes } from "./routes/policy.ts";
import { pushRoute } from "./routes/push.ts";
import { refundsRoute } from "./routes/refunds.ts";
import { rejectsRoute } from "./routes/rejects.ts";
import { reportRoutes } from "./routes/reports.ts";
import { reviewRoutes } from "./routes/reviews.ts";
import { rulePreviewRoutes } from "./routes/rulePreview.ts";
import { ruleRoutes } from "./routes/rules.ts";
import { snoozeRoutes } from "./routes/snoozes.ts";
import { sourceRoutes } from "./routes/sources.ts";
import { subjectRoutes } from "./routes/subjects.ts";
import { trainingRoute } from "./routes/training.ts";
import { verdictRoute } from "./routes/verdicts.ts";
import { failureOf } from "./tryAgain.ts";
import { refuseUnknownParameters } from "./unknownParameters.ts";

const NOT_NOW = ["It did not work just now", "Load the page again in a moment."] as const;

export const app = new OpenAPIHono<App>({
  defaultHook: (result, context) => {
    if (!result.success) return context.json(problemIn(result.error), 400);
  },
});

app.onError((error, context) => {
  if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
  const failure = failureOf(error);
  if (!failure.isUsual) logError("request_failed", error, { method: context.req.method, path: context.req.path });
  if (wantsPage(context)) return context.html(messagePage(...NOT_NOW), 503, failure.headers);
  return context.json({ error: failure.error }, 503, failure.headers);
});
app.notFound((context) =>
  wantsPage(context) ? context.html(notFoundPage(), 404) : context.json({ error: "there is nothing here" }, 404),
);

app.use(answerHeaders);
app.use("/api/health", sayWhichBuild);
app.use(sayWhichMethods(() => app.routes));
app.use(async (context, next) => {
  const reading = readConfig(context.env);
  if (!reading.ok) {
    logError("not_configured", reading.problems.join("; "));
    if (wantsPage(context)) return context.html(notConfiguredPage(), 503);
    return context.json({ error: "Vigie is not configured; its log names the variables" }, 503);
  }
  context.set("config", reading.config);
  context.set("local", isLocal(reading.config, context.req.url));
  return next();
});

app.use(requireHttps);
app.use("/api/*", requireOwnOrigin);
// Comes before the readers' check: a pusher is no reader, and shows a signature instead (or, locally, the token).
pushRoute(app);
fromSourceRoute(app);

app.use(checkAccessToken);
app.use(checkBearer);
app.use("/api/*", requireReader);
app.use(
  "/api/*",
  heedFixedPaths(() => app.routes),
);
app.use("/api/*", nameReportZone);
app.use(
  "/api/*",
  refuseUnknownParameters(() => app.openAPIRegistry.definitions),
);
healthRoute(app);
paymentRoutes(app);
exportRoutes(app);
subjectRoutes(app);
reportRoutes(app);
verdictRoute(app);
reviewRoutes(app);
labelsRoute(app);
trainingRoute(app);
mapRoute(app);
alertRoutes(app);
refundsRoute(app);
rejectsRoute(app);
deadLetterRoutes(app);
backtestRoutes(app);
comparisonRoutes(app);
modelRoutes(app);
policyRoutes(app);
categoriesRoute(app);
rulePreviewRoutes(app);
ruleRoutes(app);
listRoutes(app);
snoozeRoutes(app);
sourceRoutes(app);
auditRoutes(app);
liveRoute(app);
metricsRoute(app);
meRoute(app);
app.all("/api/*", (context) => context.notFound());

describeRoutes(app);
app.route("/", login);
app.route("/", logout);
verdictPage(app);
letterPage(app);
snoozePage(app);

staticFiles(app);
