// GET and POST /verdict: the links in mails lead here. The signed link is enough, without a sign-in. Mail scanners follow
// links, so GET only shows a page, and the form on that page records the verdict. There is no script.
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { logError } from "../../log.ts";
import { type LinkReading, readVerdictLink } from "../../notice/verdictLink.ts";
import { isFraudType } from "../../payment/fraudType.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import { openStore } from "../../store/open.ts";
import { policyOf } from "../../store/policies.ts";
import type { Store } from "../../store/store.ts";
import type { Verdict } from "../../store/verdicts.ts";
import { blockIdOf, blockOf } from "../../verdict/blockOnFraud.ts";
import { noteOf } from "../../verdict/note.ts";
import type { App } from "../context.ts";
import { readForm } from "../door/body.ts";
import { withLink } from "./linkPage.ts";
import { messagePage } from "./plainPage.ts";
import { askPage, saidPage } from "./verdictForm.ts";

const MAX_BODY_BYTES = 16_384;

export function verdictPage(app: OpenAPIHono<App>): void {
  for (const [method, answer] of [
    ["get", show],
    ["post", take],
  ] as const) {
    app[method]("/verdict", (context) => {
      const reading = readVerdictLink(context.var.config.cardKey, context.req.query("link") ?? "", Date.now());
      return withLink<Read>(context, reading, {
        instead: "On the board the payment can still be marked.",
        answer: (read) => answer(context, read),
        onFailure: (error) =>
          logError("verdict_page_failed", error, { payment: reading.ok ? reading.linked.paymentId : null }),
      });
    });
  }
}

type Read = Extract<LinkReading, { ok: true }>;

async function show(context: Context<App>, { linked, id }: Read): Promise<Response> {
  const store = openStore(context.env);
  const [payment, verdicts, origin] = await Promise.all([
    store.payment(linked.paymentId),
    store.verdictsOf(linked.paymentId),
    store.origin(),
  ]);
  if (payment === null) return unknown(context);
  const { reportZone: zone, currency } = context.var.config;
  const [listed, policy] = await Promise.all([
    store.entriesWith([{ kind: "card", value: payment.cardId }]),
    store.policy(),
  ]);
  const isBlocked = blockOf(listed, payment.cardId, Date.now()) !== null;
  const card = { isBlocked, blocksByItself: policyOf(policy).blockOnFraud };
  const newest = verdicts.at(-1) ?? null;
  const isSaid = newest?.verdict === linked.verdict && newest.by === linked.by;
  const used = verdicts.find((verdict) => verdict.id === id) ?? (isSaid ? newest : undefined);
  return context.html(
    used === undefined
      ? askPage({ payment, linked, newest, card, zone, currency, origin })
      : saidPage({ payment, used, newest, card, mayBlock: await mayBlock(store, id, used), zone, currency, origin }),
  );
}

/** A link of fraud blocks its card once. */
async function mayBlock(store: Pick<Store, "entry">, id: string, used: Verdict): Promise<boolean> {
  const entryId = blockIdOf({ id });
  return used.id === id && used.verdict === "fraud" && entryId !== null && (await store.entry(entryId)) === null;
}

/** The link counts once. Pressing twice, going back, or a scanner that repeats the form changes nothing. */
async function take(context: Context<App>, { linked, id }: Read): Promise<Response> {
  const form = await readForm(context.req.raw, MAX_BODY_BYTES);
  if (!form.ok && form.status === 413)
    return context.html(messagePage("That is too long", "Go back, and send less."), 413);
  // The verdict is in the link. If the form is missing, only the note and the kind of fraud are.
  const note = form.ok ? form.form.get("note") : null;
  const kind = form.ok ? form.form.get("fraudType") : null;
  const fraudType = isFraudType(kind) ? kind : undefined;
  const block = form.ok && form.form.get("block") !== null;
  const { paymentId, verdict, by } = linked;
  const words = noteOf(typeof note === "string" ? note : "");
  const word = { id, paymentId, verdict, fraudType, note: words, by, via: "mail" as const };
  const recording = await ledgerOf(context.env).recordVerdict(word, block ? by : null);
  if (recording.status === "unknown") return unknown(context);
  if (recording.status === "waiting") {
    const words = "The payment is decided, and waits to be recorded. Open the link again in a moment.";
    return context.html(messagePage("Not just yet", words), 503, { "retry-after": "5" });
  }
  // The redirect leads to the same address by GET, so that reloading the page sends nothing again.
  return context.redirect(`/verdict${new URL(context.req.url).search}`, 303);
}

function unknown(context: Context<App>) {
  return context.html(messagePage("This payment is not stored here any more", "There is nothing left to mark."), 404);
}
