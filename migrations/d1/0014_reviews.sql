DROP INDEX `payments_open`;--> statement-breakpoint
CREATE INDEX `payments_open_age` ON `payments` (`paid_at`,`id`) WHERE outcome <> 'approve' and verdict is null;--> statement-breakpoint
CREATE INDEX `payments_open` ON `payments` ((case when score is null then amount_cents else amount_cents * score end) desc,"paid_at" desc,"id" desc) WHERE outcome <> 'approve' and verdict is null;