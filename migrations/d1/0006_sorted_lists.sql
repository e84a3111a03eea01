DROP INDEX `payments_card`;--> statement-breakpoint
CREATE INDEX `payments_amount` ON `payments` ("amount_cents" desc,"paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX `payments_score` ON `payments` ("score" desc,"paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX `payments_card` ON `payments` (`card_id`,"paid_at" desc,"id" desc);