// Collects what a group of payments makes us owe: its alerts, and the messages to those who are told at once. The store is
// asked only if a payment calls for an alert.

import type { Config } from "../config/config.ts";
import { DAY_MS } from "../duration.ts";
import { messagesFor } from "../notice/fanOut.ts";
import type { ListEntry } from "../policy/lists.ts";
import type { OutboxStore, OwedAlert, OwedMessage } from "../store/outbox.ts";
import type { FreshPayment, Origin } from "../store/payments.ts";
import { isLate, type RecentAlerts, STORM_MS, tellingsFor } from "./budget.ts";
import { fraudNotice, type NoticeSettings } from "./fraudNotice.ts";
import { snoozesIn } from "./snoozes.ts";

export type OweSettings = NoticeSettings & Pick<Config, "alertOutcomes"> & { origin: Origin | null };

const NOTHING_RECENT: RecentAlerts = { cards: new Set(), atOnceLastDay: 0, atOnceInStorm: 0 };

export async function owedFor(
  payments: readonly FreshPayment[],
  settings: OweSettings,
  store: Pick<OutboxStore, "recentAlerts">,
  nowMs: number,
  /** Of the policy's lists. */
  entries: readonly ListEntry[] = [],
): Promise<{ alerts: OwedAlert[]; messages: OwedMessage[] }> {
  const alerting = payments.filter(({ outcome }) => settings.alertOutcomes.includes(outcome));
  if (alerting.length === 0) return { alerts: [], messages: [] };
  const cards = [...new Set(alerting.filter((payment) => !isLate(payment)).map(({ cardId }) => cardId))];
  // Late payments are always held back, so a load of past days costs no query.
  const recent =
    cards.length === 0 ? NOTHING_RECENT : await store.recentAlerts(cards, nowMs - DAY_MS, nowMs - STORM_MS);
  const tellings = tellingsFor(alerting, recent, settings, snoozesIn(entries, nowMs));
  const messages = tellings.flatMap(({ atOnce }, at) => {
    const payment = alerting[at];
    return payment === undefined ? [] : messagesFor(fraudNotice(payment, settings), atOnce, nowMs, settings.origin);
  });
  return { alerts: tellings.map(({ alert }) => alert), messages };
}
