CREATE TABLE `marks` (
	`journal` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL
);
