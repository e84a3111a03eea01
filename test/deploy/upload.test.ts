// wrangler's own part: killed after every single call of it, the deploy is finished by later runs.
import type { ChildProcess } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, inject, test, vi } from "vitest";
import { wranglerIn } from "../../local/deploy/upload/wrangler.ts";
import { builtQuickly, quickPlatform, scriptOf, textOf } from "./quick.ts";
import { folderForTest, run, worldOn } from "./world.ts";

// Each upload is a process of wrangler's own.
vi.setConfig({ testTimeout: 600_000 });

test("wrangler is killed after its first call, the next time after its second, and so on: the last run finishes", async () => {
  const platform = await quickPlatform();
  const home = folderForTest();
  // Little to upload, so that each of many processes is done soon; firstDeploy.test.ts uploads the real thing.
  const what = await builtQuickly({ boardDir: inject("built").boardDir });
  let child: ChildProcess | null = null;
  let calls = 0;
  let kill: () => void = () => undefined;
  platform.meddle.after = () => {
    if (child === null) return;
    calls += 1;
    if (calls === killAfter) kill();
  };
  let killAfter = 1;
  const keys = new Set<string>();
  for (; ; killAfter += 1) {
    calls = 0;
    child = null;
    const world = worldOn(platform, what, home);
    const killed = new Promise<"killed">((resolve) => {
      kill = () => {
        child?.kill("SIGKILL");
        // The deploy itself dies with it, and does not see its end.
        resolve("killed");
      };
    });
    const real = wranglerIn(world.env, (started) => {
      child = started;
    });
    world.runWrangler = async (args, env) => {
      const end = await real(args, env);
      if (end.code === null) return new Promise(() => undefined);
      child = null;
      return end;
    };
    const ended = await Promise.race([killed, run(world)]);
    if (platform.account.scripts.has("vigie")) keys.add(textOf(scriptOf(platform), "CARD_KEY") ?? "");
    if (ended !== "killed") break;
  }
  // Reading, board files, upload, address, schedule.
  expect(killAfter).toBeGreaterThan(10);
  expect(keys.size).toBe(1);
  const last = worldOn(platform, what, home);
  expect(await run(last)).toBe(0);
  expect(last.said.join("\n")).toContain("there is nothing to do");
  expect(readdirSync(`${home}/state/deploy`)).toEqual([expect.stringMatching(/^vigie-.*\.secrets\.json$/)]);
});
