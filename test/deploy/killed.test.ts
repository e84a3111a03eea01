// A deploy that was ended anywhere is run again, and finishes.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtQuickly, quickPlatform, quickWorld, runKilledAfter, scriptOf, textOf } from "./quick.ts";
import { folderForTest, run } from "./world.ts";

const SECRETS = ["CARD_KEY", "DASHBOARD_TOKEN", "INGEST_SECRET"];

test("killed after every single call, a first deploy with all its parts is finished by the next run, and no secret is lost", async () => {
  const what = await builtQuickly();
  const args = ["--archive", "--queue"];
  let kills = 0;
  for (let number = 1; ; number += 1) {
    const platform = await quickPlatform();
    const home = folderForTest();
    const first = quickWorld(platform, what, home);
    if (!(await runKilledAfter(number, first, () => run(first, ...args)))) break;
    kills += 1;
    const there = platform.account.scripts.has("vigie")
      ? SECRETS.map((name) => textOf(scriptOf(platform), name))
      : null;

    const second = quickWorld(platform, what, home);
    expect(await run(second, ...args), `killed after call ${number}`).toBe(0);
    const secrets = SECRETS.map((name) => textOf(scriptOf(platform), name));
    if (there !== null) expect(secrets, `killed after call ${number}`).toEqual(there);
    const [, file = ""] = /Secrets that nobody has taken yet are in (.*\.json),/.exec(second.said.join("\n")) ?? [];
    const kept: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
    expect(SECRETS.map((name) => kept[name])).toEqual(secrets);
    expect([...platform.account.databases.values()]).toEqual(["vigie"]);
    expect(platform.account.queues.size).toBe(2);
    expect(platform.sql("vigie", "select name from d1_migrations order by id")).toHaveLength(what.migrations.length);
    const third = quickWorld(platform, what, home);
    expect(await run(third)).toBe(0);
    expect(third.said.join("\n"), `killed after call ${number}`).toContain("there is nothing to do");
    await platform.close();
  }
  // Looking, making, migrating, uploading, and waiting for the answer.
  expect(kills).toBeGreaterThan(40);
});

test("killed after every single call, a removal with all data is finished by the next run", async () => {
  const what = await builtQuickly();
  for (let number = 1; ; number += 1) {
    const platform = await quickPlatform();
    const home = folderForTest();
    await run(quickWorld(platform, what, home), "--archive", "--queue");
    for (const day of ["a", "b", "c"]) platform.account.buckets.get("vigie-archive")?.add(`payments/${day}.parquet`);
    const typed = { readInput: async () => "vigie\n" };
    const first = quickWorld(platform, what, home, typed);
    const wasKilled = await runKilledAfter(number, first, () => run(first, "--remove", "--with-data"));
    if (wasKilled) expect(await run(quickWorld(platform, what, home, typed), "--remove", "--with-data")).toBe(0);
    const { scripts, databases, queues, buckets } = platform.account;
    expect([scripts.size, databases.size, queues.size, buckets.size], `killed after call ${number}`).toEqual([
      0, 0, 0, 0,
    ]);
    await platform.close();
    if (!wasKilled) break;
  }
});
