// The login page: one field, no script. Its form names no action, so browsers post to the page's own address with its
// fragment, and carry the fragment through the redirects. The way therefore leads back to the payment that was asked for.
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { App } from "../context.ts";
import { readAccess } from "../door/access.ts";
import { readForm } from "../door/body.ts";
import { judge, retryAfter, slowedWords } from "../door/guesses.ts";
import { logIn } from "../door/session.ts";
import { closedPage } from "./closedPage.ts";
import { messagePage, plainPage } from "./plainPage.ts";

/** Enough for a token and its field's name. The limit is small, because anyone may post here. */
const MAX_BODY_BYTES = 16 * 1024;
/** Pages that the way may lead back to, besides the board. */
const PAGES = ["/report", "/outbox"];

const WRONG = "That is not the token. It is the secret DASHBOARD_TOKEN of this Worker.";

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
    const access = readAccess(context);
    if (access === "granted") return context.redirect(wayBack(context), 303);
    // Still 200, since the address answers an uptime service that has no token.
    return context.html(access === "closed" ? closedPage(context.var.config) : page(null));
  })
  .post("/login", async (context) => {
    const { config } = context.var;
    // Nobody can be let in by a token, so the body need not be read.
    if (config.dashboardToken === null) {
      return context.html(config.access === null ? closedPage(config) : page(WRONG), 401);
    }
    // Another site's page must not make its visitors guess, and be slowed down for it.
    if (context.req.header("sec-fetch-site") === "cross-site") {
      return context.html(messagePage("Not from there", "Open the board, and sign in on its own page."), 403);
    }
    const reading = await readForm(context.req.raw, MAX_BODY_BYTES);
    if (!reading.ok && reading.status === 413)
      return context.html(messagePage("That is too long", "Go back, and send less."), 413);
    // A body that is not a form holds no token.
    const token = reading.ok ? reading.form.get("token") : null;
    if (typeof token !== "string") return context.html(page(WRONG), 401);
    const shown = await judge(context, token, config.dashboardToken);
    switch (shown.verdict) {
      case "right":
        logIn(context, config.dashboardToken);
        return context.redirect(wayBack(context), 303);
      case "wrong":
        return context.html(page(WRONG), 401);
      case "slowed":
        return context.html(page(slowedWords(shown.waitMs)), 429, retryAfter(shown.waitMs));
    }
  });

function page(problem: string | null) {
  return plainPage(
    "sign in",
    html`<h1>Vigie</h1>
      <form method="post">
        <label for="token">Dashboard token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus
          ${problem === null ? "" : html`aria-invalid="true" aria-describedby="wrong"`} />
        ${problem === null ? "" : html`<p id="wrong" role="alert">${problem}</p>`}
        <button>Open the board</button>
      </form>`,
  );
}
