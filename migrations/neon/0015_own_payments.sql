CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text,
	"card_id" text NOT NULL,
	"last4" text NOT NULL,
	"merchant" text NOT NULL,
	"amount_cents" bigint NOT NULL,
	"currency" text,
	"paid_minor" bigint,
	"rate" text,
	"paid_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL,
	"stored_at" bigint NOT NULL,
	"source" text NOT NULL,
	"sender" text
);
--> statement-breakpoint
CREATE TABLE "waiting_verdicts" (
	"payment_id" text NOT NULL,
	"by" text NOT NULL,
	"verdict" text NOT NULL,
	"fraud_type" text,
	"note" text,
	"at" bigint NOT NULL,
	CONSTRAINT "waiting_verdicts_payment_id_by_pk" PRIMARY KEY("payment_id","by")
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "sender" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "currency" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "paid_minor" bigint;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "rate" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "mcc" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "known_as" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "bin" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "country" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "lat_tenths" bigint;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "long_tenths" bigint;--> statement-breakpoint
ALTER TABLE "writer" ADD COLUMN "currency" text;--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "refunds" USING btree ("payment_id");--> statement-breakpoint
CREATE INDEX "refunds_card" ON "refunds" USING btree ("card_id","paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "refunds_paid_at" ON "refunds" USING btree ("paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "waiting_verdicts_at" ON "waiting_verdicts" USING btree ("at");