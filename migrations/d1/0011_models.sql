CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`via` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`note` text,
	`before` text,
	`after` text,
	`policy` integer
);
--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` ("at" desc,"id" desc);--> statement-breakpoint
CREATE TABLE `model_pieces` (
	`version` text NOT NULL,
	`piece` integer NOT NULL,
	`content` text NOT NULL,
	PRIMARY KEY(`version`, `piece`)
);
--> statement-breakpoint
CREATE TABLE `models` (
	`version` text PRIMARY KEY NOT NULL,
	`bytes` integer NOT NULL,
	`pieces` integer NOT NULL,
	`added_at` integer NOT NULL,
	`by` text NOT NULL,
	`via` text NOT NULL,
	`note` text,
	`proof` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `pairs` (
	`hour` integer NOT NULL,
	`champion` text NOT NULL,
	`challenger` text NOT NULL,
	`category` text NOT NULL,
	`situation` text NOT NULL,
	`outcome` text NOT NULL,
	`challenger_outcome` text NOT NULL,
	`truth` text NOT NULL,
	`payments` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	PRIMARY KEY(`challenger`, `hour`, `champion`, `category`, `situation`, `outcome`, `challenger_outcome`, `truth`)
);
--> statement-breakpoint
CREATE TABLE `policies` (
	`version` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`via` text NOT NULL,
	`note` text,
	`policy` text NOT NULL
);
--> statement-breakpoint
ALTER TABLE `payments` ADD `policy` integer;--> statement-breakpoint
ALTER TABLE `payments` ADD `situation` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `challenger` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `challenger_score` real;--> statement-breakpoint
ALTER TABLE `payments` ADD `challenger_outcome` text;--> statement-breakpoint
CREATE INDEX `payments_flips` ON `payments` (`challenger`,"paid_at" desc,"id" desc) WHERE challenger_outcome <> outcome;