// Who is told at once, what is held back for a roll-up, and when that goes out. Pure; the numbers are explained in
// docs/alerts.md.

import type { MailSettings } from "../config/config.ts";
import { DAY_MS, MINUTE_MS } from "../duration.ts";
import type { OwedAlert } from "../store/outbox.ts";
import type { ScoredPayment } from "../store/payments.ts";

/** A storm is judged by so long. */
export const STORM_MS = 15 * MINUTE_MS;
/** A payment that was paid so long before it was stored is no news that cannot wait. */
const LATE_MS = 60 * MINUTE_MS;
/** A roll-up waits for a pause in what it gathers, but not for ever, and not right after the one before. */
const PAUSE_MS = 2 * MINUTE_MS;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
const BETWEEN_ROLLUPS_MS = 10 * MINUTE_MS;

/** Of notices, each of which is a mail to every recipient. */
export interface Budget {
  atOnceADay: number;
  atOnceAStorm: number;
  rollupsADay: number;
}

/** Half for single frauds, three tenths for roll-ups; the rest is the digest's and for what goes wrong. */
export function budgetOf({ dailyLimit, to }: Pick<MailSettings, "dailyLimit" | "to">): Budget {
  const notices = Math.floor(dailyLimit / Math.max(1, to.length));
  const atOnceADay = Math.floor(notices / 2);
  return {
    atOnceADay,
    // One storm must not leave the rest of the day without.
    atOnceAStorm: Math.ceil(atOnceADay / 5),
    rollupsADay: Math.max(1, Math.floor(notices * 0.3)),
  };
}

/** What has been alerted of late, as far as it matters to the payments at hand. */
export interface RecentAlerts {
  /** Of the cards at hand those that had an alert in the last day, late ones aside. */
  cards: ReadonlySet<string>;
  /** Told at once within a day, and within STORM_MS. */
  atOnceLastDay: number;
  atOnceInStorm: number;
}

/** One alert for each payment, all of which call for one, with the notice that carries it; in order. */
export function alertsFor(
  payments: readonly ScoredPayment[],
  recent: RecentAlerts,
  settings: { mail: Pick<MailSettings, "dailyLimit" | "to">; channels: readonly unknown[] },
): OwedAlert[] {
  const { atOnceADay, atOnceAStorm } = budgetOf(settings.mail);
  const isAnyoneThere = settings.mail.to.length + settings.channels.length > 0;
  const cards = new Set(recent.cards);
  let left = Math.min(atOnceADay - recent.atOnceLastDay, atOnceAStorm - recent.atOnceInStorm);
  return payments.map((payment): OwedAlert => {
    const { cardId, seq, paidAt, amountCents, outcome, storedAt } = payment;
    const id = alertIdOf(payment.id);
    const late = isLate(payment);
    const atOnce = isAnyoneThere && !late && !cards.has(cardId) && left > 0;
    if (!late) cards.add(cardId);
    if (atOnce) left -= 1;
    const notice = isAnyoneThere ? (atOnce ? id : null) : NOBODY;
    return {
      id,
      paymentId: payment.id,
      cardId,
      seq,
      paidAt,
      amountCents,
      outcome,
      createdAt: storedAt,
      late,
      notice,
    };
  });
}

/**
 * Paid long before it was stored: a load of past days, the end of an outage. It is held back, whatever else. Not by when it was
 * seen: the door may have seen it at once, and then it waited in the queue or among the dead letters.
 */
export function isLate({ paidAt, storedAt }: Pick<ScoredPayment, "paidAt" | "storedAt">): boolean {
  return storedAt - paidAt > LATE_MS;
}

/** By payment: one alert a payment, ever. */
export function alertIdOf(paymentId: string): string {
  return `fraud:${paymentId}`;
}

/** Stands for the notice of an alert when there was no recipient and no channel. */
export const NOBODY = "nobody";

/** What a roll-up would gather, and the roll-ups before it. */
export interface HeldAlerts {
  firstHeldAt: number;
  newestHeldAt: number;
  lastRollupAt: number | null;
  rollupsLastDay: number;
}

/** Epoch ms at which the held-back alerts are rolled up. */
export function rollupDueAt(
  { firstHeldAt, newestHeldAt, lastRollupAt, rollupsLastDay }: HeldAlerts,
  budget: Budget,
): number {
  const wanted = Math.min(firstHeldAt + LONGEST_WAIT_MS, newestHeldAt + PAUSE_MS);
  if (lastRollupAt === null) return wanted;
  // The more there were in the last day, the longer the next one waits, so that never more than the budget fit in a day.
  const spacing = (2 * DAY_MS * rollupsLastDay) / budget.rollupsADay ** 2;
  return Math.max(wanted, lastRollupAt + Math.max(BETWEEN_ROLLUPS_MS, spacing));
}

/** When an alert that was held back just now may be due at the earliest. */
export function soonestRollupAt(nowMs: number): number {
  return nowMs + PAUSE_MS;
}
