// The statements of one batch: D1 has no transactions but `batch`, which is all or nothing.
import { eq, getTableColumns, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { minuteTotals } from "../minutes.ts";
import { added } from "../sql.ts";
import type { Commit } from "../store.ts";
import { talliesOf } from "../tallies.ts";
import { fence } from "./fence.ts";
import { oweMessages } from "./outbox.ts";
import { alerts, closedDays, histories, lateLabels, minutes, payments, quarters, rejects, verdicts } from "./schema.ts";
import { rowsOf } from "./sql.ts";

const { minute: _minute, ...minuteCounts } = getTableColumns(minutes);

/** D1 takes 2 MB a parameter: a rendered mail is 10 kB, the history of a busy card 3.4 kB. */
const MESSAGES_A_STATEMENT = 50;
const HISTORIES_A_STATEMENT = 250;

/** All of it or nothing, and nothing unless `epoch` is the writer's. */
export function writes(db: DrizzleD1Database, epoch: number, commit: Commit) {
  const statements: BatchItem<"sqlite">[] = [];
  if (commit.payments.length > 0) statements.push(db.insert(payments).select(rowsOf(payments, commit.payments)));
  const { labels = [] } = commit;
  const totals = minuteTotals(commit.payments, labels).map(({ start, ...rest }) => ({ minute: start, ...rest }));
  if (totals.length > 0) {
    statements.push(
      db
        .insert(minutes)
        .select(rowsOf(minutes, totals))
        .onConflictDoUpdate({ target: minutes.minute, set: added(minuteCounts) }),
    );
  }
  const remembered = Array.from(commit.histories, ([cardId, history]) => ({ cardId, history }));
  for (let at = 0; at < remembered.length; at += HISTORIES_A_STATEMENT) {
    statements.push(
      db
        .insert(histories)
        .select(rowsOf(histories, remembered.slice(at, at + HISTORIES_A_STATEMENT)))
        .onConflictDoUpdate({ target: histories.cardId, set: { history: sql`excluded.history` } }),
    );
  }
  if (commit.rejects.length > 0) {
    const rows = commit.rejects.map(({ seenAt, ...row }) => ({
      ...row,
      firstSeenAt: seenAt,
      lastSeenAt: seenAt,
      times: 1,
    }));
    statements.push(
      db
        .insert(rejects)
        .select(rowsOf(rejects, rows))
        .onConflictDoUpdate({
          target: rejects.id,
          set: {
            times: sql`${rejects.times} + 1`,
            lastSeenAt: sql`max(${rejects.lastSeenAt}, excluded.last_seen_at)`,
            firstSeenAt: sql`min(${rejects.firstSeenAt}, excluded.first_seen_at)`,
          },
        }),
    );
  }
  if (commit.alerts.length > 0) {
    // One a payment, ever. One that is here already must not break the batch, and with it every new payment beside it.
    statements.push(db.insert(alerts).select(rowsOf(alerts, commit.alerts)).onConflictDoNothing());
  }
  for (let at = 0; at < commit.messages.length; at += MESSAGES_A_STATEMENT) {
    statements.push(oweMessages(db, commit.messages.slice(at, at + MESSAGES_A_STATEMENT)));
  }
  if (commit.verdicts.length > 0) {
    const changes = JSON.stringify(commit.verdicts.map(({ paymentId, verdict, seq }) => [paymentId, verdict, seq]));
    statements.push(
      db.insert(verdicts).select(rowsOf(verdicts, commit.verdicts)),
      db
        .update(payments)
        .set({ verdict: sql`changes.value ->> 1`, seq: sql`changes.value ->> 2` })
        .from(sql`json_each(${changes}) as changes`)
        .where(eq(payments.id, sql`changes.value ->> 0`)),
    );
  }
  if (labels.length > 0) {
    const changes = JSON.stringify(labels.map(({ paymentId, label, seq }) => [paymentId, label, seq]));
    const kept = labels.map(({ before, ...late }) => ({ ...late, was: before.label }));
    statements.push(
      db.insert(lateLabels).select(rowsOf(lateLabels, kept)),
      db
        .update(payments)
        .set({ label: sql`changes.value ->> 1`, seq: sql`changes.value ->> 2` })
        .from(sql`json_each(${changes}) as changes`)
        .where(eq(payments.id, sql`changes.value ->> 0`)),
    );
  }
  if (commit.closedDays !== undefined) {
    statements.push(db.insert(closedDays).values(commit.closedDays).onConflictDoNothing());
  }
  const tallies = talliesOf(commit.payments, commit.verdicts, labels);
  if (tallies.length > 0) {
    const { quarter, category, model, outcome, truth, ...counts } = getTableColumns(quarters);
    const target = [quarter, category, model, outcome, truth];
    statements.push(
      db
        .insert(quarters)
        .select(rowsOf(quarters, tallies))
        .onConflictDoUpdate({ target, set: added(counts) }),
    );
  }
  return [fence(db, epoch, commit.payments.at(-1)?.storedAt ?? null), ...statements] as const;
}
