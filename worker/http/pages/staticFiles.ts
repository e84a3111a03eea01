// The board's static files. A page asks for the login. Scripts and styles hold nothing secret.
// A day's report is also known by `/report?date=2026-11-20`.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { App } from "../context.ts";
import { readAccess } from "../door/access.ts";
import { tokensOf } from "../door/tokens.ts";
import { closedPage } from "./closedPage.ts";
import { loginHref } from "./login.ts";
import { messagePage } from "./plainPage.ts";

const SIGN_IN_UNKNOWN = "The sign-in cannot be checked just now; try again in a moment.";

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
    const access = isPage ? readAccess(context) : "granted";
    switch (access) {
      case "granted":
        return file.status === 404 ? context.notFound() : new Response(file.body, file);
      case "denied":
        if (tokensOf(context.var.config).length > 0) return context.redirect(loginHref(context.req.path), 303);
        return context.html(
          messagePage("Sign in first", "This board is entered through Cloudflare Access.", false),
          403,
        );
      case "forbidden":
        return context.html(messagePage("Not let in", "Cloudflare Access did not let this through.", false), 403);
      case "unavailable":
        return context.html(messagePage("Not just now", SIGN_IN_UNKNOWN), 503, { "retry-after": "5" });
      case "closed":
        return context.html(closedPage(context.var.config), 503);
    }
  });
}
