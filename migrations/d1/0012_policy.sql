CREATE TABLE `list_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`list` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`note` text,
	`by` text NOT NULL,
	`via` text NOT NULL,
	`at` integer NOT NULL,
	`until` integer,
	`since_version` integer NOT NULL,
	`until_version` integer
);
--> statement-breakpoint
CREATE INDEX `list_entries_held` ON `list_entries` (`list`,"at" desc,"id" desc) WHERE until_version is null;--> statement-breakpoint
CREATE INDEX `list_entries_value` ON `list_entries` (`kind`,`value`);--> statement-breakpoint
CREATE TABLE `rule_hits` (
	`rule` text NOT NULL,
	`hour` integer NOT NULL,
	`shadow` integer NOT NULL,
	`outcome` text NOT NULL,
	`payments` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	PRIMARY KEY(`rule`, `hour`, `shadow`, `outcome`)
);
--> statement-breakpoint
ALTER TABLE `payments` ADD `hits` text;--> statement-breakpoint
ALTER TABLE `payments` ADD `facts` text;--> statement-breakpoint
CREATE INDEX `payments_open` ON `payments` ("amount_cents" desc,"paid_at" desc,"id" desc) WHERE outcome <> 'approve' and verdict is null;--> statement-breakpoint
ALTER TABLE `policies` ADD `part` text;--> statement-breakpoint
ALTER TABLE `verdicts` ADD `fraud_type` text;--> statement-breakpoint
CREATE INDEX `audit_action` ON `audit` (`action`,"at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX `audit_by` ON `audit` (`by`,"at" desc,"id" desc);--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`,"at" desc,"id" desc);--> statement-breakpoint
CREATE TRIGGER `audit_not_changed` BEFORE UPDATE ON `audit` BEGIN SELECT RAISE(ABORT, 'entries of the audit are never changed'); END;--> statement-breakpoint
CREATE TRIGGER `audit_not_deleted` BEFORE DELETE ON `audit` BEGIN SELECT RAISE(ABORT, 'entries of the audit are never deleted'); END;
