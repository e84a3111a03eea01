// The platform refuses and fails calls that wrangler makes: the deploy says so, and the next one finishes.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, test, vi } from "vitest";
import { builtQuickly, quickPlatform, scriptOf, textOf } from "./quick.ts";
import { folderForTest, run, worldOn } from "./world.ts";

// Each try is a process of wrangler's own.
vi.setConfig({ testTimeout: 300_000 });

const refusal = (status: number, code: number, message: string) =>
  Response.json({ success: false, errors: [{ code, message }], messages: [], result: null }, { status });

test("where the code is refused, and later its schedule, it is said why, no secret is lost and the next deploy finishes", async () => {
  const platform = await quickPlatform();
  const home = folderForTest();
  const what = await builtQuickly({ boardDir: inject("built").boardDir });
  const world = worldOn(platform, what, home);
  const { runWrangler } = world;
  let tries = 0;
  world.runWrangler = (args, env) => {
    tries += 1;
    return runWrangler(args, env);
  };
  const refused = new Set<number>();
  platform.meddle.before = ({ method, path: called }) => {
    const answer =
      tries === 1 && method === "PUT" && called === "/workers/scripts/vigie"
        ? refusal(429, 971, "Please wait and consider throttling your request speed")
        : tries > 1 && called.endsWith("/schedules")
          ? refusal(500, 10_013, "An unknown error has occurred")
          : null;
    if (answer !== null) refused.add(answer.status);
    return answer;
  };
  const message = await run(world).then(
    () => "it was a success",
    (error: unknown) => String(error),
  );
  expect([...refused]).toEqual([429, 500]);
  expect(tries).toBe(3);
  expect(message).toMatch(/the upload did not work: .*schedules.*An unknown error.*run this again: it goes on where/);
  const [file = ""] = readdirSync(path.join(home, "state/deploy"));
  const made: Record<string, string> = JSON.parse(readFileSync(path.join(home, "state/deploy", file), "utf8"));
  expect(Object.keys(made)).toEqual(["CARD_KEY", "DASHBOARD_TOKEN", "INGEST_SECRET"]);
  for (const secret of Object.values(made)) expect([message, ...world.said].join("\n")).not.toContain(secret);

  platform.meddle.before = () => null;
  const next = worldOn(platform, what, home);
  expect(await run(next)).toBe(0);
  expect(next.said.join("\n")).toContain("its schedule is not set");
  expect(scriptOf(platform).crons).toEqual(what.config.triggers.crons);
  for (const [name, secret] of Object.entries(made)) expect(textOf(scriptOf(platform), name)).toBe(secret);
});
