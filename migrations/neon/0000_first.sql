CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"card_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"paid_at" bigint NOT NULL,
	"amount_cents" bigint NOT NULL,
	"outcome" text NOT NULL,
	"created_at" bigint NOT NULL,
	"late" boolean NOT NULL,
	"notice" text
);
--> statement-breakpoint
CREATE TABLE "closed_days" (
	"zone" text NOT NULL,
	"date" text NOT NULL,
	"closed_at" bigint NOT NULL,
	"report" text NOT NULL,
	CONSTRAINT "closed_days_zone_date_pk" PRIMARY KEY("zone","date")
);
--> statement-breakpoint
CREATE TABLE "histories" (
	"card_id" text PRIMARY KEY NOT NULL,
	"history" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"started_at" bigint NOT NULL,
	"ended_at" bigint,
	"detail" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"id" text PRIMARY KEY NOT NULL,
	"notice" text NOT NULL,
	"kind" text NOT NULL,
	"target" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"html" text,
	"created_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"state" text NOT NULL,
	"attempts" bigint NOT NULL,
	"keys" bigint NOT NULL,
	"doubt_since" bigint,
	"sent_at" bigint,
	"reference" text,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "minutes" (
	"minute" bigint PRIMARY KEY NOT NULL,
	"payments" bigint NOT NULL,
	"amount_cents" bigint NOT NULL,
	"reviews" bigint NOT NULL,
	"declines" bigint NOT NULL,
	"flagged_cents" bigint NOT NULL,
	"labelled_frauds" bigint NOT NULL,
	"labelled_frauds_flagged" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"paid_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL,
	"stored_at" bigint NOT NULL,
	"card_id" text NOT NULL,
	"last4" text NOT NULL,
	"merchant" text NOT NULL,
	"category" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"gender" text,
	"age_years" bigint,
	"city_population" bigint,
	"distance_km" double precision,
	"label" text,
	"verdict" text,
	"score" double precision,
	"outcome" text NOT NULL,
	"reasons" json NOT NULL,
	"model" text NOT NULL,
	"features" json NOT NULL,
	"feed" text NOT NULL,
	"source" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quarters" (
	"quarter" bigint NOT NULL,
	"category" text NOT NULL,
	"model" text NOT NULL,
	"outcome" text NOT NULL,
	"truth" text NOT NULL,
	"payments" bigint NOT NULL,
	"amount_cents" bigint NOT NULL,
	CONSTRAINT "quarters_quarter_category_model_outcome_truth_pk" PRIMARY KEY("quarter","category","model","outcome","truth")
);
--> statement-breakpoint
CREATE TABLE "rejects" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"field" text,
	"reason" text NOT NULL,
	"snippet" text NOT NULL,
	"payment_id" text,
	"source" text NOT NULL,
	"first_seen_at" bigint NOT NULL,
	"last_seen_at" bigint NOT NULL,
	"times" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"verdict" text,
	"note" text,
	"by" text NOT NULL,
	"via" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "writer" (
	"id" bigint PRIMARY KEY NOT NULL,
	"epoch" bigint NOT NULL,
	"stored_at" bigint
);
--> statement-breakpoint
CREATE INDEX "alerts_payment" ON "alerts" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "alerts_card" ON "alerts" USING btree ("card_id","created_at");--> statement-breakpoint
CREATE INDEX "alerts_notice" ON "alerts" USING btree ("notice");--> statement-breakpoint
CREATE INDEX "alerts_at_once" ON "alerts" USING btree ("created_at") WHERE notice = id;--> statement-breakpoint
CREATE INDEX "alerts_held_back" ON "alerts" USING btree ("seq") WHERE notice is null;--> statement-breakpoint
CREATE INDEX "incidents_started_at" ON "incidents" USING btree ("started_at" desc);--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_open" ON "incidents" USING btree ("kind") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "messages_notice" ON "messages" USING btree ("notice");--> statement-breakpoint
CREATE INDEX "messages_created_at" ON "messages" USING btree ("created_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "messages_sent_at" ON "messages" USING btree ("sent_at");--> statement-breakpoint
CREATE INDEX "messages_due" ON "messages" USING btree ("due_at") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "messages_failed" ON "messages" USING btree ("created_at" desc,"id" desc) WHERE state = 'failed';--> statement-breakpoint
CREATE UNIQUE INDEX "payments_seq" ON "payments" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "payments_card" ON "payments" USING btree ("card_id");--> statement-breakpoint
CREATE INDEX "payments_paid_at" ON "payments" USING btree ("paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "payments_flagged" ON "payments" USING btree ("paid_at" desc,"id" desc) WHERE outcome <> 'approve';--> statement-breakpoint
CREATE INDEX "rejects_last_seen_at" ON "rejects" USING btree ("last_seen_at" desc);--> statement-breakpoint
CREATE INDEX "verdicts_payment" ON "verdicts" USING btree ("payment_id","at");--> statement-breakpoint
CREATE INDEX "verdicts_at" ON "verdicts" USING btree ("at");--> statement-breakpoint
CREATE VIEW "public"."daily_fraud_report" AS (select
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
  order by day desc);