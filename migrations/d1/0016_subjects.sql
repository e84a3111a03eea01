CREATE TABLE `cards` (
	`card_id` text PRIMARY KEY NOT NULL,
	`last4` text NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`payments` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	`reviews` integer NOT NULL,
	`declines` integer NOT NULL,
	`frauds` integer NOT NULL,
	`fraud_cents` integer NOT NULL,
	`legitimate` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `cards_last` ON `cards` ("last_at" desc,"card_id" desc);--> statement-breakpoint
CREATE INDEX `cards_declines` ON `cards` ("declines" desc,"card_id" desc) WHERE declines > 0;--> statement-breakpoint
CREATE INDEX `cards_frauds` ON `cards` ("frauds" desc,"card_id" desc) WHERE frauds > 0;--> statement-breakpoint
CREATE TABLE `merchants` (
	`merchant` text PRIMARY KEY NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`payments` integer NOT NULL,
	`amount_cents` integer NOT NULL,
	`reviews` integer NOT NULL,
	`declines` integer NOT NULL,
	`frauds` integer NOT NULL,
	`fraud_cents` integer NOT NULL,
	`legitimate` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `merchants_last` ON `merchants` ("last_at" desc,"merchant" desc);--> statement-breakpoint
CREATE INDEX `merchants_declines` ON `merchants` ("declines" desc,"merchant" desc) WHERE declines > 0;--> statement-breakpoint
CREATE INDEX `merchants_frauds` ON `merchants` ("frauds" desc,"merchant" desc) WHERE frauds > 0;--> statement-breakpoint
CREATE INDEX `merchants_beyond_ascii` ON `merchants` (`merchant`) WHERE octet_length(merchant) > length(merchant);--> statement-breakpoint
CREATE INDEX `payments_merchant` ON `payments` (`merchant`,"paid_at" desc,"id" desc);--> statement-breakpoint
INSERT INTO `cards` (`card_id`, `last4`, `first_at`, `last_at`, `payments`, `amount_cents`, `reviews`, `declines`, `frauds`, `fraud_cents`, `legitimate`)
SELECT card_id, coalesce(max(nullif(last4, '')), ''), min(paid_at), max(paid_at), count(*), sum(amount_cents), count(*) filter (where outcome = 'review'), count(*) filter (where outcome = 'decline'), count(*) filter (where coalesce(verdict, label) = 'fraud'), coalesce(sum(amount_cents) filter (where coalesce(verdict, label) = 'fraud'), 0), count(*) filter (where coalesce(verdict, label) = 'legitimate')
FROM `payments` GROUP BY card_id;
--> statement-breakpoint
INSERT INTO `merchants` (`merchant`, `first_at`, `last_at`, `payments`, `amount_cents`, `reviews`, `declines`, `frauds`, `fraud_cents`, `legitimate`)
SELECT merchant, min(paid_at), max(paid_at), count(*), sum(amount_cents), count(*) filter (where outcome = 'review'), count(*) filter (where outcome = 'decline'), count(*) filter (where coalesce(verdict, label) = 'fraud'), coalesce(sum(amount_cents) filter (where coalesce(verdict, label) = 'fraud'), 0), count(*) filter (where coalesce(verdict, label) = 'legitimate')
FROM `payments` GROUP BY merchant;
