// Brings the tables of the database at DATABASE_URL up to date; `npm run deploy` does, where the store is Neon.
import { migrateDatabase } from "./database.ts";

const databaseUrl = process.env.DATABASE_URL;
if (databaseUrl) {
  await migrateDatabase(databaseUrl);
  process.stdout.write(`The tables on ${new URL(databaseUrl).hostname} are up to date.\n`);
} else {
  process.stdout.write("No DATABASE_URL: there is no PostgreSQL to bring up to date.\n");
}
