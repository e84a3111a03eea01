CREATE TABLE `archive_files` (
	`key` text PRIMARY KEY NOT NULL,
	`zone` text NOT NULL,
	`date` text NOT NULL,
	`generation` text NOT NULL,
	`up_to_seq` integer NOT NULL,
	`part` integer NOT NULL,
	`rows` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`last_paid_at` integer NOT NULL,
	`last_id` text NOT NULL,
	`written_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `archive_files_day` ON `archive_files` (`zone`,`date`,`generation`,`up_to_seq`,`part`);--> statement-breakpoint
CREATE TABLE `archived_days` (
	`zone` text NOT NULL,
	`date` text NOT NULL,
	`paid_from` integer NOT NULL,
	`paid_to` integer NOT NULL,
	`closed_at` integer NOT NULL,
	`archived_at` integer NOT NULL,
	`settling_seq` integer,
	`up_to_seq` integer,
	`settled_at` integer,
	`corrections` text,
	`left_at` integer,
	PRIMARY KEY(`zone`, `date`)
);
--> statement-breakpoint
CREATE INDEX `archived_days_staying` ON `archived_days` (`paid_to`) WHERE left_at is null;--> statement-breakpoint
CREATE INDEX `archived_days_settled` ON `archived_days` (`paid_to`) WHERE settled_at is not null;