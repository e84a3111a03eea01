DROP INDEX "payments_card";--> statement-breakpoint
CREATE INDEX "payments_amount" ON "payments" USING btree ("amount_cents" desc,"paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "payments_score" ON "payments" USING btree ("score" desc,"paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX "payments_card" ON "payments" USING btree ("card_id","paid_at" desc,"id" desc);