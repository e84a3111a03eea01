CREATE TABLE "audit" (
	"id" text PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"by" text NOT NULL,
	"via" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"note" text,
	"before" json,
	"after" json,
	"policy" bigint
);
--> statement-breakpoint
CREATE TABLE "model_pieces" (
	"version" text NOT NULL,
	"piece" bigint NOT NULL,
	"content" text NOT NULL,
	CONSTRAINT "model_pieces_version_piece_pk" PRIMARY KEY("version","piece")
);
--> statement-breakpoint
CREATE TABLE "models" (
	"version" text PRIMARY KEY NOT NULL,
	"bytes" bigint NOT NULL,
	"pieces" bigint NOT NULL,
	"added_at" bigint NOT NULL,
	"by" text NOT NULL,
	"via" text NOT NULL,
	"note" text,
	"proof" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "pairs" (
	"hour" bigint NOT NULL,
	"champion" text NOT NULL,
	"challenger" text NOT NULL,
	"category" text NOT NULL,
	"situation" text NOT NULL,
	"outcome" text NOT NULL,
	"challenger_outcome" text NOT NULL,
	"truth" text NOT NULL,
	"payments" bigint NOT NULL,
	"amount_cents" bigint NOT NULL,
	CONSTRAINT "pairs_challenger_hour_champion_category_situation_outcome_challenger_outcome_truth_pk" PRIMARY KEY("challenger","hour","champion","category","situation","outcome","challenger_outcome","truth")
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"version" bigint PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"by" text NOT NULL,
	"via" text NOT NULL,
	"note" text,
	"policy" json NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "policy" bigint;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "situation" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "challenger" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "challenger_score" double precision;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "challenger_outcome" text;--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "payments_flips" ON "payments" USING btree ("challenger","paid_at" desc,"id" desc) WHERE challenger_outcome <> outcome;