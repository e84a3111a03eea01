// A deploy refuses in words, and before anything is changed.
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { PERMISSIONS, type Permission } from "./platform/account.ts";
import type { Platform } from "./platform/platform.ts";
import { builtQuickly, quickPlatform, quickWorld, scriptOf, textOf } from "./quick.ts";
import { folderForTest, run } from "./world.ts";

const everything = ({ scripts, databases, queues, buckets }: Platform["account"]) =>
  JSON.stringify([[...scripts.values()].map(({ deployed }) => deployed), [...databases], [...queues], [...buckets]]);

/** The refusal; nothing may have changed. */
async function refusal(platform: Platform, args: string[], different: Parameters<typeof quickWorld>[3] = {}) {
  const before = everything(platform.account);
  const world = quickWorld(platform, await builtQuickly(), folderForTest(), different);
  const message = await run(world, ...args).then(
    () => "it was not refused",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  expect(everything(platform.account)).toBe(before);
  return message;
}

test.each<[Permission, string]>([
  ["Workers Scripts", "Account · Workers Scripts: Edit"],
  ["D1", "Account · D1: Edit"],
  ["Queues", "Account · Queues: Edit"],
  ["Workers R2 Storage", "Account · Workers R2 Storage: Edit"],
])("a token without %s is told so before anything is changed", async (missing, words) => {
  const platform = await quickPlatform();
  platform.account.tokens.set(platform.token, new Set(PERMISSIONS.filter((each) => each !== missing)));
  const message = await refusal(platform, ["--archive", "--queue"]);
  expect(message).toContain(words);
  for (const other of PERMISSIONS.filter((each) => each !== missing)) expect(message).not.toContain(`${other}: Edit`);
  expect(message).toContain("Nothing was changed");
});

test("a token that may only read is told what it lacks", async () => {
  const platform = await quickPlatform();
  platform.meddle.before = ({ method, path }) =>
    method === "GET" || path.endsWith("/query")
      ? null
      : Response.json(
          { success: false, errors: [{ code: 10000, message: "Authentication error" }], result: null },
          { status: 403 },
        );
  const message = await refusal(platform, []);
  expect(message).toContain('"Account · Workers Scripts: Edit" and "Account · D1: Edit"');
});

test("rights to queues and buckets are only asked of those who use them", async () => {
  const platform = await quickPlatform();
  platform.account.tokens.set(platform.token, new Set(["Workers Scripts", "D1"] as const));
  expect(await run(quickWorld(platform, await builtQuickly(), folderForTest()))).toBe(0);
});

test("a token that Cloudflare does not know, and an account that has no address or no R2, are named with their remedy", async () => {
  const platform = await quickPlatform();
  const strange = quickWorld(platform, await builtQuickly(), folderForTest());
  strange.env.CLOUDFLARE_API_TOKEN = "a token that was cut when it was cop";
  await expect(run(strange)).rejects.toThrow(/does not take that token/);

  platform.account.hasR2 = false;
  expect(await refusal(platform, ["--archive"])).toMatch(/R2, which is off in this account: switch it on at https/);
  platform.account.subdomain = null;
  expect(await refusal(platform, [])).toMatch(/no workers\.dev address yet: choose one at https/);
});

test("nobody is logged in: both ways to be known are named", async () => {
  const platform = await quickPlatform();
  const message = await refusal(platform, [], {
    env: { CLOUDFLARE_API_BASE_URL: platform.apiUrl },
    runWrangler: async () => ({ code: 1, output: "", said: "" }),
  });
  expect(message).toMatch(/wrangler login.*CLOUDFLARE_API_TOKEN/);
});

test("a login that cannot be read is as good as none, and is not repeated", async () => {
  const platform = await quickPlatform();
  for (const output of ["the-token-in-another-form", '{"type":"later","token":"the-token-in-another-form"}', "{"]) {
    const message = await refusal(platform, [], {
      env: { CLOUDFLARE_API_BASE_URL: platform.apiUrl },
      runWrangler: async () => ({ code: 0, output, said: "" }),
    });
    expect(message).toMatch(/wrangler login.*CLOUDFLARE_API_TOKEN/);
    expect(message).not.toContain("the-token-in-another-form");
  }
});

test("a login of wrangler is as good as a token", async () => {
  const platform = await quickPlatform();
  const world = quickWorld(platform, await builtQuickly(), folderForTest(), {
    runWrangler: async (args) => {
      expect(args).toEqual(["auth", "token", "--json"]);
      return { code: 0, output: `${JSON.stringify({ type: "oauth", token: platform.token })}\n`, said: "" };
    },
  });
  delete world.env.CLOUDFLARE_API_TOKEN;
  expect(await run(world)).toBe(0);
});

test("names that belong to something else are left alone; --name chooses another", async () => {
  const platform = await quickPlatform();
  const { account } = platform;
  const what = await builtQuickly();
  await run(quickWorld(platform, what, folderForTest()), "--name", "shop");
  const shop = scriptOf(platform, "shop");
  for (const version of shop.versions.values())
    version.bindings = version.bindings.filter(({ name }) => name !== "POLLER");
  expect(await refusal(platform, ["--name", "shop"])).toMatch(/a Worker called shop is there, and is no Vigie/);
  account.scripts.clear();

  account.databases.set("11111111-2222-3333-4444-555555555555", "vigie");
  platform.sql("vigie", "create table customers (id int)");
  expect(await refusal(platform, [])).toMatch(/database vigie has tables of another program \(customers\)/);
  account.databases.clear();

  const consumers = [{ id: "c", script: "mailer", settings: {}, deadLetterQueue: null }];
  account.queues.set("q1", { name: "vigie-payments", consumers });
  expect(await refusal(platform, ["--queue"])).toMatch(/queue vigie-payments is read by mailer/);
  expect(await run(quickWorld(platform, what, folderForTest()), "--name", "staging", "--queue")).toBe(0);
  expect([...account.databases.values()]).toEqual(["staging"]);
  expect([...account.queues.values()].map(({ name }) => name)).toContain("staging-payments");
});

test("what an ended deploy or a removal left behind is taken over: an empty database, a bucket, queues", async () => {
  const platform = await quickPlatform();
  platform.account.databases.set("11111111-2222-3333-4444-555555555555", "vigie");
  platform.account.buckets.set("vigie-archive", new Set());
  platform.account.queues.set("q1", { name: "vigie-payments", consumers: [] });
  expect(await run(quickWorld(platform, await builtQuickly(), folderForTest()), "--archive", "--queue")).toBe(0);
  const { databases, buckets, queues } = platform.account;
  expect([databases.size, buckets.size, queues.size]).toEqual([1, 1, 2]);
});

test("a database that was deleted under a running Vigie is not silently replaced by an empty one", async () => {
  const platform = await quickPlatform();
  await run(quickWorld(platform, await builtQuickly(), folderForTest()));
  platform.account.databases.clear();
  expect(await refusal(platform, [])).toMatch(/does not exist any more: restore it/);
});

test.each([
  [["--set", "REPORT_HOUR=25"], /REPORT_HOUR must be an hour, 0 to 23/],
  [["--set", "ALERT_FORM=x"], /no variable called ALERT_FORM/],
  [["--set", "REPORT_HOUR"], /NAME=VALUE/],
  [["--set", "DATABASE_URL=postgresql://u:the-password@h/d"], /DATABASE_URL is a secret: use --secret/],
  [["--set", "ADMIN_TOKEN=the-password-of-an-admin"], /ADMIN_TOKEN is a secret: use --secret/],
  [["--set", "ADMINS=ann@example.org"], /ADMINS needs ACCESS_TEAM_DOMAIN and ACCESS_AUD: people are known by/],
  [["--set", "VIGIE_LOCAL=1"], /for this machine only/],
  [["--set", "STORE=neon"], /run this with DATABASE_URL/],
  [["--set", "PUBLIC_URL=ftp://x"], /PUBLIC_URL must be/],
  [["--secret", "RESEND_API_KEY"], /got no value/],
  [["--with-data"], /goes with --remove/],
  [["--name", "A Vigie"], /--name takes/],
])("%j is refused in words", async (args, words) => {
  const message = await refusal(await quickPlatform(), args).catch((error: unknown) => String(error));
  expect(message).toMatch(words);
  expect(message).not.toContain("the-password");
});

test("a secret that the Worker could not use is refused before it is there", async () => {
  const platform = await quickPlatform();
  const short = { readInput: async () => "too-short\n" };
  expect(await refusal(platform, ["--secret", "CARD_KEY"], short)).toMatch(/CARD_KEY must have at least 32 characters/);
  expect(await refusal(platform, ["--secret", "ADMIN_TOKEN"], short)).toMatch(/ADMIN_TOKEN must have at least 16/);
  const same = { readInput: async () => "one token for everything\none token for everything\n" };
  expect(await refusal(platform, ["--secret", "DASHBOARD_TOKEN", "--secret", "ADMIN_TOKEN"], same)).toMatch(
    /ADMIN_TOKEN must not be the same as DASHBOARD_TOKEN/,
  );
  const key = { readInput: async () => "re_123\n" };
  expect(await refusal(platform, ["--secret", "RESEND_API_KEY"], key)).toMatch(/needs ALERT_FROM and ALERT_TO/);
});

test("a database that cannot be reached is said before anything is changed, and its tables come before the code", async () => {
  const platform = await quickPlatform();
  const url = { readInput: async () => "postgresql://u:the-password@db.example/d\n" };
  const args = ["--set", "STORE=neon", "--secret", "DATABASE_URL"];
  const away = { ...url, databaseProblem: async () => "the database at db.example could not be asked: refused" };
  expect(await refusal(platform, args, away)).toMatch(/db\.example could not be asked/);

  const migrated: string[] = [];
  const world = quickWorld(platform, await builtQuickly(), folderForTest(), {
    ...url,
    migrateDatabase: async (address) => {
      expect(platform.account.scripts.size).toBe(0);
      migrated.push(address);
    },
  });
  expect(await run(world, ...args)).toBe(0);
  expect(migrated).toEqual(["postgresql://u:the-password@db.example/d"]);
  expect(textOf(scriptOf(platform), "DATABASE_URL")).toBe("postgresql://u:the-password@db.example/d");
  expect(world.said.join("\n")).not.toContain("the-password");
});

test("a removal asks for the name, and keeps the data unless it is told otherwise", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  await run(quickWorld(platform, what, home), "--queue");
  const wrong = { readInput: async () => "yes\n" };
  expect(await refusal(platform, ["--remove", "--with-data"], wrong)).toMatch(/the name vigie was not typed/);
  expect(await run(quickWorld(platform, what, home), "--remove", "--with-data", "--dry-run")).toBe(3);

  const right = quickWorld(platform, what, home, { readInput: async () => "vigie\n" });
  expect(await run(right, "--remove")).toBe(0);
  expect([platform.account.scripts.size, platform.account.databases.size, platform.account.queues.size]).toEqual([
    0, 1, 2,
  ]);
  const again = quickWorld(platform, what, home);
  expect(await run(again, "--remove")).toBe(0);
  expect(again.said.join("\n")).toContain("nothing of vigie here");
  expect(await run(quickWorld(platform, what, home))).toBe(0);
  expect([...platform.account.databases.values()]).toEqual(["vigie"]);
});

/** Where a Vigie was, and payments came in. */
async function removedWithPayments() {
  const platform = await quickPlatform();
  const what = await builtQuickly();
  const first = quickWorld(platform, what, folderForTest());
  await run(first);
  const key = textOf(scriptOf(platform), "CARD_KEY") ?? "";
  const columns = z.array(z.object({ name: z.string(), type: z.string(), notnull: z.number() }));
  const needed = columns
    .parse(platform.sql("vigie", "select * from pragma_table_info('payments')"))
    .filter(({ notnull }) => notnull);
  const names = needed.map(({ name }) => name).join(", ");
  const values = needed.map(({ type }) => (type.toLowerCase() === "text" ? "'x'" : "1")).join(", ");
  platform.sql("vigie", `insert into payments (${names}) values (${values})`);
  const removal = quickWorld(platform, what, folderForTest(), { readInput: async () => "vigie\n" });
  await run(removal, "--remove");
  return { platform, what, key, said: removal.said.join("\n") };
}

test("after a removal payments wait for the key of their cards: no new one is made, and the old one is taken", async () => {
  const { platform, what, key, said } = await removedWithPayments();
  expect(said).toMatch(/its variables.*Keep CARD_KEY.*give it to the next deploy.*The variables go, too/s);
  const words = /payments already.*new CARD_KEY.*CARD_KEY=… npm run deploy.*--secret CARD_KEY.*Nothing was changed/s;
  for (const args of [[], ["--dry-run"]]) expect(await refusal(platform, args)).toMatch(words);

  const given = quickWorld(platform, what, folderForTest());
  given.env.CARD_KEY = key;
  expect(await run(given)).toBe(0);
  expect(textOf(scriptOf(platform), "CARD_KEY")).toBe(key);
  // Payments have come in, so nobody is asked to send a first one.
  expect(given.said.join("\n")).not.toContain("first payment");
});

test("payments in a PostgreSQL wait for the key of their cards as well; those of a D1 that is not the store do not", async () => {
  const postgres = { readInput: async () => "postgresql://u:the-password@db.example/d\n" };
  const args = ["--set", "STORE=neon", "--secret", "DATABASE_URL"];
  const filled = { ...postgres, databaseHasPayments: async () => true };
  expect(await refusal(await quickPlatform(), args, filled)).toMatch(/payments already.*--secret CARD_KEY/);
  const { platform, what } = await removedWithPayments();
  expect(await run(quickWorld(platform, what, folderForTest(), postgres), ...args)).toBe(0);
});

test("a removal with all data takes the file of secrets that nobody has seen, too", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  await run(quickWorld(platform, what, home));
  const typed = { readInput: async () => "vigie\n" };
  expect(await run(quickWorld(platform, what, home, typed), "--remove")).toBe(0);
  expect(readdirSync(path.join(home, "state/deploy"))).toHaveLength(1);
  expect(await run(quickWorld(platform, what, home, typed), "--remove", "--with-data")).toBe(0);
  expect(readdirSync(path.join(home, "state/deploy"))).toEqual([]);
});
