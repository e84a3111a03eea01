// The tables of the Neon store: those of the D1 store in PostgreSQL's types; schemas.test.ts compares them. Migrations
// are made from this file: `npm run migrations`.
import { desc, sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  json,
  numeric,
  pgTable,
  pgView,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
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

/** Read as JavaScript numbers. The connection refuses a value that they cannot hold exactly. */
const whole = { mode: "number" } as const;

/** One row per payment, with its decision. */
export const payments = pgTable(
  "payments",
  {
    id: text().primaryKey(),
    /** Sequence number of the row's last change. Boards resume from it. */
    seq: bigint(whole).notNull(),
    paidAt: bigint("paid_at", whole).notNull(),
    seenAt: bigint("seen_at", whole).notNull(),
    storedAt: bigint("stored_at", whole).notNull(),
    cardId: text("card_id").notNull(),
    last4: text().notNull(),
    merchant: text().notNull(),
    category: text().notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
    gender: text().$type<"F" | "M">(),
    ageYears: bigint("age_years", whole),
    cityPopulation: bigint("city_population", whole),
    distanceKm: doublePrecision("distance_km"),
    label: text().$type<Label>(),
    /** What a person said it was: the newest row in `verdicts`. */
    verdict: text().$type<Label>(),
    score: doublePrecision(),
    outcome: text().$type<Outcome>().notNull(),
    reasons: json().$type<Reason[]>().notNull(),
    model: text().notNull(),
    /** Null when nothing is, and in payments of versions that did not look. */
    unfamiliar: json().$type<Unfamiliar[]>(),
    /** The model's inputs in the catalogue's order, null when missing. */
    features: json().$type<(number | null)[]>().notNull(),
    feed: text().$type<FeedKind>().notNull(),
    source: text().$type<Source>().notNull(),
    /** The policy's version under which it was decided. This and what follows is null in payments of versions before there was one. */
    policy: bigint(whole),
    situation: text().$type<Situation>(),
    /** The challenger of that time, and what it would have decided. Without a score: it failed. */
    challenger: text(),
    challengerScore: doublePrecision("challenger_score"),
    challengerOutcome: text("challenger_outcome").$type<Outcome>(),
    /** The rules that matched. Null when none did. */
    hits: json().$type<RuleHit[]>(),
    /** What rules could see of it besides columns and features. */
    facts: json().$type<KeptFacts>(),
    /** What only some senders tell: see PaymentDetails. All of it is null in payments of versions that did not read it. */
    sender: text(),
    currency: text(),
    paidMinor: bigint("paid_minor", whole),
    rate: text(),
    mcc: text(),
    knownAs: text("known_as"),
    bin: text(),
    country: text(),
    latTenths: bigint("lat_tenths", whole),
    longTenths: bigint("long_tenths", whole),
    extra: json().$type<Extra>(),
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
export const refunds = pgTable(
  "refunds",
  {
    id: text().primaryKey(),
    paymentId: text("payment_id"),
    cardId: text("card_id").notNull(),
    last4: text().notNull(),
    merchant: text().notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
    currency: text(),
    paidMinor: bigint("paid_minor", whole),
    rate: text(),
    paidAt: bigint("paid_at", whole).notNull(),
    seenAt: bigint("seen_at", whole).notNull(),
    storedAt: bigint("stored_at", whole).notNull(),
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
export const waitingVerdicts = pgTable(
  "waiting_verdicts",
  {
    paymentId: text("payment_id").notNull(),
    by: text().notNull(),
    verdict: text().$type<Label>().notNull(),
    fraudType: text("fraud_type").$type<FraudType>(),
    note: text(),
    /** Epoch ms at which it was said. */
    at: bigint("at", whole).notNull(),
  },
  (t) => [primaryKey({ columns: [t.paymentId, t.by] }), index("waiting_verdicts_at").on(t.at)],
);

/** One compact row per card; see worker/features/historyCodec.ts. It can be rebuilt from the payments. */
export const histories = pgTable("histories", {
  cardId: text("card_id").primaryKey(),
  history: text().notNull(),
});

/** What is known of each card, of all payments that were ever recorded; see worker/store/subjects.ts. */
export const cards = pgTable(
  "cards",
  {
    cardId: text("card_id").primaryKey(),
    last4: text().notNull(),
    /** Epoch ms of the earliest and of the latest payment, by event time. */
    firstAt: bigint("first_at", whole).notNull(),
    lastAt: bigint("last_at", whole).notNull(),
    payments: bigint(whole).notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
    reviews: bigint(whole).notNull(),
    declines: bigint(whole).notNull(),
    frauds: bigint(whole).notNull(),
    fraudCents: bigint("fraud_cents", whole).notNull(),
    legitimate: bigint(whole).notNull(),
  },
  (t) => [
    // Orders by payments and by amount have none: each payment would write both anew, and few people ask for them.
    index("cards_last").on(desc(t.lastAt), desc(t.cardId)),
    index("cards_declines").on(desc(t.declines), desc(t.cardId)).where(sql`declines > 0`),
    index("cards_frauds").on(desc(t.frauds), desc(t.cardId)).where(sql`frauds > 0`),
  ],
);

/** The same of each merchant. */
export const merchants = pgTable(
  "merchants",
  {
    merchant: text().primaryKey(),
    /** Epoch ms of the earliest and of the latest payment, by event time. */
    firstAt: bigint("first_at", whole).notNull(),
    lastAt: bigint("last_at", whole).notNull(),
    payments: bigint(whole).notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
    reviews: bigint(whole).notNull(),
    declines: bigint(whole).notNull(),
    frauds: bigint(whole).notNull(),
    fraudCents: bigint("fraud_cents", whole).notNull(),
    legitimate: bigint(whole).notNull(),
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
export const minutes = pgTable("minutes", {
  /** Epoch ms of the minute's start. */
  minute: bigint(whole).primaryKey(),
  payments: bigint(whole).notNull(),
  amountCents: bigint("amount_cents", whole).notNull(),
  reviews: bigint(whole).notNull(),
  declines: bigint(whole).notNull(),
  flaggedCents: bigint("flagged_cents", whole).notNull(),
  labelledFrauds: bigint("labelled_frauds", whole).notNull(),
  labelledFraudsFlagged: bigint("labelled_frauds_flagged", whole).notNull(),
});

/** Rows that could not become payments, and payments that contradict a stored one. */
export const rejects = pgTable(
  "rejects",
  {
    id: text().primaryKey(),
    code: text().$type<RejectCode>().notNull(),
    field: text(),
    reason: text().notNull(),
    snippet: text().notNull(),
    paymentId: text("payment_id"),
    source: text().$type<Source>().notNull(),
    firstSeenAt: bigint("first_seen_at", whole).notNull(),
    lastSeenAt: bigint("last_seen_at", whole).notNull(),
    /** How often the same row came. */
    times: bigint(whole).notNull(),
  },
  (t) => [index("rejects_last_seen_at").on(desc(t.lastSeenAt))],
);

/** How many payments were ever decided: only grows, whatever leaves the store; see worker/store/counts.ts. */
export const paymentCounts = pgTable(
  "payment_counts",
  {
    source: text().$type<Source>().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    model: text().notNull(),
    payments: bigint(whole).notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.outcome, t.model] })],
);

/** How many rows were ever refused: only grows. A row counts each time it comes. */
export const rejectCounts = pgTable(
  "reject_counts",
  {
    source: text().$type<Source>().notNull(),
    code: text().$type<RejectCode>().notNull(),
    rows: bigint(whole).notNull(),
  },
  (t) => [primaryKey({ columns: [t.source, t.code] })],
);

/** Payments of which someone must be told. */
export const alerts = pgTable(
  "alerts",
  {
    id: text().primaryKey(),
    paymentId: text("payment_id").notNull(),
    cardId: text("card_id").notNull(),
    seq: bigint(whole).notNull(),
    paidAt: bigint("paid_at", whole).notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
    outcome: text().$type<Outcome>().notNull(),
    createdAt: bigint("created_at", whole).notNull(),
    late: boolean().notNull(),
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
export const messages = pgTable(
  "messages",
  {
    id: text().primaryKey(),
    notice: text().notNull(),
    kind: text().$type<MessageKind>().notNull(),
    target: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    html: text(),
    createdAt: bigint("created_at", whole).notNull(),
    dueAt: bigint("due_at", whole).notNull(),
    state: text().$type<"pending" | "sent" | "failed">().notNull(),
    attempts: bigint(whole).notNull(),
    keys: bigint(whole).notNull(),
    doubtSince: bigint("doubt_since", whole),
    sentAt: bigint("sent_at", whole),
    reference: text(),
    problem: text(),
    /** What became of an accepted mail, in the provider's own words. */
    fate: text(),
    fateDueAt: bigint("fate_due_at", whole),
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
export const verdicts = pgTable(
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
    at: bigint(whole).notNull(),
  },
  (t) => [index("verdicts_payment").on(t.paymentId, t.at), index("verdicts_at").on(t.at)],
);

/** Labels that feeds sent later for stored payments: every change of `payments.label`. */
export const lateLabels = pgTable(
  "late_labels",
  {
    /** The payment's sequence number since this change. */
    seq: bigint(whole).primaryKey(),
    paymentId: text("payment_id").notNull(),
    was: text().$type<Label>(),
    label: text().$type<Label>().notNull(),
    at: bigint(whole).notNull(),
  },
  (t) => [index("late_labels_payment").on(t.paymentId, t.at), index("late_labels_at").on(t.at)],
);

/** Payments counted by quarter of an hour and by what they have in common; see worker/store/tallies.ts. */
export const quarters = pgTable(
  "quarters",
  {
    quarter: bigint(whole).notNull(),
    category: text().notNull(),
    model: text().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    truth: text().$type<Truth>().notNull(),
    payments: bigint(whole).notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.quarter, t.category, t.model, t.outcome, t.truth] }),
    // Frauds are few, and the watchman counts those of some weeks.
    index("quarters_frauds").on(t.quarter).where(sql`truth = 'fraud'`),
  ],
);

/** Reports of days that are over, as they were when the day was closed. */
export const closedDays = pgTable(
  "closed_days",
  {
    zone: text().notNull(),
    date: text().notNull(),
    closedAt: bigint("closed_at", whole).notNull(),
    report: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.zone, t.date] })],
);

/** Closed days that are whole in the archive, and how far they have left the store; see worker/archive/. */
export const archivedDays = pgTable(
  "archived_days",
  {
    zone: text().notNull(),
    date: text().notNull(),
    /** Epoch ms of the day's first moment, and of the next day's. */
    paidFrom: bigint("paid_from", whole).notNull(),
    paidTo: bigint("paid_to", whole).notNull(),
    closedAt: bigint("closed_at", whole).notNull(),
    archivedAt: bigint("archived_at", whole).notNull(),
    /** The sequence number up to which late payments and verdicts are being written. */
    settlingSeq: bigint("settling_seq", whole),
    /** All of the day up to this sequence number is in verified files. */
    upToSeq: bigint("up_to_seq", whole),
    /** Epoch ms since which reports of the day are answered from the archive and from `corrections` (JSON). */
    settledAt: bigint("settled_at", whole),
    corrections: text(),
    /** Epoch ms at which the last of its payments had left. */
    leftAt: bigint("left_at", whole),
  },
  (t) => [
    primaryKey({ columns: [t.zone, t.date] }),
    index("archived_days_staying").on(t.paidTo).where(sql`left_at is null`),
    index("archived_days_settled").on(t.paidTo).where(sql`settled_at is not null`),
  ],
);

/** Files of the archive that were read back and found equal to what was meant. */
export const archiveFiles = pgTable(
  "archive_files",
  {
    key: text().primaryKey(),
    zone: text().notNull(),
    date: text().notNull(),
    generation: text().$type<"closed" | "late">().notNull(),
    /** Sequence number up to which a late file goes; 0 for files written at closing. */
    upToSeq: bigint("up_to_seq", whole).notNull(),
    part: bigint(whole).notNull(),
    rows: bigint(whole).notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
    bytes: bigint(whole).notNull(),
    sha256: text().notNull(),
    /** Time and id of the file's last row: the next part continues after it. */
    lastPaidAt: bigint("last_paid_at", whole).notNull(),
    lastId: text("last_id").notNull(),
    writtenAt: bigint("written_at", whole).notNull(),
  },
  (t) => [index("archive_files_day").on(t.zone, t.date, t.generation, t.upToSeq, t.part)],
);

/** For people with a SQL client: one row per UTC day, as known now. docs/reports.md says how to get other zones. */
export const dailyFraudReport = pgView("daily_fraud_report", {
  day: text().notNull(),
  payments: bigint(whole).notNull(),
  amount: numeric().notNull(),
  declines: bigint(whole).notNull(),
  reviews: bigint(whole).notNull(),
  fraudRate: doublePrecision("fraud_rate").notNull(),
  amountAtRisk: numeric("amount_at_risk").notNull(),
  knownFrauds: bigint("known_frauds", whole).notNull(),
  missedFrauds: bigint("missed_frauds", whole).notNull(),
  declinePrecision: doublePrecision("decline_precision"),
  declineRecall: doublePrecision("decline_recall"),
}).as(
  sql`select
    to_char(to_timestamp(quarter / 1000) at time zone 'UTC', 'YYYY-MM-DD') as day,
    sum(payments)::bigint as payments,
    round(sum(amount_cents) / 100.0, 2) as amount,
    coalesce(sum(payments) filter (where outcome = 'decline'), 0)::bigint as declines,
    coalesce(sum(payments) filter (where outcome = 'review'), 0)::bigint as reviews,
    (coalesce(sum(payments) filter (where outcome = 'decline'), 0) / sum(payments))::double precision as fraud_rate,
    round(coalesce(sum(amount_cents) filter (where outcome <> 'approve'), 0) / 100.0, 2) as amount_at_risk,
    coalesce(sum(payments) filter (where truth = 'fraud'), 0)::bigint as known_frauds,
    coalesce(sum(payments) filter (where truth = 'fraud' and outcome = 'approve'), 0)::bigint as missed_frauds,
    (coalesce(sum(payments) filter (where outcome = 'decline' and truth = 'fraud'), 0)
      / nullif(sum(payments) filter (where outcome = 'decline' and truth <> 'unknown'), 0))::double precision as decline_precision,
    (coalesce(sum(payments) filter (where outcome = 'decline' and truth = 'fraud'), 0)
      / nullif(sum(payments) filter (where truth = 'fraud'), 0))::double precision as decline_recall
  from quarters
  group by day
  having sum(payments) > 0
  order by day desc`,
);

/** Times in which something did not work. */
export const incidents = pgTable(
  "incidents",
  {
    id: text().primaryKey(),
    kind: text().notNull(),
    startedAt: bigint("started_at", whole).notNull(),
    endedAt: bigint("ended_at", whole),
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
export const marks = pgTable("marks", {
  /** The decider's own name for its journal: another one whenever it begins anew. */
  journal: text().primaryKey(),
  position: bigint(whole).notNull(),
});

/** Payments that a challenger scored beside the champion, counted by hour and by what they have in common; see worker/store/pairs.ts. */
export const pairs = pgTable(
  "pairs",
  {
    /** Epoch ms of its start. */
    hour: bigint(whole).notNull(),
    champion: text().notNull(),
    challenger: text().notNull(),
    category: text().notNull(),
    situation: text().$type<Situation>().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    /** What the challenger would have decided; `none` where it failed. */
    challengerOutcome: text("challenger_outcome").$type<Outcome | "none">().notNull(),
    truth: text().$type<Truth>().notNull(),
    payments: bigint(whole).notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
  },
  (t) => [
    primaryKey({
      columns: [t.challenger, t.hour, t.champion, t.category, t.situation, t.outcome, t.challengerOutcome, t.truth],
    }),
  ],
);

/** The models that were proved here and may decide; see worker/registry/. */
export const models = pgTable("models", {
  /** First 12 hex digits of its bundle's content hash. */
  version: text().primaryKey(),
  /** Its zip file. */
  bytes: bigint(whole).notNull(),
  pieces: bigint(whole).notNull(),
  addedAt: bigint("added_at", whole).notNull(),
  by: text().notNull(),
  via: text().notNull(),
  note: text(),
  /** What was proved, and what its manifest says of it. */
  proof: json().$type<ModelProof>().notNull(),
});

/** The bundles of `models` in pieces of Base64, since a row of D1 may have 2 MB. */
export const modelPieces = pgTable(
  "model_pieces",
  {
    version: text().notNull(),
    /** From 0. */
    piece: bigint(whole).notNull(),
    content: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.version, t.piece] })],
);

/** Every version of the policy: the newest one holds. */
export const policies = pgTable("policies", {
  version: bigint(whole).primaryKey(),
  at: bigint(whole).notNull(),
  by: text().notNull(),
  via: text().notNull(),
  note: text(),
  /** What was changed in it. Null in versions from before there was more than models. */
  part: text().$type<PolicyPart>(),
  policy: json().$type<StoredPolicyValue>().notNull(),
});

/** Entries of lists, snoozes among them, with the versions of the policy in which they are. */
export const listEntries = pgTable(
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
    at: bigint(whole).notNull(),
    /** Epoch ms from which on it no longer holds. */
    until: bigint(whole),
    sinceVersion: bigint("since_version", whole).notNull(),
    /** The version in which it is no longer. Null: it is in the newest. */
    untilVersion: bigint("until_version", whole),
  },
  (t) => [
    index("list_entries_held").on(t.list, desc(t.at), desc(t.id)).where(sql`until_version is null`),
    index("list_entries_value").on(t.kind, t.value),
  ],
);

/** Payments that rules matched, counted by hour. */
export const ruleHits = pgTable(
  "rule_hits",
  {
    rule: text().notNull(),
    /** Epoch ms of its start. */
    hour: bigint(whole).notNull(),
    /** The rule was in shadow: it changed nothing. */
    shadow: boolean().notNull(),
    outcome: text().$type<Outcome>().notNull(),
    payments: bigint(whole).notNull(),
    amountCents: bigint("amount_cents", whole).notNull(),
  },
  (t) => [primaryKey({ columns: [t.rule, t.hour, t.shadow, t.outcome] })],
);

/** Who changed what. Triggers refuse to change or delete a row: they stand in the migrations alone. */
export const audit = pgTable(
  "audit",
  {
    id: text().primaryKey(),
    at: bigint(whole).notNull(),
    by: text().notNull(),
    via: text().notNull(),
    /** Stable code: `champion`, `challenger`, `model_added`, … */
    action: text().notNull(),
    /** What it was done to, such as a model's version. */
    subject: text().notNull(),
    note: text(),
    before: json().$type<unknown>(),
    after: json().$type<unknown>(),
    /** The version of the policy that came of it; null where none did. */
    policy: bigint(whole),
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
export const writer = pgTable("writer", {
  id: bigint(whole).primaryKey(),
  epoch: bigint(whole).notNull(),
  /**
   * Epoch ms at which a payment was last stored. The newest sequence number does not tell: a verdict may have given it
   * to an old payment.
   */
  storedAt: bigint("stored_at", whole),
  /** Of all payments in this store. Null before the first, and in stores from before this was kept. */
  origin: text().$type<Origin>(),
  /** CURRENCY when the first payment was stored: what all amounts here are summed in. Null in stores from before it was kept. */
  currency: text(),
});
