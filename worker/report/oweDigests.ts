// Closes the days that are over and puts their digests into the outbox. It may run twice: a day is closed once, and a
// digest's messages are known by day and recipient.

import { MINUTE_MS } from "../duration.ts";
import { messagesFor, type Targets } from "../notice/fanOut.ts";
import type { Store } from "../store/store.ts";
import { dateAfter, dayAt } from "../zone.ts";
import type { ReportSettings } from "./daily.ts";
import { digestNotice, PATIENCE_MS, type PlannedDay, planOf, QUIET_MS } from "./daysDue.ts";
import { digestOf } from "./digest.ts";
import { keptReport } from "./keptReport.ts";

/** Two days more than planOf looks back. */
const CLOSED_DAYS_BACK = 33;

export interface DigestSettings extends ReportSettings, Targets {
  reportHour: number;
  publicUrl: string | null;
}

type Stores = Pick<Store, "beginning" | "closedDates" | "closedDay" | "digests" | "origin" | "owe" | "storedSince">;

/** Answers when to come again, epoch ms. Throws when the store failed. Nothing is lost then: the caller comes again. */
export async function oweDigests(
  env: Pick<Env, "LEDGER">,
  store: Stores,
  settings: DigestSettings,
  nowMs: number,
): Promise<number> {
  const zone = settings.reportZone;
  const since = dateAfter(dayAt(zone, nowMs).date, -CLOSED_DAYS_BACK);
  const [beginning, closed, digests] = await Promise.all([
    store.beginning(),
    store.closedDates(since),
    store.digests(),
  ]);
  const { days, nextAt } = planOf({ zone, reportHour: settings.reportHour, nowMs, beginning, closed, digests });
  const isRead = settings.mail.to.length + settings.channels.length > 0;
  let comeAgainAt = nextAt;
  for (const day of days) {
    const patienceEndsAt = Math.max(day.dueAt, beginning?.storedAt ?? 0) + PATIENCE_MS;
    const isWaiting = !day.isClosed && nowMs < patienceEndsAt;
    if (isWaiting && (await store.storedSince(day.from, day.to, nowMs - QUIET_MS))) {
      comeAgainAt = Math.min(comeAgainAt, nowMs + MINUTE_MS);
      continue;
    }
    if (!day.isClosed) await env.LEDGER.getByName("intake").closeDay(day.date);
    if (isRead && day.digest !== "none") await oweDigest(store, settings, day, nowMs);
  }
  return comeAgainAt;
}

async function oweDigest(store: Stores, settings: DigestSettings, day: PlannedDay, nowMs: number): Promise<void> {
  const zone = settings.reportZone;
  const closed = await store.closedDay(zone, day.date);
  if (closed === null) throw new Error(`${day.date} was just closed, but the store has no closed day of that date`);
  const report = keptReport(closed.report);
  if (day.digest === "owed_if_paid" && report.totals.payments === 0) return;
  const { content, event } = digestOf(report, settings.publicUrl);
  const notice = { id: digestNotice(zone, day.date), kind: "digest" as const, content: () => content, event };
  await store.owe(messagesFor(notice, settings, nowMs, await store.origin()));
}
