// The board's static files. A page asks for the login. Scripts and styles hold nothing secret.
import type { OpenAPIHono } from "@hono/zod-openapi";
import { isOpen } from "../../config/config.ts";
import type { App } from "../context.ts";
import { readAccess } from "../door/access.ts";
import { loginHref } from "./login.ts";

const OPEN_ELSEWHERE =
  "Vigie is open here to its own machine only, by a name such as localhost or 127.0.0.1. By other names it is closed: set DASHBOARD_TOKEN.";

export function staticFiles(app: OpenAPIHono<App>): void {
  app.get("*", async (context) => {
    const file = await context.env.ASSETS.fetch(context.req.raw);
    // The type decides, not the name: `/`, `/index.html` and `/index%2ehtml` are all the same page.
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
}
