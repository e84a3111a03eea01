// Who may see a page that holds payments: readers. Everybody else is shown a page that says what to do.
import type { Context } from "hono";
import type { App } from "../context.ts";
import { readAccess } from "../door/access.ts";
import { tokensOf } from "../door/tokens.ts";
import { closedPage } from "./closedPage.ts";
import { loginHref } from "./login.ts";
import { messagePage } from "./plainPage.ts";

const SIGN_IN_UNKNOWN = "The sign-in cannot be checked just now; try again in a moment.";

/** Null for readers. */
export async function readersRefusal(context: Context<App>): Promise<Response | null> {
  switch (readAccess(context)) {
    case "granted":
      return null;
    case "denied":
      if (tokensOf(context.var.config).length > 0) return context.redirect(loginHref(context.req.path), 303);
      return context.html(messagePage("Sign in first", "This board is entered through Cloudflare Access.", false), 403);
    case "forbidden":
      return context.html(messagePage("Not let in", "Cloudflare Access did not let this through.", false), 403);
    case "unavailable":
      return context.html(messagePage("Not just now", SIGN_IN_UNKNOWN), 503, { "retry-after": "5" });
    case "closed":
      return context.html(closedPage(context.var.config), 503);
  }
}
