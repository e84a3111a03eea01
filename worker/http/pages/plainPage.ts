// The pages that the Worker makes itself: they share the login page's look, and have no script. Also tells who wants a page
// at all: people do, programs want JSON.
import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { html } from "hono/html";

export type Fragment = ReturnType<typeof html>;

/** `title` is what the browser's tab says behind "Vigie". */
export function plainPage(title: string, main: Fragment) {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>Vigie: ${title}</title>
    <link rel="icon" href="/logo.svg" />
    <link rel="stylesheet" href="/login.css" />
  </head>
  <body>
    <main>
      ${main}
    </main>
  </body>
</html>`;
}

export function titledPage(title: string, body: Fragment) {
  return plainPage(title, html`<p class="name">Vigie</p><h1>${title}</h1>${body}`);
}

/** A page that says one thing. The way on leads to the board, unless the reader may not go there. */
export function messagePage(title: string, words: string, hasWayOn = true) {
  return titledPage(title, html`<p>${words}</p>${hasWayOn ? html`<p><a href="/">Open the board</a></p>` : ""}`);
}

/** Browsers ask for HTML by name. The API answers in JSON whoever asks. */
export function wantsPage(context: Context): boolean {
  if (/^\/api(\/|$)/.test(context.req.path)) return false;
  const supports = ["application/json", "text/html"];
  return accepts(context, { header: "Accept", supports, default: "application/json" }) === "text/html";
}

export function notFoundPage() {
  return messagePage(
    "There is nothing here",
    "No page has this address. It may have been cut when it was copied, or the page has moved.",
  );
}
