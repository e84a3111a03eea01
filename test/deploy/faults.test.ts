// The platform refuses, fails, loses answers; another deploy is under way; the new version is not well.
import { expect, test } from "vitest";
import { failureWords } from "../../local/deploy/bringBack.ts";
import { type Call, startPlatform } from "./platform/platform.ts";
import { builtQuickly, quickPlatform, quickWorld, scriptOf, textOf } from "./quick.ts";
import { folderForTest, run, type TestWorld } from "./world.ts";

const refusal = (status: number, more: Record<string, string> = {}) =>
  Response.json({ success: false, errors: [{ code: 1, message: "not now" }], result: null }, { status, headers: more });

test.each([429, 500, 503])("every call is answered %i once, and the deploy goes through", async (status) => {
  const platform = await quickPlatform();
  const seen = new Set<string>();
  const isUpload = ({ method, path }: Call) => /^\/workers\/scripts\/vigie(\/|$)/.test(path) && method !== "GET";
  platform.meddle.before = (call) => {
    const name = `${call.method} ${call.path}`;
    if (seen.has(name) || isUpload(call) || /consumers/.test(call.path)) return null;
    seen.add(name);
    return refusal(status, { "retry-after": "7" });
  };
  const world = quickWorld(platform, await builtQuickly(), folderForTest());
  const waited: number[] = [];
  const { wait } = world;
  world.wait = (ms) => {
    waited.push(ms);
    return wait(ms);
  };
  expect(await run(world, "--archive", "--queue")).toBe(0);
  expect(waited.filter((ms) => ms === 7_000).length).toBeGreaterThan(10);
});

test("every answer to a change is lost once, and nothing is made twice", async () => {
  const platform = await quickPlatform();
  const lost = new Set<string>();
  const world = quickWorld(platform, await builtQuickly(), folderForTest());
  const { fetch } = world;
  world.fetch = async (input, init) => {
    const response = await fetch(input, init);
    const name = `${init?.method} ${input} ${String(init?.body).slice(-60)}`;
    if (init?.method !== "POST" || lost.has(name) || /scripts|consumers/.test(String(input))) return response;
    lost.add(name);
    throw new TypeError("fetch failed");
  };
  expect(await run(world, "--archive", "--queue")).toBe(0);
  expect(lost.size).toBeGreaterThan(10);
  const { databases, queues, buckets } = platform.account;
  expect([databases.size, queues.size, buckets.size]).toEqual([1, 2, 1]);
});

test("a platform that fails for long is named, and what to do", async () => {
  const platform = await quickPlatform();
  platform.meddle.before = ({ path }) => (path.endsWith("/query") ? refusal(500) : null);
  const world = quickWorld(platform, await builtQuickly(), folderForTest());
  await expect(run(world)).rejects.toThrow(/does not work just now \(500 to POST .*run this again/);
  expect(platform.account.scripts.size).toBe(0);
});

test("a migration that fails leaves nothing of itself, and no new code over old tables", async () => {
  const platform = await quickPlatform();
  const what = await builtQuickly();
  const home = folderForTest();
  await run(quickWorld(platform, what, home));
  const version = scriptOf(platform).deployed;
  const broken = [...what.migrations, { name: "0099_broken.sql", sql: "create table later (id int);\nnonsense;" }];
  const world = quickWorld(platform, { ...what, fingerprint: "later", migrations: broken }, home);
  await expect(run(world)).rejects.toThrow(/0099_broken\.sql did not work, and nothing of it was kept/);
  expect(scriptOf(platform).deployed).toBe(version);
  expect(platform.sql("vigie", "select name from sqlite_master where name = 'later'")).toEqual([]);
});

test("two first deploys at once make one Vigie with one key", async () => {
  const platform = await quickPlatform();
  const what = await builtQuickly();
  const keys = new Set<string | null>();
  platform.meddle.after = ({ method, path }) => {
    if (method === "PUT" && path === "/workers/scripts/vigie") keys.add(textOf(scriptOf(platform), "CARD_KEY"));
  };
  const [one, other] = [folderForTest(), folderForTest()].map((home) =>
    quickWorld(platform, what, home, { isGone: () => false }),
  );
  if (one === undefined || other === undefined) throw new Error("two were asked for");
  for (const world of [one, other]) {
    // A real wait: the other one must come on meanwhile.
    world.wait = () => new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await Promise.all([run(one), run(other)])).toEqual([0, 0]);
  expect(keys.size).toBe(1);
  expect([...platform.account.databases.values()]).toEqual(["vigie"]);
  expect(platform.sql("vigie", "select name from d1_migrations")).toHaveLength(what.migrations.length);
  expect([...one.said, ...other.said].join("\n")).toContain("Another deploy is under way");
});

test("a version that does not become well is named, and the one before is brought back", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  await run(quickWorld(platform, what, home));
  const good = scriptOf(platform).deployed;
  const well = platform.meddle.worker;
  platform.meddle.worker = (request) =>
    scriptOf(platform).deployed === good && well !== null
      ? well(request)
      : new Response("error code: 1101", {
          status: 500,
          headers: { "vigie-build": textOf(scriptOf(platform), "VIGIE_BUILD") ?? "" },
        });
  const world = quickWorld(platform, { ...what, fingerprint: "bad" }, home);
  await expect(run(world)).rejects.toThrow(/did not become healthy within a minute: it answers 500.*was brought back/);
  expect(scriptOf(platform).deployed).toBe(good);
});

test("where the deploy migrated the tables, the version before would refuse to run and is not brought back", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  await run(quickWorld(platform, { ...what, migrations: what.migrations.slice(0, -1) }, home));
  platform.meddle.worker = () => new Response("error code: 1101", { status: 500 });
  const world = quickWorld(platform, { ...what, fingerprint: "bad" }, home);
  await expect(run(world)).rejects.toThrow(
    /refuse to run on the tables, which are newer now, so it was not brought back/,
  );
  expect(textOf(scriptOf(platform), "VIGIE_BUILD")).toMatch(/^bad\./);
});

test("where the new version migrated Durable Objects, nothing is brought back, and it is said", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  await run(quickWorld(platform, what, home));
  platform.meddle.worker = () => new Response("error code: 1101", { status: 500 });
  const migrations = [...what.config.migrations, { tag: "v99", new_sqlite_classes: ["Later"] }];
  const next = { ...what, fingerprint: "bad", config: { ...what.config, migrations } };
  await expect(run(quickWorld(platform, next, home))).rejects.toThrow(/migrated the Durable Objects \(v\d+ to v99\)/);
});

test("where something else answers in Vigie's place, before the upload and after it, no version is blamed", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  await run(quickWorld(platform, what, home));
  const first = scriptOf(platform).deployed;
  platform.meddle.worker = () =>
    new Response("Log in first", { status: 302, headers: { location: "https://door.test" } });
  await expect(run(quickWorld(platform, { ...what, fingerprint: "second" }, home))).rejects.toThrow(
    /it answers 302\. No Vigie was seen at .* before the upload either.*nothing was brought back.*wrangler rollback/,
  );
  expect(scriptOf(platform).deployed).not.toBe(first);
});

test("a version before that is not well either, once it is back, is said", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  await run(quickWorld(platform, what, home));
  const first = scriptOf(platform).deployed;
  const well = platform.meddle.worker;
  let uploaded = false;
  platform.meddle.worker = (request) => {
    uploaded ||= scriptOf(platform).deployed !== first;
    if (!uploaded && well !== null) return well(request);
    const headers = { "vigie-build": textOf(scriptOf(platform), "VIGIE_BUILD") ?? "" };
    return Response.json({ error: "the database is gone" }, { status: 500, headers });
  };
  await expect(run(quickWorld(platform, { ...what, fingerprint: "second" }, home))).rejects.toThrow(
    /was brought back, with its variables and secrets, and is not well either: the database is gone/,
  );
  expect(scriptOf(platform).deployed).toBe(first);
});

test("payments that stood before the deploy are no reason to bring it back; those that stand since are", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  await run(quickWorld(platform, what, home));
  const first = scriptOf(platform).deployed;
  let stands = (_deployed: string | null) => true;
  platform.meddle.worker = () => {
    const { deployed } = scriptOf(platform);
    const headers = { "vigie-build": textOf(scriptOf(platform), "VIGIE_BUILD") ?? "" };
    const isStanding = stands(deployed);
    return Response.json(
      { problems: isStanding ? ["the feed is down"] : [] },
      { status: isStanding ? 503 : 200, headers },
    );
  };
  const second = quickWorld(platform, { ...what, fingerprint: "second" }, home);
  expect(await run(second)).toBe(0);
  expect(second.said.join("\n")).toContain("not well: the feed is down");
  const now = scriptOf(platform).deployed;
  expect(now).not.toBe(first);
  stands = (deployed) => deployed !== now;
  await expect(run(quickWorld(platform, { ...what, fingerprint: "third" }, home))).rejects.toThrow(
    /the feed is down.*brought back/,
  );
  expect(scriptOf(platform).deployed).toBe(now);
});

test("a first deploy whose payments stand is done, and says why they stand: nothing flowed before it", async () => {
  const platform = await quickPlatform();
  platform.meddle.worker = () =>
    Response.json(
      { problems: ["the feed is down"] },
      { status: 503, headers: { "vigie-build": textOf(scriptOf(platform), "VIGIE_BUILD") ?? "" } },
    );
  const world = quickWorld(platform, await builtQuickly(), folderForTest());
  expect(await run(world)).toBe(0);
  expect(world.said.join("\n")).toContain("not well: the feed is down");
  // None has come in yet, whatever else is wrong.
  expect(world.said.join("\n")).toContain("send a first payment");
});

test("the last words say whether the new version is there: after a first deploy it is, after one brought back it is not", async () => {
  const platform = await quickPlatform();
  const [home, what] = [folderForTest(), await builtQuickly()];
  const well = platform.meddle.worker;
  const lastWords = (world: TestWorld) =>
    run(world).then(
      () => "it was a success",
      (error: unknown) => failureWords(error, String(error), false),
    );
  platform.meddle.worker = () => new Response("error code: 1101", { status: 500 });
  expect(await lastWords(quickWorld(platform, what, home))).toMatch(
    /^Vigie was uploaded, but .*did not become healthy/,
  );
  platform.meddle.worker = well;
  await run(quickWorld(platform, what, home));
  const first = scriptOf(platform).deployed;
  platform.meddle.worker = (request) =>
    scriptOf(platform).deployed === first && well !== null ? well(request) : new Response("", { status: 500 });
  const later = quickWorld(platform, { ...what, fingerprint: "later" }, home);
  expect(await lastWords(later)).toMatch(/^Vigie was not deployed: .*brought back/);
});

test("an address that is not Cloudflare's API is said", async () => {
  const platform = await startPlatform();
  const world = quickWorld(platform, await builtQuickly(), folderForTest());
  world.env.CLOUDFLARE_API_BASE_URL = platform.workerUrl;
  platform.meddle.worker = () => new Response("<h1>Hello</h1>");
  await expect(run(world)).rejects.toThrow(/CLOUDFLARE_API_BASE_URL does not lead to Cloudflare's API/);
  await platform.close();
});
