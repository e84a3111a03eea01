// All that a deploy touches, in a test: the stand-in for the platform, a folder of its own, a clock that is told.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { deployVigie } from "../../local/deploy/deployVigie.ts";
import { type Options, readOptions } from "../../local/deploy/options.ts";
import { removeVigie } from "../../local/deploy/remove.ts";
import { type Built, built } from "../../local/deploy/upload/build.ts";
import { upload } from "../../local/deploy/upload/upload.ts";
import { wranglerIn } from "../../local/deploy/upload/wrangler.ts";
import type { World } from "../../local/deploy/world.ts";
import { type Platform, startPlatform } from "./platform/platform.ts";

export interface TestWorld extends World {
  said: string[];
}

export async function platformForTest(): Promise<Platform> {
  const platform = await startPlatform();
  onTestFinished(platform.close);
  return platform;
}

export function folderForTest(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "vigie-deploying-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The environment of a person, or a CI job, who deploys to the stand-in. */
export function environmentOn(platform: Platform, home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: home,
    STATE_DIR: path.join(home, "state"),
    CLOUDFLARE_API_BASE_URL: platform.apiUrl,
    CLOUDFLARE_API_TOKEN: platform.token,
    WORKERS_DEV_URL: platform.workerUrl,
  };
}

let deploys = 0;

export function worldOn(platform: Platform, what: Built, home: string, different: Partial<World> = {}): TestWorld {
  const env = environmentOn(platform, home);
  const said: string[] = [];
  let nowMs = Date.now();
  deploys += 1;
  return {
    env,
    stateDir: env.STATE_DIR ?? home,
    fetch,
    async wait(ms) {
      nowMs += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
    nowMs: () => nowMs,
    say: (line) => said.push(line),
    ask: null,
    readInput: async () => "",
    runWrangler: wranglerIn(env),
    build: async () => what,
    upload,
    databaseProblem: async () => null,
    databaseIsBehind: async () => true,
    databaseHasPayments: async () => false,
    migrateDatabase: async () => undefined,
    holder: `test:${deploys}`,
    isGone: () => true,
    ...different,
    said,
  };
}

export const builtFrom = (dirs: { boardDir: string; bundleDir: string }) => built(dirs.bundleDir, dirs.boardDir);

export function run(world: World, ...args: string[]): Promise<number> {
  const options: Options = readOptions(args, world.env);
  return options.remove ? removeVigie(options, world) : deployVigie(options, world);
}
