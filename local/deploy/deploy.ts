// `npm run deploy`: the command itself. docs/deploy.md says how it works.
import type { ChildProcess } from "node:child_process";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isAlive } from "../isAlive.ts";
import { databaseHasPayments, databaseIsBehind, databaseProblem, migrateDatabase } from "../postgresTables.ts";
import { DEFAULT_STATE_DIR } from "../stateDir.ts";
import { messageOf, say } from "../terminal.ts";
import { askerOf, readInput } from "./ask.ts";
import { failureWords } from "./bringBack.ts";
import { deployVigie } from "./deployVigie.ts";
import { HELP, readOptions } from "./options.ts";
import { removeVigie } from "./remove.ts";
import { closeScratch, closeWhenEnded, HOLDER, openScratch, sweepScratch } from "./scratch.ts";
import { build } from "./upload/build.ts";
import { upload } from "./upload/upload.ts";
import { wranglerIn } from "./upload/wrangler.ts";
import type { World } from "./world.ts";

/** The folder of the build. */
const BUILD = "vigie-deploy";

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { env } = process;
  const stateDir = path.resolve(env.STATE_DIR || DEFAULT_STATE_DIR);
  let wrangler: ChildProcess | null = null;
  closeWhenEnded((signal) => wrangler?.kill(signal));
  await sweepScratch(tmpdir(), BUILD, isGone);
  const scratch = await openScratch(tmpdir(), BUILD);
  const world: World = {
    env,
    stateDir,
    fetch,
    wait: (ms) => wait(ms),
    nowMs: Date.now,
    say,
    ask: askerOf(env),
    readInput,
    runWrangler: wranglerIn(env, (started) => {
      wrangler = started;
    }),
    build: () => build(scratch),
    upload,
    databaseProblem: (databaseUrl) => databaseProblem(databaseUrl, "deploy"),
    databaseIsBehind,
    databaseHasPayments,
    migrateDatabase,
    holder: HOLDER,
    isGone,
  };
  try {
    return await (options.remove ? removeVigie(options, world) : deployVigie(options, world));
  } finally {
    await closeScratch(scratch);
  }
}

/** True for a process of this machine that does not run any more. */
function isGone(holder: string): boolean {
  const [host, pid] = holder.split(":");
  if (host !== hostname()) return false;
  return !isAlive(Number(pid));
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`\n${failureWords(error, messageOf(error), process.argv.includes("--remove"))}\n`);
    process.exitCode = 1;
  },
);
