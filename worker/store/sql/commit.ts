// The statements of one commit. Neither database offers transactions here, only batches, which write all or nothing.
import { type Column, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { paymentCountsOf, rejectCountsOf } from "../counts.ts";
import { minuteTotals } from "../minutes.ts";
import { pairsOf } from "../pairs.ts";
import type { SeenReject, StoredReject } from "../payments.ts";
import { hitCountsOf } from "../ruleHits.ts";
import type { Commit } from "../store.ts";
import { cardSumsOf, merchantSumsOf } from "../subjects.ts";
import { talliesOf } from "../tallies.ts";
import { type Dialect, inserted, type Statement, type Tables, together } from "./dialect.ts";
import { added, excluded } from "./expressions.ts";
import { fence, fenced } from "./fence.ts";
import { moved, unmoved } from "./marks.ts";
import { oweMessages } from "./outbox.ts";
import { followed, unfollowed } from "./policies.ts";
import { dropped } from "./registry.ts";
import { waits } from "./waitingVerdicts.ts";

/** An entry is at most 30 kB or so, and a parameter of D1 may have 2 MB. */
const AUDIT_A_STATEMENT = 50;

/** Writes all of it or nothing. It writes nothing unless `epoch` is the writer's, and the mark stands where it is said to stand. */
export async function commit(dialect: Dialect, epoch: number, changes: Commit): Promise<void> {
  const storedAt = changes.payments?.at(-1)?.storedAt ?? null;
  const statements = [
    ...dialect.limits(),
    fence(dialect, epoch, storedAt, changes.origin ?? null, changes.currency ?? null),
    ...(changes.mark === undefined ? [] : [moved(dialect, changes.mark)]),
    ...(changes.policy === undefined ? [] : followed(dialect, changes.policy)),
    ...writes(dialect, changes),
  ];
  await unfollowed(unmoved(fenced(dialect, together(dialect, statements))));
}

function writes(dialect: Dialect, changes: Commit): Statement[] {
  const { payments = [], histories = [], rejects = [], alerts = [], messages = [] } = changes;
  const { verdicts = [], labels = [] } = changes;
  const { db, tables, rowsAStatement } = dialect;
  const statements: Statement[] = [];
  for (const part of parts(payments, rowsAStatement.payments)) {
    statements.push(inserted(dialect, tables.payments, part));
  }
  const totals = minuteTotals(payments, labels).map(({ start, ...rest }) => ({ minute: start, ...rest }));
  if (totals.length > 0) {
    const { minute, ...counts } = getTableColumns(tables.minutes);
    const set = added(counts);
    statements.push(inserted(dialect, tables.minutes, totals).onConflictDoUpdate({ target: minute, set }));
  }
  const remembered = Array.from(histories, ([cardId, history]) => ({ cardId, history }));
  for (const part of parts(remembered, rowsAStatement.histories)) {
    const { cardId, history } = tables.histories;
    const set = { history: excluded(history) };
    statements.push(inserted(dialect, tables.histories, part).onConflictDoUpdate({ target: cardId, set }));
  }
  if (rejects.length > 0) {
    const { id, times, firstSeenAt, lastSeenAt } = tables.rejects;
    const seen = { firstSeenAt: excludedIf("<", firstSeenAt), lastSeenAt: excludedIf(">", lastSeenAt) };
    const set = { ...added({ times }), ...seen };
    for (const part of parts(counted(rejects), rowsAStatement.rejects)) {
      statements.push(inserted(dialect, tables.rejects, part).onConflictDoUpdate({ target: id, set }));
    }
  }
  for (const part of parts(changes.refunds ?? [], rowsAStatement.rejects)) {
    statements.push(inserted(dialect, tables.refunds, part).onConflictDoNothing());
  }
  // A payment has one alert, ever. An alert that is stored already must not break the batch and every new payment in
  // it.
  if (alerts.length > 0) statements.push(inserted(dialect, tables.alerts, alerts).onConflictDoNothing());
  for (const part of parts(messages, rowsAStatement.messages)) statements.push(oweMessages(dialect, part));
  if (verdicts.length > 0) {
    const { verdict, seq } = tables.payments;
    statements.push(inserted(dialect, tables.verdicts, verdicts), changed(dialect, { verdict, seq }, verdicts));
  }
  statements.push(...waits(dialect, changes));
  if (labels.length > 0) {
    const { label, seq } = tables.payments;
    const kept = labels.map(({ before, ...late }) => ({ ...late, was: before.label }));
    statements.push(inserted(dialect, tables.lateLabels, kept), changed(dialect, { label, seq }, labels));
  }
  if (changes.closedDays !== undefined) {
    statements.push(db.insert(tables.closedDays).values(changes.closedDays).onConflictDoNothing());
  }
  const tallies = talliesOf(payments, verdicts, labels);
  if (tallies.length > 0) {
    const { quarter, category, model, outcome, truth, ...counts } = getTableColumns(tables.quarters);
    const target = [quarter, category, model, outcome, truth];
    statements.push(inserted(dialect, tables.quarters, tallies).onConflictDoUpdate({ target, set: added(counts) }));
  }
  const { cardId, last4 } = tables.cards;
  for (const part of parts(cardSumsOf({ payments, verdicts, labels }), rowsAStatement.payments)) {
    const kept = { last4: sql`case when ${excluded(last4)} = '' then ${last4} else ${excluded(last4)} end` };
    const set = { ...kept, ...grown(tables.cards) };
    statements.push(inserted(dialect, tables.cards, part).onConflictDoUpdate({ target: cardId, set }));
  }
  const { merchant } = tables.merchants;
  for (const part of parts(merchantSumsOf({ payments, verdicts, labels }), rowsAStatement.payments)) {
    const update = { target: merchant, set: grown(tables.merchants) };
    statements.push(inserted(dialect, tables.merchants, part).onConflictDoUpdate(update));
  }
  const pairs = pairsOf(payments, verdicts, labels);
  if (pairs.length > 0) {
    const { payments: number, amountCents, ...alike } = getTableColumns(tables.pairs);
    const update = { target: Object.values(alike), set: added({ payments: number, amountCents }) };
    statements.push(inserted(dialect, tables.pairs, pairs).onConflictDoUpdate(update));
  }
  const hits = hitCountsOf(payments);
  if (hits.length > 0) {
    const { payments: number, amountCents, ...alike } = getTableColumns(tables.ruleHits);
    const update = { target: Object.values(alike), set: added({ payments: number, amountCents }) };
    statements.push(inserted(dialect, tables.ruleHits, hits).onConflictDoUpdate(update));
  }
  if (changes.model !== undefined) {
    statements.push(inserted(dialect, tables.models, [changes.model]).onConflictDoNothing());
  }
  statements.push(...dropped(dialect, changes.droppedModels ?? []));
  // An entry that was kept for later may be here already, when the answer of an earlier try was lost.
  for (const part of parts(changes.audit ?? [], AUDIT_A_STATEMENT)) {
    statements.push(inserted(dialect, tables.audit, part).onConflictDoNothing());
  }
  if (payments.length > 0) {
    const { source, outcome, model, ...counts } = getTableColumns(tables.paymentCounts);
    const update = { target: [source, outcome, model], set: added(counts) };
    const ever = paymentCountsOf(payments);
    statements.push(inserted(dialect, tables.paymentCounts, ever).onConflictDoUpdate(update));
  }
  if (rejects.length > 0) {
    const { source, code, ...counts } = getTableColumns(tables.rejectCounts);
    const update = { target: [source, code], set: added(counts) };
    const ever = rejectCountsOf(rejects);
    statements.push(inserted(dialect, tables.rejectCounts, ever).onConflictDoUpdate(update));
  }
  return statements;
}

/** Sets these columns of payments to what was said about each. */
function changed(
  { db, tables, rows }: Dialect,
  columns: Record<string, Column>,
  said: readonly { paymentId: string }[],
): Statement {
  const { paymentId } = tables.verdicts;
  const set = Object.entries(columns).map(([name, column]) => [name, sql`said.${sql.identifier(column.name)}`]);
  return db
    .update(tables.payments)
    .set(Object.fromEntries(set))
    .from(sql`(${rows({ paymentId, ...columns }, said)}) as said`)
    .where(eq(tables.payments.id, sql`said.payment_id`));
}

/** The sums of a card or merchant with those of a batch. */
function grown(table: Tables["cards"] | Tables["merchants"]): Record<string, SQL> {
  const { firstAt, lastAt, payments, amountCents, reviews, declines, frauds, fraudCents, legitimate } = table;
  return {
    firstAt: excludedIf("<", firstAt),
    lastAt: excludedIf(">", lastAt),
    ...added({ payments, amountCents, reviews, declines, frauds, fraudCents, legitimate }),
  };
}

/** Merges repeated rows, since PostgreSQL refuses to touch a row twice in one statement. */
function counted(seen: readonly SeenReject[]): StoredReject[] {
  const byId = new Map<string, StoredReject>();
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

/** The new row's value when it is larger (or smaller) than the stored one, otherwise the stored one. */
function excludedIf(comparison: "<" | ">", column: Column): SQL {
  return sql`case when ${excluded(column)} ${sql.raw(comparison)} ${column} then ${excluded(column)} else ${column} end`;
}

function parts<Row>(rows: readonly Row[], size: number): Row[][] {
  const cut: Row[][] = [];
  for (let at = 0; at < rows.length; at += size) cut.push(rows.slice(at, at + size));
  return cut;
}
