// The notice about one payment that looks like fraud, for people and for programs. It holds nothing personal: no age, no
// sex, no place.

import type { Config } from "../config/config.ts";
import { impersonal, isDecidedWithCare } from "../decision/decision.ts";
import {
  byPeopleWords,
  linesInWords,
  OUTCOME_WORDS,
  percentsOf,
  WITH_CARE,
  whateverItsScore,
} from "../decision/outcomeWords.ts";
import type { Notice } from "../notice/fanOut.ts";
import type { MailContent } from "../notice/mail.ts";
import { LINK_MS } from "../notice/signedLink.ts";
import { snoozeHref } from "../notice/snoozeLink.ts";
import { verdictHref } from "../notice/verdictLink.ts";
import { momentIn } from "../notice/words.ts";
import { cardWords } from "../payment/cardWords.ts";
import { categoryWords } from "../payment/categoryWords.ts";
import { type Paid, paidView, paidWords } from "../payment/paid.ts";
import type { FreshPayment, StoredPayment } from "../store/payments.ts";
import { subjectHref } from "../wire/pages.ts";
import type { EventData } from "../wire/webhookEvents.ts";
import { alertIdOf } from "./budget.ts";

export type NoticeSettings = Pick<Config, "cardKey" | "currency" | "publicUrl" | "reportZone" | "mail" | "channels">;

export function fraudNotice(payment: FreshPayment, settings: NoticeSettings): Notice {
  return {
    id: alertIdOf(payment.id),
    kind: "fraud",
    content: (recipient) => contentOf(payment, settings, recipient),
    event: {
      type: payment.outcome === "decline" ? "fraud.detected" : "payment.review",
      data: dataOf(payment, settings),
    },
  };
}

export function subjectOf(
  payment: Pick<StoredPayment, "merchant" | "outcome" | "reasons"> & Paid,
  { currency }: Pick<NoticeSettings, "currency">,
) {
  const { merchant, outcome, reasons } = payment;
  const declined = byPeopleWords({ reasons }) === null ? "Fraud" : "Declined";
  return `${outcome === "decline" ? declined : "To review"}: ${paidWords(payment, currency)} at ${merchant}`;
}

function contentOf(payment: FreshPayment, settings: NoticeSettings, recipient: string): MailContent {
  const { merchant, category, last4, paidAt, outcome } = payment;
  const paid = paidWords(payment, settings.currency);
  const { score, lines } = scoreInWords(payment);
  const { publicUrl } = settings;
  const fact = (name: string, value: string, path: string): MailContent["facts"][number] =>
    publicUrl === null ? [name, value] : [name, value, new URL(path, publicUrl).href];
  const verdict = score === null ? "The model could not score it." : `Its fraud score is ${score}.`;
  return {
    subject: subjectOf(payment, settings),
    preheader: `Card ${cardWords(last4, payment.cardId)}. ${verdict}`,
    title: `${outcome === "decline" ? `Declined ${byPeopleWords(payment) ?? "as likely fraud"}` : OUTCOME_WORDS.review}: ${paid} at ${merchant}`,
    tone: outcome === "decline" ? "fraud" : "trouble",
    paragraphs: [
      outcome === "decline"
        ? `Vigie’s decision: declined. ${verdict}${lines}`
        : `A person should look at this payment. ${verdict}${lines}`,
    ],
    facts: [
      ["Amount", paid],
      fact("Merchant", merchant, subjectHref("merchant", merchant)),
      ["Category", categoryWords(category)],
      fact("Card", cardWords(last4, payment.cardId), subjectHref("card", payment.cardId)),
      ["Paid", momentIn(settings.reportZone, paidAt)],
      ["Fraud score", score ?? "not scored"],
    ],
    list: listOf(payment),
    buttons: buttonsOf(payment, settings, recipient),
    footer: [
      "Vigie tells of a card’s first fraud at once; what follows on the same card within a day comes together in one mail.",
      ...(settings.publicUrl === null
        ? []
        : ["The links hold for 30 days. Opening one changes nothing until you confirm."]),
    ],
  };
}

/** Unfamiliar things that decided stand among the reasons, and are not said twice. */
function listOf({ reasons, unfamiliar }: FreshPayment): NonNullable<MailContent["list"]> {
  const why = reasons.map(impersonal);
  const untold = (unfamiliar ?? []).map((each) => each.why).filter((words) => !why.includes(words));
  return [
    ...(why.length === 0 ? [] : [{ heading: "Why", items: why }]),
    ...(untold.length === 0 ? [] : [{ heading: "What the model does not know", items: untold }]),
  ];
}

function buttonsOf(payment: StoredPayment, settings: NoticeSettings, recipient: string): MailContent["buttons"] {
  const { cardKey, publicUrl } = settings;
  if (publicUrl === null) return [];
  const link = { paymentId: payment.id, by: recipient, expiresAt: payment.storedAt + LINK_MS };
  const verdict = (verdict: "fraud" | "legitimate") => verdictHref({ cardKey, publicUrl }, { ...link, verdict });
  const quiet = snoozeHref({ cardKey, publicUrl }, link);
  return [
    { label: "It is fraud", href: verdict("fraud"), tone: "danger" },
    { label: "False alarm", href: verdict("legitimate"), tone: "plain" },
    // Many read a chat, and a mail has one reader, who is named for it.
    ...(settings.mail.to.includes(recipient)
      ? [{ label: "Quiet this card for 24 h", href: quiet, tone: "plain" } as const]
      : []),
    { label: "Open on the board", href: boardHref(publicUrl, payment.id), tone: "plain" },
  ];
}

export function boardHref(publicUrl: string, paymentId: string): string {
  return new URL(`/#/payments/${encodeURIComponent(paymentId.toWellFormed())}`, publicUrl).href;
}

function dataOf(payment: FreshPayment, { currency, publicUrl }: NoticeSettings): EventData<"fraud.detected"> {
  const { id, paidAt, merchant, category, last4, cardId, score, outcome, reasons, model } = payment;
  const { thresholds = null } = payment;
  return {
    payment: {
      id,
      paidAt: new Date(paidAt).toISOString(),
      ...paidView(payment, currency),
      merchant,
      category,
      card: { id: cardId, last4 },
      score,
      thresholds,
      outcome,
      reasons: reasons.map((reason) => ({ ...reason, text: impersonal(reason) })),
      unfamiliar: payment.unfamiliar ?? [],
      model,
    },
    url: publicUrl === null ? null : boardHref(publicUrl, id),
  };
}

/** The score, and where the lines were that it was held against. Null where there is no score, and empty where the lines are not known. */
function scoreInWords({ score, thresholds, outcome, reasons }: FreshPayment): { score: string | null; lines: string } {
  const byPeople = whateverItsScore({ outcome, reasons });
  if (score === null) return { score: null, lines: byPeople === null ? "" : ` ${byPeople}.` };
  const percents = percentsOf(score, thresholds ?? { review: 0, decline: 0 });
  if (byPeople !== null) return { score: `${percents.score} %`, lines: ` ${byPeople}.` };
  const care = isDecidedWithCare({ reasons }) ? ` ${WITH_CARE}.` : "";
  const lines = thresholds === undefined ? care : ` Payments are ${linesInWords(percents)}.${care}`;
  return { score: `${percents.score} %`, lines };
}
