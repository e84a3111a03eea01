CREATE TABLE `payment_counts` (
	`source` text NOT NULL,
	`outcome` text NOT NULL,
	`model` text NOT NULL,
	`payments` integer NOT NULL,
	PRIMARY KEY(`source`, `outcome`, `model`)
);
--> statement-breakpoint
CREATE TABLE `reject_counts` (
	`source` text NOT NULL,
	`code` text NOT NULL,
	`rows` integer NOT NULL,
	PRIMARY KEY(`source`, `code`)
);
