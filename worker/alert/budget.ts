// Which alerts are told at once, and which are held back for a roll-up. Pure. docs/alerts.md explains the numbers.

import type { MailSettings } from "../config/config.ts";
import { MINUTE_MS } from "../duration.ts";
import type { Targets } from "../notice/fanOut.ts";
import { type OwedAlert, SNOOZED } from "../store/outbox.ts";
import type { ScoredPayment } from "../store/payments.ts";
import { isSnoozed, type Snoozes } from "./snoozes.ts";

/** Window over which a storm is judged. */
export const STORM_MS = 15 * MINUTE_MS;
/** A payment that was stored this long after it was paid is old news, which can wait. */
const LATE_MS = 60 * MINUTE_MS;

/** Numbers of notices. Each notice is a mail to every recipient. */
export interface Budget {
  atOnceADay: number;
  atOnceAStorm: number;
  rollupsADay: number;
}

/** Half of the mails are for single frauds and three tenths for roll-ups. The rest is for the digest and for incidents. */
export function budgetOf({ dailyLimit, to }: Pick<MailSettings, "dailyLimit" | "to">): Budget {
  const notices = Math.floor(dailyLimit / Math.max(1, to.length));
  const atOnceADay = Math.floor(notices / 2);
  return {
    atOnceADay,
    // One storm must not use up what the rest of the day needs.
    atOnceAStorm: Math.ceil(atOnceADay / 5),
    rollupsADay: Math.max(1, Math.floor(notices * 0.3)),
  };
}

/** The recent alerts that matter to the payments at hand. */
export interface RecentAlerts {
  /** Cards of these payments that had an alert in the last day. Late alerts do not count. */
  cards: ReadonlySet<string>;
  /** How many were told at once in the last day. `atOnceInStorm`: in the last STORM_MS. */
  atOnceLastDay: number;
  atOnceInStorm: number;
}

/** An alert, and who is told of it by itself. Everyone else is told in the next roll-up. */
export interface Telling {
  alert: OwedAlert;
  atOnce: Pick<Targets, "mail" | "channels">;
}

/**
 * One alert for each payment, in order. Every payment given must call for an alert. The budget is of mails alone: a chat
 * is told of a card's first fraud of the day whatever it is, and a webhook, which a program reads, of every fraud, snoozed or not.
 */
export function tellingsFor(
  payments: readonly ScoredPayment[],
  recent: RecentAlerts,
  { mail, channels }: { mail: Pick<MailSettings, "dailyLimit" | "to">; channels: Targets["channels"] },
  snoozes: Snoozes = NO_SNOOZES,
): Telling[] {
  const { atOnceADay, atOnceAStorm } = budgetOf(mail);
  const programs = channels.filter(({ kind }) => kind === "webhook");
  const cards = new Set(recent.cards);
  let mailsLeft = Math.min(atOnceADay - recent.atOnceLastDay, atOnceAStorm - recent.atOnceInStorm);
  return payments.map((payment): Telling => {
    const { cardId, seq, paidAt, amountCents, outcome, storedAt } = payment;
    const id = alertIdOf(payment.id);
    const late = isLate(payment);
    // People hear nothing of it, so the first fraud after the snooze is told at once.
    const isQuiet = isSnoozed(payment, snoozes);
    const isFirst = !late && !isQuiet && !cards.has(cardId);
    if (!late && !isQuiet) cards.add(cardId);
    const isMailed = isFirst && mailsLeft > 0;
    if (isMailed) mailsLeft -= 1;
    const atOnce = {
      mail: { to: isMailed ? mail.to : [] },
      channels: isFirst ? channels : late ? [] : programs,
    };
    const everyone = countOf({ mail, channels });
    const untold = isQuiet ? SNOOZED : null;
    const notice = everyone === 0 ? NOBODY : countOf(atOnce) === everyone ? id : untold;
    const alert = {
      ...{ id, paymentId: payment.id, cardId, seq, paidAt, amountCents, outcome },
      ...{ createdAt: storedAt, late, notice },
    };
    return { alert, atOnce };
  });
}

function countOf({ mail, channels }: Pick<Targets, "mail" | "channels">): number {
  return mail.to.length + channels.length;
}

/**
 * True for a payment that was paid long before it was stored, as after a load of past days or an outage. It is always held
 * back. The time when it was seen does not count: it may have waited in the queue or among the dead letters since then.
 */
export function isLate({ paidAt, storedAt }: Pick<ScoredPayment, "paidAt" | "storedAt">): boolean {
  return storedAt - paidAt > LATE_MS;
}

/** The id follows from the payment alone, so a payment gets one alert, ever. */
export function alertIdOf(paymentId: string): string {
  return `fraud:${paymentId}`;
}

/** Stands in place of an alert's notice when there was no recipient and no channel. */
export const NOBODY = "nobody";
const NO_SNOOZES: Snoozes = { cards: new Set(), merchants: new Set() };
