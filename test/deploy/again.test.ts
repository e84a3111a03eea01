// The same command again: nothing is made twice, nothing is lost, and what was set stays set.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { deployedDatabase } from "../../local/deploy/deployedDatabase.ts";
import { builtQuickly, quickPlatform, quickWorld, scriptOf, textOf } from "./quick.ts";
import { environmentOn, folderForTest, run } from "./world.ts";

async function deployed() {
  const platform = await quickPlatform();
  const home = folderForTest();
  const what = await builtQuickly();
  expect(await run(quickWorld(platform, what, home))).toBe(0);
  const again = async (args: string[], different: Parameters<typeof quickWorld>[3] = {}, other = what) => {
    const world = quickWorld(platform, other, home, different);
    const code = await run(world, ...args);
    return { code, said: world.said.join("\n") };
  };
  return { platform, home, what, again };
}

test("a dry run says what would be done and does nothing, with exit code 3 where something would change", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  const world = quickWorld(platform, what, home);
  expect(await run(world, "--dry-run")).toBe(3);
  expect(world.said.join("\n")).toMatch(
    /make the D1 database vigie.*0000_first\.sql.*upload.*CARD_KEY, DASHBOARD_TOKEN/s,
  );
  expect([platform.account.databases.size, platform.account.scripts.size]).toEqual([0, 0]);

  expect(await run(quickWorld(platform, what, home))).toBe(0);
  expect(await run(quickWorld(platform, what, home), "--dry-run")).toBe(0);
  expect(await run(quickWorld(platform, what, home), "--dry-run", "--set", "REPORT_HOUR=9")).toBe(3);
  expect(textOf(scriptOf(platform), "REPORT_HOUR")).toBeNull();
});

test("the second deploy makes nothing, changes nothing and touches no secret", async () => {
  const { platform, again } = await deployed();
  const version = scriptOf(platform).deployed;
  const { code, said } = await again([]);
  expect(code).toBe(0);
  expect(said).toContain("there is nothing to do");
  expect(scriptOf(platform).deployed).toBe(version);
  expect([...platform.account.databases.values()]).toEqual(["vigie"]);
});

test("new code is uploaded, and finds the secrets and variables that were there", async () => {
  const { platform, what, again } = await deployed();
  const key = textOf(scriptOf(platform), "CARD_KEY");
  await again(["--set", "REPORT_HOUR=9"]);
  const set = await again(["--dry-run", "--set", "SILENCE_MINUTES=20"]);
  expect(set.said).toMatch(/with the variables: SILENCE_MINUTES\n +keeps the variables: REPORT_HOUR$/);
  const { said } = await again([], {}, { ...what, fingerprint: "fedcba9876543210" });
  expect(said).toContain("      keeps the variables: REPORT_HOUR\n");
  expect(said).toMatch(/^ {2}Set +CARD_KEY \(secret\), .*REPORT_HOUR$/m);
  expect(said).toContain("another version of the code runs there");
  expect(textOf(scriptOf(platform), "CARD_KEY")).toBe(key);
  expect(textOf(scriptOf(platform), "REPORT_HOUR")).toBe("9");
  await again(["--set", "REPORT_HOUR="]);
  expect(textOf(scriptOf(platform), "REPORT_HOUR")).toBeNull();
});

test("an upgrade brings the tables up to date before the new code runs, and keeps the rows", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  const before = { ...what, fingerprint: "the version before", migrations: what.migrations.slice(0, -1) };
  await run(quickWorld(platform, before, home));
  platform.sql("vigie", "insert into writer (id, epoch) values (1, 7)");
  const calls = platform.calls.length;
  await run(quickWorld(platform, what, home));
  const applied = platform.sql("vigie", "select name from d1_migrations order by id");
  expect(applied).toEqual(what.migrations.map(({ name }) => ({ name })));
  expect(platform.sql("vigie", "select epoch from writer")).toEqual([{ epoch: 7 }]);
  const [upload = 0] = platform.calls.slice(calls).flatMap(({ method }, at) => (method === "PUT" ? [at] : []));
  const queries = platform.calls.slice(calls, calls + upload).filter(({ path }) => path.endsWith("/query"));
  expect(queries.length).toBeGreaterThan(2);

  const upgraded = scriptOf(platform).deployed;
  const newest = `tables of a newer Vigie (migration ${what.migrations.at(-1)?.name})`;
  await expect(run(quickWorld(platform, before, home))).rejects.toThrow(newest);
  await expect(run(quickWorld(platform, before, home))).rejects.toThrow("deploy that version or a newer one");
  expect(scriptOf(platform).deployed).toBe(upgraded);
});

test("--archive and --queue make what they need, and stay switched on", async () => {
  const { platform, what, again } = await deployed();
  await again(["--archive", "--queue"]);
  expect([...platform.account.buckets.keys()]).toEqual(["vigie-archive"]);
  const queues = [...platform.account.queues.values()].map(({ name, consumers }) => [name, consumers[0]?.script]);
  expect(queues.toSorted()).toEqual([
    ["vigie-dead-letters", "vigie"],
    ["vigie-payments", "vigie"],
  ]);
  expect((await again([])).said).toContain("there is nothing to do");
  await again([], {}, { ...what, fingerprint: "later" });
  const names = [...(scriptOf(platform).versions.get(scriptOf(platform).deployed ?? "")?.bindings ?? [])].map(
    ({ name }) => name,
  );
  expect(names).toEqual(expect.arrayContaining(["ARCHIVE", "QUEUE"]));
  expect([...platform.account.buckets.keys()]).toEqual(["vigie-archive"]);
});

test("a deploy says at its end who may change things, and what to set where nobody may", async () => {
  const { platform, again } = await deployed();
  const none = await again([]);
  expect(none.said).toMatch(/^ {2}Changes +nobody may change policy, models and sources yet \(--secret ADMIN_TOKEN/m);
  const token = await again(["--secret", "ADMIN_TOKEN"], { readInput: async () => "a token that an admin chose\n" });
  expect(textOf(scriptOf(platform), "ADMIN_TOKEN")).toBe("a token that an admin chose");
  expect(token.said).toMatch(/^ {2}Changes +by whoever has ADMIN_TOKEN$/m);
  expect(token.said).not.toContain("an admin chose");
  const access = ["--set", "ACCESS_TEAM_DOMAIN=team.cloudflareaccess.com", "--set", `ACCESS_AUD=${"a1".repeat(32)}`];
  const people = await again([...access, "--set", "ADMINS=ann@example.org"]);
  expect(people.said).toMatch(/^ {2}Changes +by whoever has ADMIN_TOKEN and the people of ADMINS$/m);
});

test("a secret is asked for or read from a pipe, is never shown, and replaces the one that is there", async () => {
  const { platform, again } = await deployed();
  const piped = await again(["--secret", "DASHBOARD_TOKEN", "--secret", "HEARTBEAT_URL"], {
    readInput: async () => "a token that a person chose\nhttps://watch.example.org/secret-path\n",
  });
  expect(textOf(scriptOf(platform), "DASHBOARD_TOKEN")).toBe("a token that a person chose");
  expect(textOf(scriptOf(platform), "HEARTBEAT_URL")).toBe("https://watch.example.org/secret-path");
  const asked: [string, boolean][] = [];
  const typed = await again(["--secret", "DASHBOARD_TOKEN"], {
    ask: async (question, hidden) => {
      asked.push([question, hidden]);
      return "another token that a person chose";
    },
  });
  expect(asked).toEqual([["DASHBOARD_TOKEN: ", true]]);
  expect(textOf(scriptOf(platform), "DASHBOARD_TOKEN")).toBe("another token that a person chose");
  expect(piped.said + typed.said).not.toMatch(/person chose|secret-path/);
});

test("a secret that a person gives takes the place of the one that nobody has seen yet, in its file too", async () => {
  const { platform, home, what, again } = await deployed();
  const dir = path.join(home, "state/deploy");
  const [file = ""] = readdirSync(dir);
  const unshown = (): Record<string, string> => JSON.parse(readFileSync(path.join(dir, file), "utf8"));
  const made = unshown();
  const given = `whsec_${btoa("a secret of twenty-four bytes or more")}`;
  await again(["--secret", "INGEST_SECRET"], { readInput: async () => `${given}\n` });
  expect(unshown()).toEqual({ CARD_KEY: made.CARD_KEY, DASHBOARD_TOKEN: made.DASHBOARD_TOKEN });

  // After a removal the old one does not come back, and the environment's goes before the file's.
  await again(["--remove"], { readInput: async () => "vigie\n" });
  const world = quickWorld(platform, what, home);
  world.env.DASHBOARD_TOKEN = "a token that a person chose";
  await run(world);
  expect(textOf(scriptOf(platform), "INGEST_SECRET")).not.toBe(made.INGEST_SECRET);
  expect(textOf(scriptOf(platform), "DASHBOARD_TOKEN")).toBe("a token that a person chose");
  expect(unshown()).toEqual({ CARD_KEY: made.CARD_KEY, INGEST_SECRET: textOf(scriptOf(platform), "INGEST_SECRET") });

  const rest = ["--secret", "CARD_KEY", "--secret", "INGEST_SECRET"];
  await again(rest, { readInput: async () => `${"k".repeat(16)}${"e".repeat(16)}-y\n${given}\n` });
  expect(readdirSync(dir)).toEqual([]);
});

test("a token of the environment is asked with before an unshown one, and one that is refused is said to be", async () => {
  const { platform, home, what } = await deployed();
  const world = quickWorld(platform, what, home);
  world.env.DASHBOARD_TOKEN = "a token of some other Vigie";
  expect(await run(world)).toBe(0);
  expect(world.said.join("\n")).toContain("it answers: DASHBOARD_TOKEN was refused");
  expect(world.said.join("\n")).not.toContain("sees more");
});

test("a terminal shows new secrets once and keeps no file; the next deploy shows none", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  const person = { ask: async () => "" };
  const first = quickWorld(platform, what, home, person);
  await run(first);
  const token = textOf(scriptOf(platform), "DASHBOARD_TOKEN") ?? "";
  expect(first.said.filter((line) => line.includes(token))).toHaveLength(1);
  const second = quickWorld(platform, what, home, person);
  await run(second);
  expect(second.said.join("\n")).not.toMatch(/secrets/i);
});

test("programs that copy payments find the deployed database by its Worker, and say so when nothing is deployed", async () => {
  const { platform, home } = await deployed();
  const env = environmentOn(platform, home);
  const { databaseId, accountId } = await deployedDatabase(env);
  expect([accountId, platform.account.databases.get(databaseId)]).toEqual([platform.account.id, "vigie"]);
  platform.account.scripts.clear();
  await expect(deployedDatabase(env)).rejects.toThrow(/no Vigie called vigie is deployed .*npm run deploy/);
});

test("secrets of the environment are taken for those that are missing, and for no others", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  const world = quickWorld(platform, what, home);
  world.env.CARD_KEY = "the key of the Vigie before, with 32 characters";
  await run(world);
  expect(textOf(scriptOf(platform), "CARD_KEY")).toBe(world.env.CARD_KEY);
  world.env.CARD_KEY = "another key with many characters, never to be taken";
  expect(await run(world)).toBe(0);
  expect(textOf(scriptOf(platform), "CARD_KEY")).not.toBe(world.env.CARD_KEY);
});

test("--no-new-secrets goes on where all are there or given, and otherwise changes nothing", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  const world = quickWorld(platform, what, home);
  world.env.CARD_KEY = "the key of the Vigie before, with 32 characters";
  await expect(run(world, "--no-new-secrets")).rejects.toThrow(
    /^DASHBOARD_TOKEN, INGEST_SECRET would have to be made here.*at a terminal.*Nothing was changed/s,
  );
  expect([platform.account.databases.size, platform.account.scripts.size]).toEqual([0, 0]);
  world.env.DASHBOARD_TOKEN = "a token with thirty-two characters";
  world.env.INGEST_SECRET = `whsec_${btoa("a secret of twenty-four bytes or more")}`;
  expect(await run(world, "--no-new-secrets")).toBe(0);
  const later = quickWorld(platform, { ...what, fingerprint: "later" }, home);
  expect(await run(later, "--no-new-secrets")).toBe(0);
  expect(textOf(scriptOf(platform), "CARD_KEY")).toBe(world.env.CARD_KEY);
});

test("a variable of the environment that is empty is as good as none", async () => {
  const { platform, home, again } = await deployed();
  const empty = { CLOUDFLARE_ACCOUNT_ID: "", CARD_KEY: "", DASHBOARD_TOKEN: "", INGEST_SECRET: "", DATABASE_URL: "" };
  const ours = { env: { ...environmentOn(platform, home), ...empty } };
  expect((await again([], ours)).said).toContain("there is nothing to do");
  await expect(again(["--set", "STORE=neon"], ours)).rejects.toThrow(/run this with DATABASE_URL in the environment/);
});

test("the tables of a PostgreSQL are brought up to date where they lack a migration, also under code that is there already", async () => {
  const { platform, home, again } = await deployed();
  const address = "postgresql://u:the-password@db.example/d";
  await again(["--set", "STORE=neon", "--secret", "DATABASE_URL"], { readInput: async () => `${address}\n` });
  const version = scriptOf(platform).deployed;
  let isBehind = true;
  const postgres = {
    env: { ...environmentOn(platform, home), DATABASE_URL: address },
    databaseIsBehind: async () => isBehind,
    migrateDatabase: async () => {
      isBehind = false;
    },
  };
  expect((await again(["--dry-run"], postgres)).code).toBe(3);
  expect((await again([], postgres)).said).toContain("bring the tables of the PostgreSQL at DATABASE_URL up to date");
  expect((await again([], postgres)).said).toContain("there is nothing to do");
  expect(scriptOf(platform).deployed).toBe(version);
});

test("where people come through Cloudflare Access no token is made, and with a feed no secret for pushes", async () => {
  const platform = await quickPlatform();
  const world = quickWorld(platform, await builtQuickly(), folderForTest());
  const access = ["--set", "ACCESS_TEAM_DOMAIN=team.cloudflareaccess.com", "--set", `ACCESS_AUD=${"a1".repeat(32)}`];
  await run(world, ...access, "--set", "PAYMENTS_URL=https://example.org/current-transactions");
  expect(textOf(scriptOf(platform), "DASHBOARD_TOKEN")).toBeNull();
  expect(textOf(scriptOf(platform), "INGEST_SECRET")).toBeNull();
});
