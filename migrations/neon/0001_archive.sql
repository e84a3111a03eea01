CREATE TABLE "archive_files" (
	"key" text PRIMARY KEY NOT NULL,
	"zone" text NOT NULL,
	"date" text NOT NULL,
	"generation" text NOT NULL,
	"up_to_seq" bigint NOT NULL,
	"part" bigint NOT NULL,
	"rows" bigint NOT NULL,
	"amount_cents" bigint NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"last_paid_at" bigint NOT NULL,
	"last_id" text NOT NULL,
	"written_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "archived_days" (
	"zone" text NOT NULL,
	"date" text NOT NULL,
	"paid_from" bigint NOT NULL,
	"paid_to" bigint NOT NULL,
	"closed_at" bigint NOT NULL,
	"archived_at" bigint NOT NULL,
	"settling_seq" bigint,
	"up_to_seq" bigint,
	"settled_at" bigint,
	"corrections" text,
	"left_at" bigint,
	CONSTRAINT "archived_days_zone_date_pk" PRIMARY KEY("zone","date")
);
--> statement-breakpoint
CREATE INDEX "archive_files_day" ON "archive_files" USING btree ("zone","date","generation","up_to_seq","part");--> statement-breakpoint
CREATE INDEX "archived_days_staying" ON "archived_days" USING btree ("paid_to") WHERE left_at is null;--> statement-breakpoint
CREATE INDEX "archived_days_settled" ON "archived_days" USING btree ("paid_to") WHERE settled_at is not null;