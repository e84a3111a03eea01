// GET /payments/:id/letter: one page on one decision, to be printed and given to the person whom it concerns. See docs/letter.md.

import type { OpenAPIHono } from "@hono/zod-openapi";
import { html } from "hono/html";
import { daysKept, notHere } from "../../config/paymentRetention.ts";
import { cardWords } from "../../payment/cardWords.ts";
import { paidWords } from "../../payment/paid.ts";
import { waitingPayment } from "../../pipeline/deciders.ts";
import { openStore } from "../../store/open.ts";
import type { Origin } from "../../store/payments.ts";
import { timeIn } from "../../zone.ts";
import type { App } from "../context.ts";
import { paymentId } from "../parameters.ts";
import { decidedWords, type LetterFacts, personWords, underWords, usedWords, whyWords } from "./letterWords.ts";
import { messagePage, titledPage } from "./plainPage.ts";
import { readersRefusal } from "./readersPage.ts";

const NOT_YET = "The payment is decided, and waits to be recorded. Load the page again in a moment.";

export function letterPage(app: OpenAPIHono<App>): void {
  app.get("/payments/:id/letter", async (context) => {
    const refusal = await readersRefusal(context);
    if (refusal !== null) return refusal;
    const id = paymentId.safeParse(context.req.param("id")).data ?? "";
    const { config } = context.var;
    if ((await waitingPayment(context.env, config, id)) !== null) {
      return context.html(messagePage("Not just yet", NOT_YET), 503, { "retry-after": "5" });
    }
    const store = openStore(context.env);
    const [payment, verdicts, held, origin] = await Promise.all([
      store.payment(id),
      store.verdictsOf(id),
      store.policy(),
      store.origin(),
    ]);
    if (payment === null) {
      const words = notHere(daysKept(config, context.env));
      return context.html(messagePage("No such payment", `${words[0]?.toUpperCase()}${words.slice(1)}.`), 404);
    }
    const version = payment.policy == null ? null : await store.policyVersion(payment.policy);
    const facts = { payment, verdicts, version, zone: config.reportZone };
    return context.html(letter(facts, held?.policy.contact ?? null, origin, config.currency));
  });
}

function letter(facts: LetterFacts, contact: string | null, origin: Origin | null, currency: string) {
  const { payment, zone } = facts;
  const { how, reasons, rules } = whyWords(facts);
  return titledPage(
    "The decision on a payment",
    html`<article class="letter">
      ${origin === "simulated" ? html`<p class="soft">The payment is simulated.</p>` : ""}
      <dl>
        <dt>Amount</dt>
        <dd>${paidWords(payment, currency)}</dd>
        <dt>Merchant</dt>
        <dd><bdi>${payment.merchant}</bdi></dd>
        <dt>Card</dt>
        <dd>${payment.last4 === "" ? cardWords("", payment.cardId) : `ending in ${payment.last4}`}</dd>
        <dt>Paid</dt>
        <dd>${timeIn(zone, payment.paidAt)}</dd>
        <dt>Reference</dt>
        <dd>${payment.id}</dd>
      </dl>
      <h2>What was decided</h2>
      <p>${decidedWords(facts)}</p>
      <h2>Why</h2>
      <p>${how}</p>
      ${reasons.length === 0 ? "" : html`<ul>${reasons.map((reason) => html`<li><bdi>${reason}</bdi></li>`)}</ul>`}
      ${rules.map(
        ({ name, when }) => html`<p>The condition of the rule “<bdi>${name}</bdi>” was then: <code>${when}</code></p>`,
      )}
      <h2>Under which rules and which program</h2>
      ${underWords(facts).map((words) => html`<p>${words}</p>`)}
      <h2>Whether a person looked at it</h2>
      <p>${personWords(facts)}</p>
      <h2>What was used</h2>
      <ul>${usedWords(facts).map((words) => html`<li>${words}</li>`)}</ul>
      <p>The card’s number is not kept: its last four digits are, and a sign that stands for the card. No name is known here.</p>
      <h2>How to contest it</h2>
      ${contestWords(contact)}
      <p class="soft screen"><a href="/#/payments/${encodeURIComponent(payment.id)}">The payment on the board</a></p>
    </article>`,
  );
}

function contestWords(contact: string | null) {
  const right = "You may ask that a person looks at this decision, say how you see it, and contest it.";
  if (contact !== null) return html`<p>${right} Write to: <bdi>${contact}</bdi>. Name the reference above.</p>`;
  return html`<p>${right}</p>
    <p role="note">Nobody has set yet where to write to. An admin sets it on the page <a href="/rules">Rules</a>, below its settings.</p>`;
}
