// Migrates the database at DATABASE_URL. `npm run deploy` runs it when the store is Neon.
import { migrateDatabase } from "./database.ts";
import { messageOf } from "./terminal.ts";

const databaseUrl = process.env.DATABASE_URL;
if (databaseUrl) {
  await migrateDatabase(databaseUrl).then(
    () => process.stdout.write(`The tables of the database at ${new URL(databaseUrl).host} are up to date.\n`),
    (error: unknown) => {
      process.stderr.write(`${messageOf(error)}\n`);
      process.exitCode = 1;
    },
  );
} else {
  process.stdout.write("No DATABASE_URL: there is no PostgreSQL to bring up to date.\n");
}
