// The tables of the D1 store. Migrations are made from this file: `npm run migrations`.
import { desc, sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, sqliteView, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Outcome, Reason, RuleHit, Unfamiliar } from "../../decision/decision.ts";
import type { Situation } from "../../features/situation.ts";
import type { FraudType } from "../../payment/fraudType.ts";
import type { Extra, FeedKind, Label, RejectCode } from "../../payment/payment.ts";
import type { ListKind } from "../../policy/lists.ts";
import type { KeptFacts } from "../../rules/facts.ts";
import type { MessageKind } from "../outbox.ts";
import type { Origin, Source } from "../payments.ts";
import type { PolicyPart, StoredPolicyValue } from "../policies.ts";
import type { ModelProof } from "../registry.ts";
import type { Truth, Verdict } from "../verdicts.ts";

/** One row per payment, with its decision. */
export const payments = sqliteTable(
  "payments",
  {
    id: text().primaryKey(),
    /** Sequence number of the row's last change. Boards resume from it. */
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
    /** What a person said it was: the newest row in `verdicts`. */
    verdict: text().$type<Label>(),
    score: real(),
    outcome: text().$type<Outcome>().notNull(),
    reasons: text({ mode: "json" }).$type<Reason[]>().notNull(),
    model: text().notNull(),
    /** Null when nothing is, and in payments of versions that did not look. */
    unfamiliar: text({ mode: "json" }).$type<Unfamiliar[]>(),
    /** The model's inputs in the catalogue's order, null when missing. */
    features: text({ mode: "json" }).$type<(number | null)[]>().notNull(),
    feed: text().$type<FeedKind>().notNull(),
    source: text().$type<Source>().notNull(),
    /** The policy's version under which it was decided. This and what follows is null in payments of versions before there was one. */
    policy: integer(),
    situation: text().$type<Situation>(),
    /** The challenger of that time, and what it would have decided. Without a score: it failed. */
    challenger: text(),
    challengerScore: real("challenger_score"),
    challengerOutcome: text("challenger_outcome").$type<Outcome>(),
    /** The rules that matched. Null when none did. */
    hits: text({ mode: "json" }).$type<RuleHit[]>(),
    /** What rules could see of it besides columns and features. */
    facts: text({ mode: "json" }).$type<KeptFacts>(),
    /** What only some senders tell: see PaymentDetails. All of it is null in payments of versions that did not read it. */
    sender: text(),
    currency: text(),
    paidMinor: integer("paid_minor"),
    rate: text(),
    mcc: text(),
    knownAs: text("known_as"),
    bin: text(),
    country: text(),
    latTenths: integer("lat_tenths"),
    longTenths: integer("long_tenths"),
    extra: text({ mode: "json" }).$type<Extra>(),
  },
  (t) => [
    uniqueIndex("payments_seq").on(t.seq),
    // One for each order of the list, one for a card's, and one for a merchant's.
    index("payments_card").on(t.cardId, desc(t.paidAt), desc(t.id)),
    index("payments_merchant").on(t.merchant, desc(t.paidAt), desc(t.id)),
    index("payments_paid_at").on(desc(t.paidAt), desc(t.id)),
    index("payments_amount").on(desc(t.amountCents), desc(t.paidAt), desc(t.id)),
    index("payments_score").on(desc(t.score), desc(t.paidAt), desc(t.id)),
    index("payments_flagged").on(desc(t.paidAt), desc(t.id)).where(sql`outcome <> 'approve'`),
    // For payments that wait for a person: by the money at risk, and by age. drizzle-kit cuts an expression at commas.
    index("payments_open")
      .on(
        sql`(case when score is null or unfamiliar is not null then amount_cents else amount_cents * score end) desc`,
        desc(t.paidAt),
        desc(t.id),
      )
      .where(sql`outcome <> 'approve' and verdict is null`),
    index("payments_open_age").on(t.paidAt, t.id).where(sql`outcome <> 'approve' and verdict is null`),
    // For payments that the challenger would have decided otherwise.
    index("payments_flips").on(t.challenger, desc(t.paidAt), desc(t.id)).where(sql`challenger_outcome <> outcome`),
    // For merchants beyond ASCII, which SQL cannot fold. They are few, and searched by name.
    index("payments_beyond_ascii").on(t.merchant).where(sql`octet_length(merchant) > length(merchant)`),
  ],
);

/** Money that went back; see worker/payment/refund.ts. */
export const refunds = sqliteTable(
  "refunds",
  {
    id: text().primaryKey(),
    paymentId: text("payment_id"),
    cardId: text("card_id").notNull(),
    last4: text().notNull(),
    merchant: text().notNull(),
    amountCents: integer("amount_cents").notNull(),
    currency: text(),
    paidMinor: integer("paid_minor"),
    rate: text(),
    paidAt: integer("paid_at").notNull(),
    seenAt: integer("seen_at").notNull(),
    storedAt: integer("stored_at").notNull(),
    source: text().$type<Source>().notNull(),
    sender: text(),
  },
  (t) => [
    index("refunds_payment").on(t.paymentId),
    index("refunds_card").on(t.cardId, desc(t.paidAt), desc(t.id)),
    index("refunds_paid_at").on(desc(t.paidAt), desc(t.id)),
  ],
);

/** What sources said about payments that are not stored yet. It is a verdict as soon as they are. */
export const waitingVerdicts = sqliteTable(
  "waiting_verdicts",
  {
    paymentId: text("payment_id").notNull(),
    by: text().notNull(),
    verdict: text().$type<Label>().notNull(),
    fraudType: text("fraud_type").$type<FraudType>(),
    note: text(),
    /** Epoch ms at which it was said. */
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.paymentId, t.by] }), index("waiting_verdicts_at").on(t.at)],
);

/** One compact row per card; see worker/features/historyCodec.ts. It can be rebuilt from the payments. */
export const histories = sqliteTable("histories", {
  cardId: text("card_id").primaryKey(),
  history: text().notNull(),
});

/** What is known of each card, of all payments that were ever recorded; see worker/store/subjects.ts. */
export const cards = sqliteTable(
  "cards",
  {
    cardId: text("card_id").primaryKey(),
    last4: text().notNull(),
    /** Epoch ms of the earliest and of the latest payment, by event time. */
    firstAt: integer("first_at").notNull(),
    lastAt: integer("last_at").notNull(),
    payments: integer().notNull(),
    amountCents: integer("amount_cents").notNull(),
    reviews: integer().notNull(),
    declines: integer().notNull(),
    frauds: integer().notNull(),
    fraudCents: integer("fraud_cents").notNull(),
    legitimate: integer().notNull(),
  },
  (t) => [
    // Orders by payments and by amount have none: each payment would write both anew, and few people ask for them.
    index("cards_last").on(desc(t.lastAt), desc(t.cardId)),
    index("cards_declines").on(desc(t.declines), desc(t.cardId)).where(sql`declines > 0`),
    index("cards_frauds").on(desc(t.frauds), desc(t.cardId)).where(sql`frauds > 0`),
  ],
);

/** The same of each merchant. */
export const merchants = sqliteTable(
  "merchants",
  {
    merchant: text().primaryKey(),
    /** Epoch ms of the earliest and of the latest payment, by event time. */
    firstAt: integer("first_at").notNull(),
    lastAt: integer("last_at").notNull(),
    payments: integer().notNull(),
    amountCents: integer("amount_cents").notNull(),
    reviews: integer().notNull(),
    declines: integer().notNull(),
    frauds: integer().notNull(),
    fraudCents: integer("fraud_cents").notNull(),
    legitimate: integer().notNull(),
  },
  (t) => [
    // Orders by payments and by amount have none: each payment would write both anew, and few people ask for them.
    index("merchants_last").on(desc(t.lastAt), desc(t.merchant)),
    index("merchants_declines").on(desc(t.declines), desc(t.merchant)).where(sql`declines > 0`),
    index("merchants_frauds").on(desc(t.frauds), desc(t.merchant)).where(sql`frauds > 0`),
    index("merchants_beyond_ascii").on(t.merchant).where(sql`octet_length(merchant) > length(merchant)`),
  ],
);

/** Totals by minute of payment. Each batch updates them, so that no page has to scan payments. */
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
    code: text().$type<RejectCode>().notNull(),
    field: text(),
    reason: text().notNull(),
    snippet: text().notNull(),
    paymentId: text("payment_id"),
    source: text().$type<Source>().notNull(),
    firstSeenAt: integer("first_seen_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    /** How often the same row came. */
    times: integer().notNull(),
  },
  (t) => [index("rejects_last_seen_at").on(desc(t.lastSeenAt))],
);

/** How many payments were ever decided: only grows, whatever leaves the store; see worker/store/counts.ts. */
export const paymentCounts = sqliteTable(
  "payment_counts",
  {
    source: text().$type<Source>().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    model: text().notNull(),
    payments: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.outcome, t.model] })],
);

/** How many rows were ever refused: only grows. A row counts each time it comes. */
export const rejectCounts = sqliteTable(
  "reject_counts",
  {
    source: text().$type<Source>().notNull(),
    code: text().$type<RejectCode>().notNull(),
    rows: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.code] })],
);

/** Payments of which someone must be told. */
export const alerts = sqliteTable(
  "alerts",
  {
    id: text().primaryKey(),
    paymentId: text("payment_id").notNull(),
    cardId: text("card_id").notNull(),
    seq: integer().notNull(),
    paidAt: integer("paid_at").notNull(),
    amountCents: integer("amount_cents").notNull(),
    outcome: text().$type<Outcome>().notNull(),
    createdAt: integer("created_at").notNull(),
    late: integer({ mode: "boolean" }).notNull(),
    /** The notice that carries it; null while it is held back for the next roll-up. */
    notice: text(),
  },
  (t) => [
    index("alerts_payment").on(t.paymentId),
    index("alerts_card").on(t.cardId, t.createdAt),
    index("alerts_notice").on(t.notice),
    // For alerts told at once, each by a notice of its own: the budget of a day counts these.
    index("alerts_at_once").on(t.createdAt).where(sql`notice = id`),
    index("alerts_held_back").on(t.seq).where(sql`notice is null`),
  ],
);

/** The outbox. A message is rendered when it becomes owed, so that every attempt sends the same bytes. */
export const messages = sqliteTable(
  "messages",
  {
    id: text().primaryKey(),
    notice: text().notNull(),
    kind: text().$type<MessageKind>().notNull(),
    target: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    html: text(),
    createdAt: integer("created_at").notNull(),
    dueAt: integer("due_at").notNull(),
    state: text().$type<"pending" | "sent" | "failed">().notNull(),
    attempts: integer().notNull(),
    keys: integer().notNull(),
    doubtSince: integer("doubt_since"),
    sentAt: integer("sent_at"),
    reference: text(),
    problem: text(),
    /** What became of an accepted mail, in the provider's own words. */
    fate: text(),
    fateDueAt: integer("fate_due_at"),
  },
  (t) => [
    index("messages_notice").on(t.notice),
    index("messages_created_at").on(desc(t.createdAt), desc(t.id)),
    index("messages_sent_at").on(t.sentAt),
    index("messages_due").on(t.dueAt).where(sql`state = 'pending'`),
    index("messages_failed").on(desc(t.createdAt), desc(t.id)).where(sql`state = 'failed'`),
    index("messages_fate_due").on(t.fateDueAt).where(sql`fate_due_at is not null`),
  ],
);

/** Verdicts of people on payments: every change. */
export const verdicts = sqliteTable(
  "verdicts",
  {
    id: text().primaryKey(),
    paymentId: text("payment_id").notNull(),
    /** Null takes back the earlier verdict. */
    verdict: text().$type<Label>(),
    /** Which kind of fraud. Null where nobody said. */
    fraudType: text("fraud_type").$type<FraudType>(),
    note: text(),
    by: text().notNull(),
    via: text().$type<Verdict["via"]>().notNull(),
    at: integer().notNull(),
  },
  (t) => [index("verdicts_payment").on(t.paymentId, t.at), index("verdicts_at").on(t.at)],
);

/** Labels that feeds sent later for stored payments: every change of `payments.label`. */
export const lateLabels = sqliteTable(
  "late_labels",
  {
    /** The payment's sequence number since this change. */
    seq: integer().primaryKey(),
    paymentId: text("payment_id").notNull(),
    was: text().$type<Label>(),
    label: text().$type<Label>().notNull(),
    at: integer().notNull(),
  },
  (t) => [index("late_labels_payment").on(t.paymentId, t.at), index("late_labels_at").on(t.at)],
);

/** Payments counted by quarter of an hour and by what they have in common; see worker/store/tallies.ts. */
export const quarters = sqliteTable(
  "quarters",
  {
    quarter: integer().notNull(),
    category: text().notNull(),
    model: text().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    truth: text().$type<Truth>().notNull(),
    payments: integer().notNull(),
    amountCents: integer("amount_cents").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.quarter, t.category, t.model, t.outcome, t.truth] }),
    // Frauds are few, and the watchman counts those of some weeks.
    index("quarters_frauds").on(t.quarter).where(sql`truth = 'fraud'`),
  ],
);

/** Reports of days that are over, as they were when the day was closed. */
export const closedDays = sqliteTable(
  "closed_days",
  {
    zone: text().notNull(),
    date: text().notNull(),
    closedAt: integer("closed_at").notNull(),
    report: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.zone, t.date] })],
);

/** Closed days that are whole in the archive, and how far they have left the store; see worker/archive/. */
export const archivedDays = sqliteTable(
  "archived_days",
  {
    zone: text().notNull(),
    date: text().notNull(),
    /** Epoch ms of the day's first moment, and of the next day's. */
    paidFrom: integer("paid_from").notNull(),
    paidTo: integer("paid_to").notNull(),
    closedAt: integer("closed_at").notNull(),
    archivedAt: integer("archived_at").notNull(),
    /** The sequence number up to which late payments and verdicts are being written. */
    settlingSeq: integer("settling_seq"),
    /** All of the day up to this sequence number is in verified files. */
    upToSeq: integer("up_to_seq"),
    /** Epoch ms since which reports of the day are answered from the archive and from `corrections` (JSON). */
    settledAt: integer("settled_at"),
    corrections: text(),
    /** Epoch ms at which the last of its payments had left. */
    leftAt: integer("left_at"),
  },
  (t) => [
    primaryKey({ columns: [t.zone, t.date] }),
    index("archived_days_staying").on(t.paidTo).where(sql`left_at is null`),
    index("archived_days_settled").on(t.paidTo).where(sql`settled_at is not null`),
  ],
);

/** Files of the archive that were read back and found equal to what was meant. */
export const archiveFiles = sqliteTable(
  "archive_files",
  {
    key: text().primaryKey(),
    zone: text().notNull(),
    date: text().notNull(),
    generation: text().$type<"closed" | "late">().notNull(),
    /** Sequence number up to which a late file goes; 0 for files written at closing. */
    upToSeq: integer("up_to_seq").notNull(),
    part: integer().notNull(),
    rows: integer().notNull(),
    amountCents: integer("amount_cents").notNull(),
    bytes: integer().notNull(),
    sha256: text().notNull(),
    /** Time and id of the file's last row: the next part continues after it. */
    lastPaidAt: integer("last_paid_at").notNull(),
    lastId: text("last_id").notNull(),
    writtenAt: integer("written_at").notNull(),
  },
  (t) => [index("archive_files_day").on(t.zone, t.date, t.generation, t.upToSeq, t.part)],
);

/** For people with a SQL client: one row per UTC day, as known now. docs/reports.md says how to get other zones. */
export const dailyFraudReport = sqliteView("daily_fraud_report", {
  day: text().notNull(),
  payments: integer().notNull(),
  amount: real().notNull(),
  declines: integer().notNull(),
  reviews: integer().notNull(),
  fraudRate: real("fraud_rate").notNull(),
  amountAtRisk: real("amount_at_risk").notNull(),
  knownFrauds: integer("known_frauds").notNull(),
  missedFrauds: integer("missed_frauds").notNull(),
  declinePrecision: real("decline_precision"),
  declineRecall: real("decline_recall"),
}).as(
  sql`select
    date(quarter / 1000, 'unixepoch') as day,
    sum(payments) as payments,
    sum(amount_cents) / 100.0 as amount,
    sum(iif(outcome = 'decline', payments, 0)) as declines,
    sum(iif(outcome = 'review', payments, 0)) as reviews,
    sum(iif(outcome = 'decline', payments, 0)) * 1.0 / sum(payments) as fraud_rate,
    sum(iif(outcome <> 'approve', amount_cents, 0)) / 100.0 as amount_at_risk,
    sum(iif(truth = 'fraud', payments, 0)) as known_frauds,
    sum(iif(truth = 'fraud' and outcome = 'approve', payments, 0)) as missed_frauds,
    sum(iif(outcome = 'decline' and truth = 'fraud', payments, 0)) * 1.0
      / nullif(sum(iif(outcome = 'decline' and truth <> 'unknown', payments, 0)), 0) as decline_precision,
    sum(iif(outcome = 'decline' and truth = 'fraud', payments, 0)) * 1.0
      / nullif(sum(iif(truth = 'fraud', payments, 0)), 0) as decline_recall
  from quarters
  group by day
  having sum(payments) > 0
  order by day desc`,
);

/** Times in which something did not work. */
export const incidents = sqliteTable(
  "incidents",
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    startedAt: integer("started_at").notNull(),
    endedAt: integer("ended_at"),
    detail: text().notNull(),
  },
  (t) => [
    index("incidents_started_at").on(desc(t.startedAt)),
    // At most one open incident per kind.
    uniqueIndex("incidents_open").on(t.kind).where(sql`ended_at is null`),
  ],
);

/**
 * Up to where the journal of each decider is recorded here. The batch that records moves it, so it never says more or less than
 * what is stored.
 */
export const marks = sqliteTable("marks", {
  /** The decider's own name for its journal: another one whenever it begins anew. */
  journal: text().primaryKey(),
  position: integer().notNull(),
});

/** Payments that a challenger scored beside the champion, counted by hour and by what they have in common; see worker/store/pairs.ts. */
export const pairs = sqliteTable(
  "pairs",
  {
    /** Epoch ms of its start. */
    hour: integer().notNull(),
    champion: text().notNull(),
    challenger: text().notNull(),
    category: text().notNull(),
    situation: text().$type<Situation>().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    /** What the challenger would have decided; `none` where it failed. */
    challengerOutcome: text("challenger_outcome").$type<Outcome | "none">().notNull(),
    truth: text().$type<Truth>().notNull(),
    payments: integer().notNull(),
    amountCents: integer("amount_cents").notNull(),
  },
  (t) => [
    primaryKey({
      columns: [t.challenger, t.hour, t.champion, t.category, t.situation, t.outcome, t.challengerOutcome, t.truth],
    }),
  ],
);

/** The models that were proved here and may decide; see worker/registry/. */
export const models = sqliteTable("models", {
  /** First 12 hex digits of its bundle's content hash. */
  version: text().primaryKey(),
  /** Its zip file. */
  bytes: integer().notNull(),
  pieces: integer().notNull(),
  addedAt: integer("added_at").notNull(),
  by: text().notNull(),
  via: text().notNull(),
  note: text(),
  /** What was proved, and what its manifest says of it. */
  proof: text({ mode: "json" }).$type<ModelProof>().notNull(),
});

/** The bundles of `models` in pieces of Base64, since a row of D1 may have 2 MB. */
export const modelPieces = sqliteTable(
  "model_pieces",
  {
    version: text().notNull(),
    /** From 0. */
    piece: integer().notNull(),
    content: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.version, t.piece] })],
);

/** Every version of the policy: the newest one holds. */
export const policies = sqliteTable("policies", {
  version: integer().primaryKey(),
  at: integer().notNull(),
  by: text().notNull(),
  via: text().notNull(),
  note: text(),
  /** What was changed in it. Null in versions from before there was more than models. */
  part: text().$type<PolicyPart>(),
  policy: text({ mode: "json" }).$type<StoredPolicyValue>().notNull(),
});

/** Entries of lists, snoozes among them, with the versions of the policy in which they are. */
export const listEntries = sqliteTable(
  "list_entries",
  {
    id: text().primaryKey(),
    /** `block`, `allow`, `snooze`, or the name of one's own. */
    list: text().notNull(),
    kind: text().$type<ListKind>().notNull(),
    value: text().notNull(),
    note: text(),
    by: text().notNull(),
    via: text().notNull(),
    at: integer().notNull(),
    /** Epoch ms from which on it no longer holds. */
    until: integer(),
    sinceVersion: integer("since_version").notNull(),
    /** The version in which it is no longer. Null: it is in the newest. */
    untilVersion: integer("until_version"),
  },
  (t) => [
    index("list_entries_held").on(t.list, desc(t.at), desc(t.id)).where(sql`until_version is null`),
    index("list_entries_value").on(t.kind, t.value),
  ],
);

/** Payments that rules matched, counted by hour. */
export const ruleHits = sqliteTable(
  "rule_hits",
  {
    rule: text().notNull(),
    /** Epoch ms of its start. */
    hour: integer().notNull(),
    /** The rule was in shadow: it changed nothing. */
    shadow: integer({ mode: "boolean" }).notNull(),
    outcome: text().$type<Outcome>().notNull(),
    payments: integer().notNull(),
    amountCents: integer("amount_cents").notNull(),
  },
  (t) => [primaryKey({ columns: [t.rule, t.hour, t.shadow, t.outcome] })],
);

/** Who changed what. Triggers refuse to change or delete a row: they stand in the migrations alone. */
export const audit = sqliteTable(
  "audit",
  {
    id: text().primaryKey(),
    at: integer().notNull(),
    by: text().notNull(),
    via: text().notNull(),
    /** Stable code: `champion`, `challenger`, `model_added`, … */
    action: text().notNull(),
    /** What it was done to, such as a model's version. */
    subject: text().notNull(),
    note: text(),
    before: text({ mode: "json" }).$type<unknown>(),
    after: text({ mode: "json" }).$type<unknown>(),
    /** The version of the policy that came of it; null where none did. */
    policy: integer(),
  },
  (t) => [
    index("audit_at").on(desc(t.at), desc(t.id)),
    index("audit_action").on(t.action, desc(t.at), desc(t.id)),
    index("audit_by").on(t.by, desc(t.at), desc(t.id)),
    index("audit_subject").on(t.subject, desc(t.at), desc(t.id)),
    index("audit_via").on(t.via, desc(t.at), desc(t.id)),
  ],
);

/** A single row: the epoch of the one writer. A batch of an older epoch fails whole (fencing). */
export const writer = sqliteTable("writer", {
  id: integer().primaryKey(),
  epoch: integer().notNull(),
  /**
   * Epoch ms at which a payment was last stored. The newest sequence number does not tell: a verdict may have given it
   * to an old payment.
   */
  storedAt: integer("stored_at"),
  /** Of all payments in this store. Null before the first, and in stores from before this was kept. */
  origin: text().$type<Origin>(),
  /** CURRENCY when the first payment was stored: what all amounts here are summed in. Null in stores from before it was kept. */
  currency: text(),
});
