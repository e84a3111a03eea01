CREATE TABLE `alerts` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`card_id` text NOT NULL,
	`seq` integer NOT NULL,
	`paid_at` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	`outcome` text NOT NULL,
	`created_at` integer NOT NULL,
	`late` integer NOT NULL,
	`notice` text
);
--> statement-breakpoint
CREATE INDEX `alerts_payment` ON `alerts` (`payment_id`);--> statement-breakpoint
CREATE INDEX `alerts_card` ON `alerts` (`card_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `alerts_notice` ON `alerts` (`notice`);--> statement-breakpoint
CREATE INDEX `alerts_at_once` ON `alerts` (`created_at`) WHERE notice = id;--> statement-breakpoint
CREATE INDEX `alerts_held_back` ON `alerts` (`seq`) WHERE notice is null;--> statement-breakpoint
CREATE TABLE `closed_days` (
	`zone` text NOT NULL,
	`date` text NOT NULL,
	`closed_at` integer NOT NULL,
	`report` text NOT NULL,
	PRIMARY KEY(`zone`, `date`)
);
--> statement-breakpoint
CREATE TABLE `histories` (
	`card_id` text PRIMARY KEY NOT NULL,
	`history` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `incidents` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `incidents_started_at` ON `incidents` ("started_at" desc);--> statement-breakpoint
CREATE UNIQUE INDEX `incidents_open` ON `incidents` (`kind`) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `messages` (
	`id` text PRIMARY KEY NOT NULL,
	`notice` text NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`html` text,
	`created_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`keys` integer NOT NULL,
	`doubt_since` integer,
	`sent_at` integer,
	`reference` text,
	`problem` text
);
--> statement-breakpoint
CREATE INDEX `messages_notice` ON `messages` (`notice`);--> statement-breakpoint
CREATE INDEX `messages_created_at` ON `messages` ("created_at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX `messages_sent_at` ON `messages` (`sent_at`);--> statement-breakpoint
CREATE INDEX `messages_due` ON `messages` (`due_at`) WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX `messages_failed` ON `messages` ("created_at" desc,"id" desc) WHERE state = 'failed';--> statement-breakpoint
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
	`verdict` text,
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
CREATE TABLE `quarters` (
	`quarter` integer NOT NULL,
	`category` text NOT NULL,
	`model` text NOT NULL,
	`outcome` text NOT NULL,
	`truth` text NOT NULL,
	`payments` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	PRIMARY KEY(`quarter`, `category`, `model`, `outcome`, `truth`)
);
--> statement-breakpoint
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
CREATE TABLE `verdicts` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`verdict` text,
	`note` text,
	`by` text NOT NULL,
	`via` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `verdicts_payment` ON `verdicts` (`payment_id`,`at`);--> statement-breakpoint
CREATE INDEX `verdicts_at` ON `verdicts` (`at`);--> statement-breakpoint
CREATE TABLE `writer` (
	`id` integer PRIMARY KEY NOT NULL,
	`epoch` integer NOT NULL,
	`stored_at` integer
);
--> statement-breakpoint
CREATE VIEW `daily_fraud_report` AS select
    date(quarter / 1000, 'unixepoch') as day,
    sum(payments) as payments,
    sum(amount_cents) / 100.0 as amount,
    sum(iif(outcome = 'decline', payments, 0)) as declines,
    sum(iif(outcome = 'review', payments, 0)) as reviews,
    sum(iif(outcome = 'decline', payments, 0)) * 1.0 / sum(payments) as fraud_rate,
    sum(iif(outcome <> 'approve', amount_cents, 0)) / 100.0 as amount_at_risk,
    sum(iif(truth = 'fraud', payments, 0)) as known_frauds,
    sum(iif(truth = 'fraud' and outcome = 'approve', payments, 0)) as missed_frauds,
    sum(iif(outcome = 'decline' and truth = 'fraud', payments, 0)) * 1.0
      / nullif(sum(iif(outcome = 'decline' and truth <> 'unknown', payments, 0)), 0) as decline_precision,
    sum(iif(outcome = 'decline' and truth = 'fraud', payments, 0)) * 1.0
      / nullif(sum(iif(truth = 'fraud', payments, 0)), 0) as decline_recall
  from quarters
  group by day
  having sum(payments) > 0
  order by day desc;