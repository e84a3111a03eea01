// The notice about the alerts that were held back: how many, their sum, the cards, and the largest payments.

import type { Config } from "../config/config.ts";
import { counted } from "../counted.ts";
import { formatAmount, moneyWords } from "../money.ts";
import type { Notice } from "../notice/fanOut.ts";
import type { MailContent } from "../notice/mail.ts";
import { momentIn } from "../notice/words.ts";
import { cardWords } from "../payment/cardWords.ts";
import { paidView, paidWords } from "../payment/paid.ts";
import type { HeldBack } from "../store/outbox.ts";
import type { EventData } from "../wire/webhookEvents.ts";
import { boardHref } from "./fraudNotice.ts";

type RollupSettings = Pick<Config, "currency" | "publicUrl" | "reportZone">;

export function rollupNotice(held: HeldBack, settings: RollupSettings): Notice {
  const content = contentOf(held, settings);
  return {
    // The id follows from the newest alert in the roll-up, so gathering the same alerts again makes the same roll-up.
    id: `rollup:${held.upToSeq}`,
    kind: "rollup",
    content: () => content,
    event: { type: "fraud.rollup", data: dataOf(held, settings) },
  };
}

function contentOf(held: HeldBack, { currency, publicUrl, reportZone }: RollupSettings): MailContent {
  const inWords = (cents: number) => moneyWords(cents, currency);
  const { alerts, amountCents, cards, lateAlerts, firstPaidAt, lastPaidAt, topCards, largest } = held;
  const words = wordsOf(held);
  const others = { alerts, amountCents };
  for (const card of topCards) {
    others.alerts -= card.alerts;
    others.amountCents -= card.amountCents;
  }
  const rest = cards - topCards.length;
  return {
    subject: `${words.subject} held back: ${inWords(amountCents)}`,
    preheader: `On ${counted(cards, "card")}; the largest ${largest[0] === undefined ? inWords(0) : paidWords(largest[0], currency)}`,
    title: `${words.title}: ${inWords(amountCents)} in all`,
    tone: words.tone,
    paragraphs: [
      `A card’s first fraud of a day is mailed by itself, as far as the day’s mail limit allows. ${alerts === 1 ? "This one is told" : "These are told"} here, once, in place of ${alerts === 1 ? "a mail of its own" : "a mail for each"}.`,
      ...(lateAlerts === 0
        ? []
        : [
            `${lateAlerts === alerts ? (alerts === 1 ? "It was" : "All were") : `${counted(lateAlerts, "was", "were")}`} paid more than an hour before Vigie could judge ${alerts === 1 ? "it" : "them"}.`,
          ]),
    ],
    facts: [
      ["Payments", alerts.toLocaleString("en-US")],
      ["In all", inWords(amountCents)],
      ["Cards", cards.toLocaleString("en-US")],
      ...(firstPaidAt === lastPaidAt
        ? [["Paid", momentIn(reportZone, firstPaidAt)] satisfies [string, string]]
        : [
            ["First paid", momentIn(reportZone, firstPaidAt)] satisfies [string, string],
            ["Last paid", momentIn(reportZone, lastPaidAt)] satisfies [string, string],
          ]),
    ],
    table: [
      {
        columns: ["Card", "Payments", "Sum"],
        rows: [
          ...topCards.map((card) => [
            cardWords(card.last4, card.cardId),
            card.alerts.toLocaleString("en-US"),
            inWords(card.amountCents),
          ]),
          ...(rest === 0
            ? []
            : [[counted(rest, "other card"), others.alerts.toLocaleString("en-US"), inWords(others.amountCents)]]),
        ],
      },
      {
        columns: [largest.length === alerts ? "Payment" : "The largest", "Card", "Amount"],
        rows: largest.map((one) => [one.merchant, cardWords(one.last4, null), paidWords(one, currency)]),
      },
    ],
    buttons:
      publicUrl === null
        ? []
        : [{ label: "Open the board", href: new URL("/#/?show=decline", publicUrl).href, tone: "plain" }],
    footer: ["Every payment in this mail is on the board, with its reasons."],
  };
}

/** Declined payments are frauds in our words; those to review are not. */
function wordsOf({ alerts, reviews = 0 }: HeldBack): Pick<MailContent, "subject" | "title" | "tone"> {
  const declines = alerts - reviews;
  if (reviews === 0) {
    const title = `${counted(alerts, "more payment looks", "more payments look")} like fraud`;
    return { subject: counted(alerts, "more fraud"), title, tone: "fraud" };
  }
  if (declines === 0) {
    const title = counted(alerts, "more payment is to be reviewed", "more payments are to be reviewed");
    return { subject: counted(alerts, "more payment to review", "more payments to review"), title, tone: "trouble" };
  }
  return {
    subject: `${counted(declines, "more fraud")} and ${counted(reviews, "payment")} to review`,
    title: `${counted(declines, "more payment looks", "more payments look")} like fraud, ${reviews.toLocaleString("en-US")} to review`,
    tone: "fraud",
  };
}

function dataOf(held: HeldBack, { currency, publicUrl }: RollupSettings): EventData<"fraud.rollup"> {
  const iso = (epochMs: number) => new Date(epochMs).toISOString();
  return {
    payments: held.alerts,
    reviews: held.reviews ?? 0,
    amount: formatAmount(held.amountCents, currency),
    currency,
    cards: held.cards,
    late: held.lateAlerts,
    firstPaidAt: iso(held.firstPaidAt),
    lastPaidAt: iso(held.lastPaidAt),
    byCard: held.topCards.map((card) => ({
      card: { id: card.cardId, last4: card.last4 },
      payments: card.alerts,
      amount: formatAmount(card.amountCents, currency),
    })),
    largest: held.largest.map(({ paymentId, merchant, last4, paidAt, ...paid }) => ({
      id: paymentId,
      merchant,
      last4,
      ...paidView(paid, currency),
      paidAt: iso(paidAt),
      url: publicUrl === null ? null : boardHref(publicUrl, paymentId),
    })),
  };
}
