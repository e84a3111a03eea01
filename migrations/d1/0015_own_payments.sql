CREATE TABLE `refunds` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text,
	`card_id` text NOT NULL,
	`last4` text NOT NULL,
	`merchant` text NOT NULL,
	`amount_cents` integer NOT NULL,
	`currency` text,
	`paid_minor` integer,
	`rate` text,
	`paid_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`stored_at` integer NOT NULL,
	`source` text NOT NULL,
	`sender` text
);
--> statement-breakpoint
CREATE INDEX `refunds_payment` ON `refunds` (`payment_id`);--> statement-breakpoint
CREATE INDEX `refunds_card` ON `refunds` (`card_id`,"paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX `refunds_paid_at` ON `refunds` ("paid_at" desc,"id" desc);--> statement-breakpoint
CREATE TABLE `waiting_verdicts` (
	`payment_id` text NOT NULL,
	`by` text NOT NULL,
	`verdict` text NOT NULL,
	`fraud_type` text,
	`note` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`payment_id`, `by`)
);
--> statement-breakpoint
CREATE INDEX `waiting_verdicts_at` ON `waiting_verdicts` (`at`);--> statement-breakpoint
ALTER TABLE `payments` ADD `sender` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `currency` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `paid_minor` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `rate` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `mcc` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `known_as` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `bin` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `country` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `lat_tenths` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `long_tenths` integer;--> statement-breakpoint
ALTER TABLE `writer` ADD `currency` text;