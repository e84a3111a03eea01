// The statements of one batch: over HTTP, a transaction is a list of statements sent at once, all or nothing.
import { eq, getTableColumns, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { minuteTotals } from "../minutes.ts";
import type { SeenReject } from "../payments.ts";
import { added } from "../sql.ts";
import type { Commit } from "../store.ts";
import { talliesOf } from "../tallies.ts";
import type { Database } from "./connection.ts";
import { fence } from "./fence.ts";
import { oweMessages } from "./outbox.ts";
import { alerts, closedDays, histories, lateLabels, minutes, payments, quarters, rejects, verdicts } from "./schema.ts";
import { rowsOf } from "./sql.ts";

const { minute: _minute, ...minuteCounts } = getTableColumns(minutes);
/** A little less than the driver waits: the database doesn't go on with what nobody waits for. */
const STATEMENT_MS = 8_000;

/** All of it or nothing, and nothing unless `epoch` is the writer's. */
export function writes(db: Database, epoch: number, commit: Commit) {
  const limit = db.execute(sql`select set_config('statement_timeout', ${String(STATEMENT_MS)}, true)`);
  const statements: BatchItem<"pg">[] = [];
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
  if (commit.histories.size > 0) {
    const rows = Array.from(commit.histories, ([cardId, history]) => ({ cardId, history }));
    statements.push(
      db
        .insert(histories)
        .select(rowsOf(histories, rows))
        .onConflictDoUpdate({ target: histories.cardId, set: { history: sql`excluded.history` } }),
    );
  }
  if (commit.rejects.length > 0) {
    statements.push(
      db
        .insert(rejects)
        .select(rowsOf(rejects, counted(commit.rejects)))
        .onConflictDoUpdate({
          target: rejects.id,
          set: {
            times: sql`${rejects.times} + excluded.times`,
            lastSeenAt: sql`greatest(${rejects.lastSeenAt}, excluded.last_seen_at)`,
            firstSeenAt: sql`least(${rejects.firstSeenAt}, excluded.first_seen_at)`,
          },
        }),
    );
  }
  if (commit.alerts.length > 0) {
    // One a payment, ever. One that is here already must not break the batch, and with it every new payment beside it.
    statements.push(db.insert(alerts).select(rowsOf(alerts, commit.alerts)).onConflictDoNothing());
  }
  if (commit.messages.length > 0) statements.push(oweMessages(db, commit.messages));
  if (commit.verdicts.length > 0) {
    const ids = sql.param(commit.verdicts.map(({ paymentId }) => paymentId));
    const said = sql.param(commit.verdicts.map(({ verdict }) => verdict));
    const seqs = sql.param(commit.verdicts.map(({ seq }) => seq));
    statements.push(
      db.insert(verdicts).select(rowsOf(verdicts, commit.verdicts)),
      db
        .update(payments)
        .set({ verdict: sql`changes.verdict`, seq: sql`changes.seq` })
        .from(sql`unnest(${ids}::text[], ${said}::text[], ${seqs}::bigint[]) as changes (id, verdict, seq)`)
        .where(eq(payments.id, sql`changes.id`)),
    );
  }
  if (labels.length > 0) {
    const ids = sql.param(labels.map(({ paymentId }) => paymentId));
    const told = sql.param(labels.map(({ label }) => label));
    const seqs = sql.param(labels.map(({ seq }) => seq));
    const kept = labels.map(({ before, ...late }) => ({ ...late, was: before.label }));
    statements.push(
      db.insert(lateLabels).select(rowsOf(lateLabels, kept)),
      db
        .update(payments)
        .set({ label: sql`changes.label`, seq: sql`changes.seq` })
        .from(sql`unnest(${ids}::text[], ${told}::text[], ${seqs}::bigint[]) as changes (id, label, seq)`)
        .where(eq(payments.id, sql`changes.id`)),
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
  return [limit, fence(db, epoch, commit.payments.at(-1)?.storedAt ?? null), ...statements] as const;
}

/** Each once: PostgreSQL refuses to touch a row twice in one statement. */
function counted(seen: readonly SeenReject[]) {
  const byId = new Map<
    string,
    Omit<SeenReject, "seenAt"> & { firstSeenAt: number; lastSeenAt: number; times: number }
  >();
  for (const { seenAt, ...row } of seen) {
    const known = byId.get(row.id);
    if (known === undefined) byId.set(row.id, { ...row, firstSeenAt: seenAt, lastSeenAt: seenAt, times: 1 });
    else {
      known.times += 1;
      known.firstSeenAt = Math.min(known.firstSeenAt, seenAt);
      known.lastSeenAt = Math.max(known.lastSeenAt, seenAt);
    }
  }
  return [...byId.values()];
}
