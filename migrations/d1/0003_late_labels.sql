CREATE TABLE `late_labels` (
	`seq` integer PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`was` text,
	`label` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `late_labels_payment` ON `late_labels` (`payment_id`,`at`);--> statement-breakpoint
CREATE INDEX `late_labels_at` ON `late_labels` (`at`);