CREATE TABLE "list_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"list" text NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"note" text,
	"by" text NOT NULL,
	"via" text NOT NULL,
	"at" bigint NOT NULL,
	"until" bigint,
	"since_version" bigint NOT NULL,
	"until_version" bigint
);
--> statement-breakpoint
CREATE TABLE "rule_hits" (
	"rule" text NOT NULL,
	"hour" bigint NOT NULL,
	"shadow" boolean NOT NULL,
	"outcome" text NOT NULL,
	"payments" bigint NOT NULL,
	"amount_cents" bigint NOT NULL,
	CONSTRAINT "rule_hits_rule_hour_shadow_outcome_pk" PRIMARY KEY("rule","hour","shadow","outcome")
);
--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "hits" json;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "facts" json;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "part" text;--> statement-breakpoint
ALTER TABLE "verdicts" ADD COLUMN "fraud_type" text;--> statement-breakpoint
CREATE INDEX "list_entries_held" ON "list_entries" USING btree ("list","at" desc,"id" desc) WHERE until_version is null;--> statement-breakpoint
CREATE INDEX "list_entries_value" ON "list_entries" USING btree ("kind","value");--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit" USING btree ("action","at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "audit_by" ON "audit" USING btree ("by","at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "payments_open" ON "payments" USING btree ("amount_cents" desc,"paid_at" desc,"id" desc) WHERE outcome <> 'approve' and verdict is null;--> statement-breakpoint
CREATE FUNCTION "audit_is_kept"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'entries of the audit are never changed or deleted'; END $$;--> statement-breakpoint
CREATE TRIGGER "audit_not_changed" BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION "audit_is_kept"();--> statement-breakpoint
CREATE TRIGGER "audit_not_emptied" BEFORE TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "audit_is_kept"();
