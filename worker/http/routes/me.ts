// GET /api/me tells pages and programs what the caller may do besides reading.
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { me } from "../../wire/answers.ts";
import type { App } from "../context.ts";
import { changeAccess, refusalSentence } from "../door/changes.ts";
import { forReaders, refusals } from "../openapi.ts";
import { adminLoginHref } from "../pages/login.ts";

const route = createRoute({
  method: "get",
  path: "/api/me",
  summary: "What may I change?",
  security: forReaders,
  responses: {
    200: { description: "What the caller may do", content: { "application/json": { schema: me } } },
    ...refusals,
  },
});

export function meRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, (context) => {
    const access = changeAccess(context);
    const mayChange = access === "granted";
    const signIn = mayChange ? null : adminLoginHref(context.var.config);
    return context.json({ mayChange, how: refusalSentence(access), signIn }, 200);
  });
}
