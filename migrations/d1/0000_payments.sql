CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`state` text NOT NULL,
	`subject` text NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `alerts_payment` ON `alerts` (`payment_id`);--> statement-breakpoint
CREATE INDEX `alerts_pending` ON `alerts` (`created_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE TABLE `histories` (
	`card_id` text PRIMARY KEY NOT NULL,
	`history` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `minutes` (
	`minute` integer PRIMARY KEY NOT NULL,
	`payments` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	`reviews` integer NOT NULL,
	`declines` integer NOT NULL,
	`flagged_cents` integer NOT NULL,
	`labelled_frauds` integer NOT NULL,
	`labelled_frauds_flagged` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `payments` (
	`id` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL,
	`paid_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`stored_at` integer NOT NULL,
	`card_id` text NOT NULL,
	`last4` text NOT NULL,
	`merchant` text NOT NULL,
	`category` text NOT NULL,
	`amount_cents` integer NOT NULL,
	`gender` text,
	`age_years` integer,
	`city_population` integer,
	`distance_km` real,
	`label` text,
	`score` real,
	`outcome` text NOT NULL,
	`reasons` text NOT NULL,
	`model` text NOT NULL,
	`features` text NOT NULL,
	`feed` text NOT NULL,
	`source` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `payments_seq` ON `payments` (`seq`);--> statement-breakpoint
CREATE INDEX `payments_card` ON `payments` (`card_id`);--> statement-breakpoint
CREATE INDEX `payments_paid_at` ON `payments` ("paid_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX `payments_flagged` ON `payments` ("paid_at" desc,"id" desc) WHERE outcome <> 'approve';--> statement-breakpoint
CREATE TABLE `rejects` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`field` text,
	`reason` text NOT NULL,
	`snippet` text NOT NULL,
	`payment_id` text,
	`source` text NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`times` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `rejects_last_seen_at` ON `rejects` ("last_seen_at" desc);--> statement-breakpoint
CREATE TABLE `writer` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL
);
