// The board's static files. A page asks for the login. Scripts and styles hold nothing secret.
// A day's report is also known by `/report?date=2026-11-20`.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { App } from "../context.ts";
import { readersRefusal } from "./readersPage.ts";

export function staticFiles(app: OpenAPIHono<App>): void {
  // The page itself keeps its day in the fragment, which leads through the login and back.
  app.get("/report", (context, next) => {
    const date = context.req.query("date");
    return date === undefined ? next() : Promise.resolve(context.redirect(`/report#${encodeURIComponent(date)}`, 302));
  });
  app.get("*", async (context) => {
    const file = await context.env.ASSETS.fetch(context.req.raw);
    // The type decides, not the name: `/`, `/index.html` and `/index%2ehtml` are all the same page.
    const isPage = file.headers.get("content-type")?.startsWith("text/html") ?? false;
    const refusal = isPage ? await readersRefusal(context) : null;
    if (refusal !== null) return refusal;
    return file.status === 404 ? context.notFound() : new Response(file.body, file);
  });
}
