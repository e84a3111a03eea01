// Collects what a group of payments makes us owe: its alerts, and the messages of alerts that are told at once. The store is
// asked only if a payment calls for an alert.

import type { Config } from "../config/config.ts";
import { DAY_MS } from "../duration.ts";
import { messagesFor } from "../notice/fanOut.ts";
import type { OutboxStore, OwedAlert, OwedMessage } from "../store/outbox.ts";
import type { ScoredPayment } from "../store/payments.ts";
import { alertsFor, isLate, type RecentAlerts, STORM_MS } from "./budget.ts";
import { fraudNotice, type NoticeSettings } from "./fraudNotice.ts";

export type OweSettings = NoticeSettings & Pick<Config, "alertOutcomes">;

const NOTHING_RECENT: RecentAlerts = { cards: new Set(), atOnceLastDay: 0, atOnceInStorm: 0 };

export async function owedFor(
  payments: readonly ScoredPayment[],
  settings: OweSettings,
  store: Pick<OutboxStore, "recentAlerts">,
  nowMs: number,
): Promise<{ alerts: OwedAlert[]; messages: OwedMessage[] }> {
  const alerting = payments.filter(({ outcome }) => settings.alertOutcomes.includes(outcome));
  if (alerting.length === 0) return { alerts: [], messages: [] };
  const cards = [...new Set(alerting.filter((payment) => !isLate(payment)).map(({ cardId }) => cardId))];
  // Late payments are always held back, so a load of past days costs no query.
  const recent =
    cards.length === 0 ? NOTHING_RECENT : await store.recentAlerts(cards, nowMs - DAY_MS, nowMs - STORM_MS);
  const alerts = alertsFor(alerting, recent, settings);
  const messages = alerts.flatMap((alert, at) => {
    const payment = alerting[at];
    if (payment === undefined || alert.notice !== alert.id) return [];
    return messagesFor(fraudNotice(payment, settings), settings, nowMs);
  });
  return { alerts, messages };
}
