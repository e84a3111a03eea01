// GET and POST /snooze: a link in a mail quiets its payment's card for a day. The signed link is enough, without a sign-in. Mail scanners
// follow links, so GET only shows a page, and the form on that page does it. There is no script.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { html } from "hono/html";
import { logError } from "../../log.ts";
import { QUIET_MS, readSnoozeLink, type SnoozeReading } from "../../notice/snoozeLink.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import type { ListEntry } from "../../policy/lists.ts";
import { hasEnded } from "../../policy/rule.ts";
import { openStore } from "../../store/open.ts";
import { speakerWords } from "../../verdict/speaker.ts";
import { timeIn } from "../../zone.ts";
import type { App } from "../context.ts";
import { withLink } from "./linkPage.ts";
import { type Fragment, messagePage, titledPage } from "./plainPage.ts";
import { facts } from "./verdictForm.ts";

type Read = Extract<SnoozeReading, { ok: true }>;

export function snoozePage(app: OpenAPIHono<App>): void {
  for (const [method, answer] of [
    ["get", show],
    ["post", take],
  ] as const) {
    app[method]("/snooze", (context) => {
      const reading = readSnoozeLink(context.var.config.cardKey, context.req.query("link") ?? "", Date.now());
      return withLink<Read>(context, reading, {
        instead: "On the board the card can still be quieted.",
        answer: (read) => answer(context, read),
        onFailure: (error) =>
          logError("snooze_page_failed", error, { payment: reading.ok ? reading.linked.paymentId : null }),
      });
    });
  }
}

async function found(env: Env, { linked, id }: Read) {
  const store = openStore(env);
  const [payment, used, origin] = await Promise.all([store.payment(linked.paymentId), store.entry(id), store.origin()]);
  if (payment === null) return null;
  const entries = await store.entriesWith([{ kind: "card", value: payment.cardId }]);
  const standing = entries.find((entry) => entry.list === "snooze" && !hasEnded(entry, Date.now())) ?? null;
  return { payment, used, origin, standing };
}

async function show(context: Context<App>, read: Read): Promise<Response> {
  const known = await found(context.env, read);
  if (known === null) return unknown(context);
  const { payment, used, origin, standing } = known;
  const { reportZone: zone, currency } = context.var.config;
  const about = facts(payment, { zone, currency }, origin);
  const board = html`<p><a href="/#/payments/${encodeURIComponent(payment.id)}">Open the payment on the board</a></p>`;
  if (standing !== null)
    return context.html(titledPage("This card is quiet", html`${about}${quiet(standing, zone)}${board}`));
  if (used !== null) {
    const words = `It quieted the card on ${timeIn(zone, used.at)}. The card alerts again.`;
    return context.html(titledPage("This link was used", html`${about}<p role="status">${words}</p>${board}`));
  }
  return context.html(
    titledPage(
      "Quiet this card for 24 hours?",
      html`${about}
        <form method="post"><button>Yes, quiet this card</button></form>
        <p class="soft">
          Nobody is mailed about this card meanwhile. Its payments are decided as before, and the board shows them all. It is recorded as
          done by ${speakerWords(read.linked.by)}, and can be ended before by whoever may change lists.
        </p>`,
    ),
  );
}

function quiet({ until, by }: ListEntry, zone: string): Fragment {
  const end = until === null ? "until somebody ends it" : `until ${timeIn(zone, until)}`;
  return html`<p role="status">Nobody is mailed about this card ${end}. Its payments are decided as before. Quieted by ${speakerWords(by)}.</p>`;
}

/** The link counts once. Pressing twice, going back, or a scanner that repeats the form changes nothing. */
async function take(context: Context<App>, read: Read): Promise<Response> {
  const known = await found(context.env, read);
  if (known === null) return unknown(context);
  const { payment, used, standing } = known;
  const nowMs = Date.now();
  const until = nowMs + QUIET_MS;
  const isQuietLonger = standing !== null && (standing.until === null || standing.until >= until);
  if (used === null && !isQuietLonger) {
    const said = { by: read.linked.by, via: "mail" };
    const entry = { id: read.id, list: "snooze", kind: "card" as const, value: payment.cardId, note: null };
    const edit = { kind: "entries_added" as const, entries: [{ ...entry, ...said, at: nowMs, until }] };
    const done = await ledgerOf(context.env).changePolicy({ from: null, edit, ...said, note: null });
    if (done.status === "refused")
      return context.html(messagePage("The card is not quieted", `Why: ${done.problem}.`), 409);
  }
  // The redirect leads to the same address by GET, so that reloading the page sends nothing again.
  return context.redirect(`/snooze${new URL(context.req.url).search}`, 303);
}

function unknown(context: Context<App>) {
  return context.html(messagePage("This payment is not stored here any more", "There is no card left to quiet."), 404);
}
