// The tables of the D1 store. Migrations are made from this file: `npm run migrations`.
import { desc, sql } from "drizzle-orm";
import { index, integer, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { FeedKind, Label } from "../../payment/payment.ts";
import type { Outcome, Reason } from "../../scoring/decision.ts";

/** One row a payment, with its decision. */
export const payments = sqliteTable(
  "payments",
  {
    id: text().primaryKey(),
    /** Sequence number of the row's last change: what boards resume by. */
    seq: integer().notNull(),
    paidAt: integer("paid_at").notNull(),
    seenAt: integer("seen_at").notNull(),
    storedAt: integer("stored_at").notNull(),
    cardId: text("card_id").notNull(),
    last4: text().notNull(),
    merchant: text().notNull(),
    category: text().notNull(),
    amountCents: integer("amount_cents").notNull(),
    gender: text().$type<"F" | "M">(),
    ageYears: integer("age_years"),
    cityPopulation: integer("city_population"),
    distanceKm: real("distance_km"),
    label: text().$type<Label>(),
    score: real(),
    outcome: text().$type<Outcome>().notNull(),
    reasons: text({ mode: "json" }).$type<Reason[]>().notNull(),
    model: text().notNull(),
    /** The model's inputs in the catalogue's order, null where missing. */
    features: text({ mode: "json" }).$type<(number | null)[]>().notNull(),
    feed: text().$type<FeedKind>().notNull(),
    source: text().$type<"poll" | "push">().notNull(),
  },
  (t) => [
    uniqueIndex("payments_seq").on(t.seq),
    index("payments_card").on(t.cardId),
    index("payments_paid_at").on(desc(t.paidAt), desc(t.id)),
    index("payments_flagged").on(desc(t.paidAt), desc(t.id)).where(sql`outcome <> 'approve'`),
  ],
);

/** One compact row a card; see worker/features/history.ts. Rebuildable from the payments. */
export const histories = sqliteTable("histories", {
  cardId: text("card_id").primaryKey(),
  history: text().notNull(),
});

/** Totals by minute of payment, kept up to date with each batch, so that no page has to scan payments. */
export const minutes = sqliteTable("minutes", {
  /** Epoch ms of the minute's start. */
  minute: integer().primaryKey(),
  payments: integer().notNull(),
  amountCents: integer("amount_cents").notNull(),
  reviews: integer().notNull(),
  declines: integer().notNull(),
  flaggedCents: integer("flagged_cents").notNull(),
  labelledFrauds: integer("labelled_frauds").notNull(),
  labelledFraudsFlagged: integer("labelled_frauds_flagged").notNull(),
});

/** Rows that could not become payments, and payments that contradict a stored one. */
export const rejects = sqliteTable(
  "rejects",
  {
    id: text().primaryKey(),
    code: text().notNull(),
    field: text(),
    reason: text().notNull(),
    snippet: text().notNull(),
    paymentId: text("payment_id"),
    source: text().$type<"poll" | "push">().notNull(),
    firstSeenAt: integer("first_seen_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    /** How often the same row came. */
    times: integer().notNull(),
  },
  (t) => [index("rejects_last_seen_at").on(desc(t.lastSeenAt))],
);

/** Messages owed to people, rendered when they became owed, so that every attempt to send has the same bytes. */
export const alerts = sqliteTable(
  "alerts",
  {
    id: text().primaryKey(),
    paymentId: text("payment_id").notNull(),
    createdAt: integer("created_at").notNull(),
    state: text().$type<"pending" | "sent" | "failed">().notNull(),
    subject: text().notNull(),
    body: text().notNull(),
  },
  (t) => [
    index("alerts_payment").on(t.paymentId),
    index("alerts_pending").on(t.createdAt).where(sql`state = 'pending'`),
  ],
);

/** A single row: the epoch of the one writer. A batch of an older epoch fails whole (fencing). */
export const writer = sqliteTable("writer", {
  id: integer().primaryKey(),
  epoch: integer().notNull(),
});
