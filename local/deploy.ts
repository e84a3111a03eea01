// `npm run deploy`: builds the board, migrates the tables, deploys. Each step is a tool of its own, which prints what
// it does and what goes wrong.
import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { unstable_readConfig } from "wrangler";
import { deploySteps, HELP, type Step } from "./deploySteps.ts";
import { Mendable } from "./errorSentence.ts";
import { messageOf } from "./terminal.ts";

const root = path.resolve(import.meta.dirname, "..");

async function deploy(): Promise<void> {
  const { values } = parseArgs({
    options: { help: { type: "boolean", short: "h" }, "dry-run": { type: "boolean", default: false } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const dryRun = values["dry-run"];
  const { d1_databases } = unstable_readConfig({ config: path.join(root, "wrangler.toml") });
  const databases: { binding: string; database_id?: string }[] = d1_databases;
  const isBound = databases.some(({ binding, database_id }) => binding === "DB" && database_id !== undefined);
  if (!dryRun && !isBound) {
    throw new Mendable(
      "wrangler.toml has no database_id: `npx wrangler d1 create vigie` prints one (README.md, Deploy, has all steps)",
    );
  }
  for (const step of deploySteps(dryRun)) await run(step);
}

async function run({ what, tool, arguments_ }: Step): Promise<void> {
  const child = spawn(process.execPath, [path.join(root, tool), ...arguments_], { cwd: root, stdio: "inherit" });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw new Mendable(`${what} did not work, for the reason above; mend it, and run this again`);
}

deploy().catch((error: unknown) => {
  process.stderr.write(`\nVigie was not deployed: ${messageOf(error)}\n`);
  process.exit(1);
});
