// People and programs that try one token after the other.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { feedRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { newAddress, request } from "./worker.ts";

const TOKEN = "a dashboard token of the tests";
const GUARDED = { DASHBOARD_TOKEN: TOKEN, VIGIE_LOCAL: undefined };
const AT_ONCE = 10;
const AT_ONCE_IN_ALL = 100;

const doorkeeper = () => env.DOORKEEPER.getByName("doorkeeper");

const HOUR_MS = 3_600_000;
let startMs = Date.now();

beforeEach(() => {
  // All that the tests before tried is forgotten by then.
  startMs += 6 * HOUR_MS;
  vi.useFakeTimers({ toFake: ["Date"], now: startMs });
});

afterEach(() => {
  vi.useRealTimers();
});

function later(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

const signIn = (address: string, token: string, headers: Record<string, string> = {}) =>
  request(
    "/login",
    {
      method: "POST",
      body: new URLSearchParams({ token }),
      headers: { accept: "text/html", "cf-connecting-ip": address, ...headers },
    },
    GUARDED,
  );

const ask = (address: string, token: string, path = "/api/payments", headers: Record<string, string> = {}) =>
  request(path, { headers: { authorization: `Bearer ${token}`, "cf-connecting-ip": address, ...headers } }, GUARDED);

async function guessOften(address: string, guess: (address: string, token: string) => Promise<Response> = signIn) {
  for (let time = 0; time < AT_ONCE; time += 1) expect((await guess(address, `guess ${time}`)).status).toBe(401);
}

test("after ten wrong tokens the login asks to wait, in words, and takes no token from there: not even the right one", async () => {
  const address = newAddress();
  await guessOften(address);
  for (const token of ["one more guess", TOKEN]) {
    const answer = await signIn(address, token);
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("set-cookie")]).toEqual([
      429,
      "30",
      null,
    ]);
    expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
    const page = await answer.text();
    expect(page).toContain("Too many wrong tokens were tried. Wait 30 seconds, then try again.");
    expect(page).toContain('name="token"');
  }
});

test("whoever waits as long as was said gets in with the right token", async () => {
  const address = newAddress();
  await guessOften(address);
  await signIn(address, TOKEN);
  later(29_000);
  expect((await signIn(address, TOKEN)).headers.get("retry-after")).toBe("1");
  later(1_000);
  expect((await signIn(address, TOKEN)).status).toBe(303);
});

test("while one address must wait, people and programs of another get in", async () => {
  const address = newAddress();
  await guessOften(address);
  expect((await signIn(address, TOKEN)).status).toBe(429);
  expect((await signIn(newAddress(), TOKEN)).status).toBe(303);
  expect((await ask(newAddress(), TOKEN)).status).toBe(200);
});

test("the API slows down guesses as the login does, and both are counted together", async () => {
  const address = newAddress();
  await guessOften(address, ask);
  for (const token of ["one more guess", TOKEN]) {
    const answer = await ask(address, token);
    expect(answer.headers.get("retry-after")).toBe("30");
    expect((await expectClear(answer, 429)).error).toBe("too many wrong tokens were tried; try again in 30 seconds");
  }
  expect((await signIn(address, TOKEN)).status).toBe(429);
});

test.each(["/", "/report", "/session", "/login", "/api/live", "/openapi.json", "/assets/none.js", "/nowhere"])(
  "%s tells nothing about a guess either",
  async (path) => {
    const address = newAddress();
    for (let time = 0; time < AT_ONCE; time += 1) await ask(address, `guess ${time}`, path);
    expect((await ask(address, TOKEN, path)).status).toBe(429);
    const page = await ask(address, TOKEN, path, { accept: "text/html" });
    if (!path.startsWith("/api/")) expect(await page.text()).toContain("<h1>Too many wrong tokens</h1>");
  },
);

test("a push that shows the token, on a developer's own machine, is slowed down too", async () => {
  const address = newAddress();
  const push = (token: string) =>
    request(
      "/api/payments",
      {
        method: "POST",
        body: JSON.stringify(feedRow()),
        headers: { authorization: `Bearer ${token}`, "cf-connecting-ip": address },
      },
      { DASHBOARD_TOKEN: TOKEN },
    );
  for (let time = 0; time < AT_ONCE; time += 1) expect((await push(`guess ${time}`)).status).toBe(401);
  await expectClear(await push(TOKEN), 429);
});

test("a network of IPv6 addresses is one caller, and its neighbour another", async () => {
  for (let time = 0; time < AT_ONCE; time += 1) await signIn(`2001:db8:0:1::${time}`, `guess ${time}`);
  expect((await signIn("2001:db8:0:1:ffff::1", TOKEN)).status).toBe(429);
  expect((await signIn("2001:db8:0:2::1", TOKEN)).status).toBe(303);
});

test("whoever is signed in, and whoever shows no token, waits for nothing", async () => {
  const address = newAddress();
  const signedIn = await signIn(address, TOKEN);
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
  await guessOften(address);
  const headers = { cookie, "cf-connecting-ip": address };
  expect((await request("/api/payments", { headers }, GUARDED)).status).toBe(200);
  expect((await request("/login", { headers: { "cf-connecting-ip": address } }, GUARDED)).status).toBe(200);
});

test("right tokens are not counted, however many come", async () => {
  const address = newAddress();
  for (let time = 0; time < 3 * AT_ONCE; time += 1) expect((await ask(address, TOKEN)).status).toBe(200);
});

test("a program that goes on with an old token is told so, and nobody beside it must wait", async () => {
  const address = newAddress();
  for (let time = 0; time < 3 * AT_ONCE; time += 1) expect((await ask(address, "the old token")).status).toBe(401);
  expect((await signIn(address, TOKEN)).status).toBe(303);
});

test("another site's page cannot make its visitors guess", async () => {
  const address = newAddress();
  for (let time = 0; time < 2 * AT_ONCE; time += 1) {
    expect((await signIn(address, "guess", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  }
  expect((await signIn(address, TOKEN, { "sec-fetch-site": "same-origin" })).status).toBe(303);
});

test("guesses of many addresses are slowed down in all; whoever showed the token before gets in meanwhile", async () => {
  const known = newAddress();
  expect((await signIn(known, TOKEN)).status).toBe(303);
  for (let time = 0; time < AT_ONCE_IN_ALL; time += 1) expect((await ask(newAddress(), "guess")).status).toBe(401);
  const answer = await ask(newAddress(), TOKEN);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "3"]);
  expect((await signIn(known, TOKEN)).status).toBe(303);
  expect((await signIn(known, "guess")).status).toBe(401);
  later(3_000);
  expect((await ask(newAddress(), TOKEN)).status).toBe(200);
});

test("one address alone never makes the others wait", async () => {
  const address = newAddress();
  // As fast as it may, for two hours.
  await runInDurableObject(doorkeeper(), (keeper) => {
    for (let time = 0; time < 250; time += 1) {
      keeper.judge(address, `guess ${time}`, false);
      later(30_000);
    }
  });
  expect(await doorkeeper().judge(newAddress(), "right", true)).toBe(0);
});

test("what was counted survives a restart", async () => {
  const address = newAddress();
  for (let time = 0; time < AT_ONCE; time += 1)
    expect(await doorkeeper().judge(address, `guess ${time}`, false)).toBe(0);
  await evictDurableObject(doorkeeper());
  expect(await doorkeeper().judge(address, "right", true)).toBe(30_000);
});

test("what is remembered stays small, whatever comes, and no address is in it", async () => {
  const size = () =>
    runInDurableObject(doorkeeper(), (_, { storage }) => {
      const rows = storage.sql.exec<{ caller: string }>("select caller from callers").toArray();
      return { size: rows.length, callers: rows.map(({ caller }) => caller) };
    });
  await runInDurableObject(doorkeeper(), (keeper) => {
    for (let time = 0; time < 600; time += 1) {
      keeper.judge(`stranger ${time}`, "guess", false);
      if (time % 3 === 0) later(1_000);
    }
  });
  expect((await size()).size).toBeLessThanOrEqual(210);
  await runInDurableObject(doorkeeper(), (keeper) => {
    for (let time = 0; time < 1_050; time += 1) {
      later(10_000);
      keeper.judge(`colleague ${time}`, "right", true);
    }
  });
  expect((await size()).size).toBe(1_000);
  // Those who came last are known.
  expect((await size()).callers).toContain("colleague 1049");
  expect((await size()).callers).not.toContain("colleague 0");
  later(31 * 86_400_000);
  await ask("198.51.100.77", "guess");
  const { callers } = await size();
  expect(callers).toHaveLength(1);
  expect(callers.join()).not.toContain("198.51");
});
