// The pages that a link in a mail leads to: one question, one button.

import { html } from "hono/html";
import type { LinkedVerdict } from "../../notice/verdictLink.ts";
import { cardWords } from "../../payment/cardWords.ts";
import { FRAUD_TYPES } from "../../payment/fraudType.ts";
import { type Paid, paidWords } from "../../payment/paid.ts";
import type { Label } from "../../payment/payment.ts";
import type { Origin, StoredPayment } from "../../store/payments.ts";
import type { Verdict } from "../../store/verdicts.ts";
import { NOTE_LENGTH } from "../../verdict/note.ts";
import { speakerWords } from "../../verdict/speaker.ts";
import { FRAUD_TYPE_WORDS } from "../../wire/fraudTypes.ts";
import { subjectHref } from "../../wire/pages.ts";
import { timeIn } from "../../zone.ts";
import { type Fragment, titledPage } from "./plainPage.ts";

type Payment = Pick<StoredPayment, "id" | "merchant" | "cardId" | "last4" | "paidAt" | "verdict"> & Paid;

const QUESTIONS: Readonly<Record<Label, { title: string; button: string; said: string }>> = {
  fraud: { title: "Was this fraud?", button: "Yes, it is fraud", said: "Marked as fraud" },
  legitimate: { title: "Was this a false alarm?", button: "Yes, a false alarm", said: "Marked as a false alarm" },
};

/** Whether its card is blocked, and whether a verdict of fraud blocks it by itself, as set. */
interface Card {
  isBlocked: boolean;
  blocksByItself: boolean;
}

interface Asking {
  card: Card;
  payment: Payment;
  linked: LinkedVerdict;
  /** The newest verdict, whoever gave it. */
  newest: Verdict | null;
  zone: string;
  currency: string;
  origin: Origin | null;
}

export function askPage({ payment, linked, newest, card, zone, currency, origin }: Asking) {
  const { title, button } = QUESTIONS[linked.verdict];
  return titledPage(
    title,
    html`${facts(payment, { zone, currency }, origin)}
      ${newest === null ? "" : html`<p class="soft">${lastWord(newest, zone)}</p>`}
      <form method="post">
        ${linked.verdict === "fraud" ? fraudTypes() : ""}
        ${aboutBlock(linked.verdict, card)}
        <label for="note">Note (optional)</label>
        <textarea id="note" name="note" maxlength="${NOTE_LENGTH}" rows="2"></textarea>
        <button class="${linked.verdict}">${button}</button>
      </form>
      <p class="soft">It is recorded as the verdict of ${speakerWords(linked.by)}, and can be changed on the board.</p>`,
  );
}

function fraudTypes(): Fragment {
  return html`<label for="fraudType">Which kind (optional)</label>
    <select id="fraudType" name="fraudType">
      <option value="">not known</option>
      ${FRAUD_TYPES.map((type) => html`<option value="${type}">${FRAUD_TYPE_WORDS[type]}</option>`)}
    </select>`;
}

function aboutBlock(verdict: Label, { isBlocked, blocksByItself }: Card): Fragment | string {
  if (isBlocked) {
    return html`<p class="soft">The card is blocked already${verdict === "legitimate" ? ", and stays so until somebody takes it off the block list" : ""}.</p>`;
  }
  if (verdict === "legitimate") return "";
  if (blocksByItself)
    return html`<p class="soft">The card is blocked from now on, as is set for every verdict of fraud.</p>`;
  return html`<label class="check"><input type="checkbox" name="block" value="1" /> Block this card from now on</label>`;
}

interface Said {
  card: Card;
  /** The link has not blocked the card yet. */
  mayBlock: boolean;
  payment: Payment;
  /** The verdict that this link gave. */
  used: Verdict;
  newest: Verdict | null;
  zone: string;
  currency: string;
  origin: Origin | null;
}

export function saidPage({ payment, used, newest, card, mayBlock, zone, currency, origin }: Said) {
  const title = used.verdict === null ? "Taken back" : QUESTIONS[used.verdict].said;
  const isChanged = newest !== null && newest.id !== used.id;
  return titledPage(
    isChanged ? "This link was used" : title,
    html`${facts(payment, { zone, currency }, origin)}
      <p role="status">${isChanged ? `${lastWord(used, zone)} Since then: ${lastWord(newest, zone)}` : "Thank you. Precision and recall on the board count it from now on."}</p>
      ${cardNow(payment, card, mayBlock)}
      <p><a href="/#/payments/${encodeURIComponent(payment.id)}">Open the payment on the board</a>, to change it or to see more.</p>`,
  );
}

/** `payment.verdict`: what counts now. */
function cardNow({ verdict, last4, cardId }: Payment, { isBlocked }: Card, mayBlock: boolean): Fragment | string {
  if (isBlocked && verdict === "fraud")
    return html`<p>Card ${cardWords(last4, cardId)} is blocked: its payments are declined. To end that, take it out of the <a href="/lists#block">block list</a>.</p>`;
  if (isBlocked)
    return html`<p>Card ${cardWords(last4, cardId)} is still blocked, until somebody takes it off the block list.</p>`;
  if (verdict !== "fraud" || !mayBlock) return "";
  return html`<p>Card ${cardWords(last4, cardId)} is not blocked.</p>
    <form method="post"><button name="block" value="1">Block this card from now on</button></form>`;
}

function lastWord({ verdict, fraudType, by, at }: Verdict, zone: string): string {
  const what = verdict === null ? "The verdict was taken back" : QUESTIONS[verdict].said;
  const kind = fraudType == null ? "" : ` (${FRAUD_TYPE_WORDS[fraudType]})`;
  return `${what}${kind} by ${speakerWords(by)}, ${timeIn(zone, at)}.`;
}

export function facts(
  payment: Payment,
  { zone, currency }: { zone: string; currency: string },
  origin: Origin | null,
): Fragment {
  const { merchant, cardId, last4, paidAt } = payment;
  return html`${origin === "simulated" ? html`<p class="soft">The payment is simulated.</p>` : ""}
    <dl>
      <dt>Amount</dt>
      <dd>${paidWords(payment, currency)}</dd>
      <dt>Merchant</dt>
      <dd><a href="${subjectHref("merchant", merchant)}"><bdi>${merchant}</bdi></a></dd>
      <dt>Card</dt>
      <dd><a href="${subjectHref("card", cardId)}">${cardWords(last4, cardId)}</a></dd>
      <dt>Paid</dt>
      <dd>${timeIn(zone, paidAt)}</dd>
    </dl>`;
}
