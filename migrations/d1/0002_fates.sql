ALTER TABLE `messages` ADD `fate` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `fate_due_at` integer;--> statement-breakpoint
CREATE INDEX `messages_fate_due` ON `messages` (`fate_due_at`) WHERE fate_due_at is not null;