// The login page: one field, no script. Its form names no action, so browsers post to the page's own address with its
// fragment, and carry the fragment through the redirects. The way therefore leads back to the payment that was asked for.
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { App } from "../context.ts";
import { readAccess } from "../door/access.ts";
import { readForm } from "../door/body.ts";
import { logIn } from "../door/session.ts";
import { messagePage, plainPage } from "./plainPage.ts";

/** Enough for a token and its field's name. The limit is small, because anyone may post here. */
const MAX_BODY_BYTES = 16 * 1024;
/** Pages that the way may lead back to, besides the board. */
const PAGES = ["/report", "/outbox"];

/** The address of the login that leads back to `path`. */
export function loginHref(path: string): string {
  return PAGES.includes(path) ? `/login?to=${path}` : "/login";
}

function wayBack(context: Context): string {
  const to = context.req.query("to");
  return to !== undefined && PAGES.includes(to) ? to : "/";
}

export const login = new Hono<App>()
  .get("/login", (context) => {
    if (readAccess(context) === "granted") return context.redirect(wayBack(context), 303);
    return context.html(page(false));
  })
  .post("/login", async (context) => {
    // Nobody can be let in, so the body need not be read.
    if (context.var.config.dashboardToken === null) return context.html(page(true), 401);
    const reading = await readForm(context.req.raw, MAX_BODY_BYTES);
    if (!reading.ok && reading.status === 413)
      return context.html(messagePage("That is too long", "Go back, and send less."), 413);
    // A body that is not a form holds no token.
    const token = reading.ok ? reading.form.get("token") : null;
    if (typeof token === "string" && logIn(context, token)) return context.redirect(wayBack(context), 303);
    return context.html(page(true), 401);
  });

function page(wrong: boolean) {
  return plainPage(
    "sign in",
    html`<h1>Vigie</h1>
      <form method="post">
        <label for="token">Dashboard token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus
          ${wrong ? html`aria-invalid="true" aria-describedby="wrong"` : ""} />
        ${wrong ? html`<p id="wrong" role="alert">That is not the token. It is the secret DASHBOARD_TOKEN of this Worker.</p>` : ""}
        <button>Open the board</button>
      </form>`,
  );
}
