ALTER TABLE "messages" ADD COLUMN "fate" text;--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "fate_due_at" bigint;--> statement-breakpoint
CREATE INDEX "messages_fate_due" ON "messages" USING btree ("fate_due_at") WHERE fate_due_at is not null;