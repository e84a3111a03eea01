CREATE TABLE "cards" (
	"card_id" text PRIMARY KEY NOT NULL,
	"last4" text NOT NULL,
	"first_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	"payments" bigint NOT NULL,
	"amount_cents" bigint NOT NULL,
	"reviews" bigint NOT NULL,
	"declines" bigint NOT NULL,
	"frauds" bigint NOT NULL,
	"fraud_cents" bigint NOT NULL,
	"legitimate" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "merchants" (
	"merchant" text PRIMARY KEY NOT NULL,
	"first_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	"payments" bigint NOT NULL,
	"amount_cents" bigint NOT NULL,
	"reviews" bigint NOT NULL,
	"declines" bigint NOT NULL,
	"frauds" bigint NOT NULL,
	"fraud_cents" bigint NOT NULL,
	"legitimate" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "cards_last" ON "cards" USING btree ("last_at" desc,"card_id" desc);--> statement-breakpoint
CREATE INDEX "cards_declines" ON "cards" USING btree ("declines" desc,"card_id" desc) WHERE declines > 0;--> statement-breakpoint
CREATE INDEX "cards_frauds" ON "cards" USING btree ("frauds" desc,"card_id" desc) WHERE frauds > 0;--> statement-breakpoint
CREATE INDEX "merchants_last" ON "merchants" USING btree ("last_at" desc,"merchant" desc);--> statement-breakpoint
CREATE INDEX "merchants_declines" ON "merchants" USING btree ("declines" desc,"merchant" desc) WHERE declines > 0;--> statement-breakpoint
CREATE INDEX "merchants_frauds" ON "merchants" USING btree ("frauds" desc,"merchant" desc) WHERE frauds > 0;--> statement-breakpoint
CREATE INDEX "merchants_beyond_ascii" ON "merchants" USING btree ("merchant") WHERE octet_length(merchant) > length(merchant);--> statement-breakpoint
CREATE INDEX "payments_merchant" ON "payments" USING btree ("merchant","paid_at" desc,"id" desc);--> statement-breakpoint
INSERT INTO "cards" ("card_id", "last4", "first_at", "last_at", "payments", "amount_cents", "reviews", "declines", "frauds", "fraud_cents", "legitimate")
SELECT card_id, coalesce(max(nullif(last4, '')), ''), min(paid_at), max(paid_at), count(*), sum(amount_cents), count(*) filter (where outcome = 'review'), count(*) filter (where outcome = 'decline'), count(*) filter (where coalesce(verdict, label) = 'fraud'), coalesce(sum(amount_cents) filter (where coalesce(verdict, label) = 'fraud'), 0), count(*) filter (where coalesce(verdict, label) = 'legitimate')
FROM "payments" GROUP BY card_id;
--> statement-breakpoint
INSERT INTO "merchants" ("merchant", "first_at", "last_at", "payments", "amount_cents", "reviews", "declines", "frauds", "fraud_cents", "legitimate")
SELECT merchant, min(paid_at), max(paid_at), count(*), sum(amount_cents), count(*) filter (where outcome = 'review'), count(*) filter (where outcome = 'decline'), count(*) filter (where coalesce(verdict, label) = 'fraud'), coalesce(sum(amount_cents) filter (where coalesce(verdict, label) = 'fraud'), 0), count(*) filter (where coalesce(verdict, label) = 'legitimate')
FROM "payments" GROUP BY merchant;
