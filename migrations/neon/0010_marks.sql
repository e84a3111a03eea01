CREATE TABLE "marks" (
	"journal" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL
);
