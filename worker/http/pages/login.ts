// The login page: one field, no script. Its form names no action, so browsers post to the page's own address with its
// fragment, and carry the fragment through the redirects. The way therefore leads back to the payment that was asked for.
// Either token signs in. `?as=admin` is for readers who want to change something: it asks them, too, and for ADMIN_TOKEN.
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { Config } from "../../config/config.ts";
import { PAGES } from "../../wire/pages.ts";
import { audited } from "../audited.ts";
import type { App } from "../context.ts";
import { readAccess } from "../door/access.ts";
import { readForm } from "../door/body.ts";
import { changeAccess, signedInAs } from "../door/changes.ts";
import { judge, retryAfter, slowedWords } from "../door/guesses.ts";
import { logIn } from "../door/session.ts";
import { tokensOf } from "../door/tokens.ts";
import { closedPage } from "./closedPage.ts";
import { messagePage, plainPage } from "./plainPage.ts";

/** Enough for a token and its field's name. The limit is small, because anyone may post here. */
const MAX_BODY_BYTES = 16 * 1024;
/** Pages that the way may lead back to, besides the board. */
const PATHS: readonly string[] = PAGES.map(({ href }) => href).filter((href) => href !== "/");

/** The letter on a payment. Neither a slash nor a backslash is in its id, so the way leads nowhere else. */
const LETTER = /^\/payments\/[\w%.~-]{1,200}\/letter$/;

function isPage(path: string): boolean {
  return PATHS.includes(path) || LETTER.test(path);
}

/** What the page asks for. It depends on what is set up, and on nothing that was tried. */
interface Asked {
  label: string;
  wrong: string;
}

const FOR_READERS: Asked = {
  label: "Dashboard token",
  wrong: "That is not the token. It is the secret DASHBOARD_TOKEN of this Worker.",
};
const FOR_ADMINS: Asked = {
  label: "Admin token",
  wrong: "That is not the token. It is the secret ADMIN_TOKEN of this Worker.",
};
const FOR_BOTH: Asked = {
  label: "Dashboard token, or admin token",
  wrong: "That is not the token. It is the secret DASHBOARD_TOKEN of this Worker, or ADMIN_TOKEN to change things.",
};
const ONLY_READS = "That token opens the board, and changes nothing. To change things, sign in with ADMIN_TOKEN.";

/** The address of the login that leads back to `path`. */
export function loginHref(path: string): string {
  return isPage(path) ? `/login?to=${encodeURI(path)}` : "/login";
}

/** The address of the login for readers who want to change something; null where no token lets anyone do so. */
export function adminLoginHref({ adminToken }: Pick<Config, "adminToken">): string | null {
  return adminToken === null ? null : "/login?as=admin";
}

function isForAdmins(context: Context<App>): boolean {
  return context.var.config.adminToken !== null && context.req.query("as") === "admin";
}

function askedOf(context: Context<App>): Asked {
  const { dashboardToken, adminToken } = context.var.config;
  if (adminToken === null) return FOR_READERS;
  return dashboardToken === null || isForAdmins(context) ? FOR_ADMINS : FOR_BOTH;
}

function wayBack(context: Context): string {
  const to = context.req.query("to");
  return to !== undefined && isPage(to) ? to : "/";
}

export const login = new Hono<App>()
  .get("/login", (context) => {
    const access = readAccess(context);
    const isThere = access === "granted" && (!isForAdmins(context) || changeAccess(context) === "granted");
    if (isThere) return context.redirect(wayBack(context), 303);
    // Still 200, since the address answers an uptime service that has no token.
    return context.html(access === "closed" ? closedPage(context.var.config) : page(askedOf(context), null));
  })
  .post("/login", async (context) => {
    const { config } = context.var;
    const asked = askedOf(context);
    // Nobody can be let in by a token, so the body need not be read.
    if (tokensOf(config).length === 0) {
      return context.html(config.access === null ? closedPage(config) : page(asked, asked.wrong), 401);
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
    if (typeof token !== "string") return context.html(page(asked, asked.wrong), 401);
    const shown = await judge(context, token);
    switch (shown.verdict) {
      case "right":
        if (shown.role === "reader" && isForAdmins(context)) return context.html(page(asked, ONLY_READS), 403);
        logIn(context, shown.role);
        await audited(context, { action: "login", subject: shown.role }, signedInAs(context, shown.role));
        return context.redirect(wayBack(context), 303);
      case "wrong":
        return context.html(page(asked, asked.wrong), 401);
      case "slowed":
        return context.html(page(asked, slowedWords(shown.waitMs)), 429, retryAfter(shown.waitMs));
    }
  });

function page({ label }: Asked, problem: string | null) {
  return plainPage(
    "sign in",
    html`<h1>Vigie</h1>
      <form method="post">
        <label for="token">${label}</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus
          ${problem === null ? "" : html`aria-invalid="true" aria-describedby="wrong"`} />
        ${problem === null ? "" : html`<p id="wrong" role="alert">${problem}</p>`}
        <button>Open the board</button>
      </form>`,
  );
}
