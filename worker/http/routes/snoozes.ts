// /api/snoozes: cards and merchants that alert nobody for a while. They are the entries of the list `snooze`.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { DAY_MS } from "../../duration.ts";
import { openStore } from "../../store/open.ts";
import { entryAnswer, policyNow, snoozeList } from "../../wire/policy.ts";
import type { App } from "../context.ts";
import { cursor } from "../cursor.ts";
import { requireAdmin } from "../door/changes.ts";
import { ifMatch } from "../ifMatch.ts";
import { addEntry, entriesOf, entryBody, entryOf, removeEntry } from "../listEntries.ts";
import { asProblem, forAdmins, forReaders, refusals } from "../openapi.ts";
import { findable, limit } from "../parameters.ts";
import { changeRefusals, readChange } from "../policyWrite.ts";
import { etagOf } from "../shownPolicy.ts";

const SUCH = '{"kind":"merchant","value":"Plum & Pear","until":"2026-11-21T09:00:00Z"}';
const NO_SNOOZE = "there is no such snooze: GET /api/snoozes lists them";

const snoozeBody = entryBody(["card", "merchant"], SUCH);

const listRoute = createRoute({
  method: "get",
  path: "/api/snoozes",
  summary: "Cards and merchants that alert nobody for a while, the newest first",
  security: forReaders,
  request: { query: z.object({ limit, cursor }) },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: snoozeList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

const addRoute = createRoute({
  method: "post",
  path: "/api/snoozes",
  summary: "Alert nobody of a card or a merchant for a while",
  description: "Decisions stay as they are, and the board shows every payment. `until` is required.",
  security: forAdmins,
  middleware: requireAdmin,
  request: { headers: ifMatch, body: { required: true, content: { "application/json": { schema: snoozeBody } } } },
  responses: {
    200: { description: "It was so already", content: { "application/json": { schema: entryAnswer } } },
    201: { description: "It is so from now on", content: { "application/json": { schema: entryAnswer } } },
    ...changeRefusals,
  },
});

const removeRoute = createRoute({
  method: "delete",
  path: "/api/snoozes/{id}",
  summary: "End a snooze",
  security: forAdmins,
  middleware: requireAdmin,
  request: {
    params: z.object({ id: z.string().max(64, "must be at most 64 characters").transform(findable) }),
    headers: ifMatch,
  },
  responses: {
    200: { description: "Ended", content: { "application/json": { schema: policyNow } } },
    ...changeRefusals,
    404: { description: "No such snooze", content: asProblem },
  },
});

export function snoozeRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const store = openStore(context.env);
    const nowMs = Date.now();
    const [{ policy, answer }, day, week] = await Promise.all([
      entriesOf(context.env, "snooze", limit, cursor ?? null),
      store.snoozedAlerts(nowMs - DAY_MS, nowMs + 1),
      store.snoozedAlerts(nowMs - 7 * DAY_MS, nowMs + 1),
    ]);
    return context.json({ ...answer, untold: { day, week } }, 200, etagOf(policy));
  });

  app.openAPIRegistry.registerPath(addRoute);
  app.post("/api/snoozes", requireAdmin, async (context) => {
    const asked = await readChange(context, snoozeBody, SUCH);
    if (asked instanceof Response) return asked;
    const entry = entryOf(context, "snooze", asked);
    return entry instanceof Response ? entry : addEntry(context, asked.from, entry, NO_SNOOZE);
  });

  app.openAPIRegistry.registerPath(removeRoute);
  app.delete("/api/snoozes/:id", requireAdmin, (context) =>
    removeEntry(context, "snooze", context.req.param("id"), NO_SNOOZE),
  );
}
