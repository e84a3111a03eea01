CREATE TABLE "payment_counts" (
	"source" text NOT NULL,
	"outcome" text NOT NULL,
	"model" text NOT NULL,
	"payments" bigint NOT NULL,
	CONSTRAINT "payment_counts_source_outcome_model_pk" PRIMARY KEY("source","outcome","model")
);
--> statement-breakpoint
CREATE TABLE "reject_counts" (
	"source" text NOT NULL,
	"code" text NOT NULL,
	"rows" bigint NOT NULL,
	CONSTRAINT "reject_counts_source_code_pk" PRIMARY KEY("source","code")
);
