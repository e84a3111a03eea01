// Which doors there are, and what each asks before it opens: names, schemes, credentials, cookies.
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { feedRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { HOST, request, storedIds } from "./worker.ts";

const TOKEN = "a dashboard token of the tests";
const SECRET = "whsec_dGhlIHRlc3RzJyBvd24gc2VjcmV0LCAzMiBieXRlcyE=";
const GUARDED = { DASHBOARD_TOKEN: TOKEN };
const DEPLOYED = { VIGIE_LOCAL: undefined, ...GUARDED };
const bearer = { authorization: `Bearer ${TOKEN}` };
const ADMIN_TOKEN = "an admin token of the tests";
const adminBearer = { authorization: `Bearer ${ADMIN_TOKEN}` };
const HALF_A_DAY_MS = 12 * 60 * 60_000;

interface Route {
  method: string;
  path: string;
  isForReaders: boolean;
  /** They change policy, models or sources, for admins alone. */
  isForAdmins: boolean;
}

let routes: Route[];
/** The board's own script. */
let script: string;

beforeAll(async () => {
  const { paths } = await (await request("/openapi.json")).json<{
    paths: Record<string, Record<string, { security: Record<string, unknown>[] }>>;
  }>();
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, "x"),
      isForReaders: security.some((way) => "bearer" in way),
      isForAdmins: security.some((way) => "adminBearer" in way),
    })),
  );
  script = /src="(\/assets\/[^"]+\.js)"/.exec(await (await request("/")).text())?.[1] ?? "";
});

afterEach(() => {
  vi.useRealTimers();
});

function later(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}

const form = (token: string) => ({ method: "POST", body: new URLSearchParams({ token }) });

async function signIn(address = "/login", changes: object = GUARDED): Promise<{ whole: string; cookie: string }> {
  const answer = await request(address, form(TOKEN), changes);
  expect(answer.status).toBe(303);
  const whole = answer.headers.get("set-cookie") ?? "";
  return { whole, cookie: whole.split(";")[0] ?? "" };
}

const readsWith = async (cookie: string, changes: object = GUARDED, host = HOST) =>
  (await request(`${host}/api/payments`, { headers: { cookie } }, changes)).status;

describe("every route that is for readers or admins, one by one as /openapi.json has them", () => {
  test("there are some", () => {
    expect(routes.filter(({ isForReaders }) => isForReaders).length).toBeGreaterThan(18);
  });

  test("answers 401 to whoever shows nothing, and to a wrong token", async () => {
    for (const { method, path, isForReaders, isForAdmins } of routes) {
      if (!isForReaders && !isForAdmins) continue;
      await expectClear(await request(path, { method }, GUARDED), 401);
      const wrong = { method, headers: { authorization: "Bearer wrong" } };
      await expectClear(await request(path, wrong, GUARDED), 401);
    }
  });

  test("answers something else to whoever shows the token, or the admin's where a reader may not change things", async () => {
    const variables = { ...GUARDED, ADMIN_TOKEN };
    for (const { method, path, isForReaders, isForAdmins } of routes) {
      if (!isForReaders && !isForAdmins) continue;
      if (isForAdmins) await expectClear(await request(path, { method, headers: bearer }, variables), 403);
      for (const headers of isForAdmins ? [adminBearer] : [bearer, adminBearer]) {
        const answer = await request(path, { method, headers }, variables);
        expect([401, 403], `${method} ${path}`).not.toContain(answer.status);
        await answer.body?.cancel();
      }
    }
  });

  test("what is for admins alone is changed by nobody where there is no ADMIN_TOKEN", async () => {
    for (const { method, path, isForReaders, isForAdmins } of routes) {
      if (!isForReaders && !isForAdmins) continue;
      const answer = await request(path, { method, headers: bearer }, GUARDED);
      expect(answer.status === 403, `${method} ${path}`).toBe(isForAdmins);
      await answer.body?.cancel();
    }
  });
});

describe("a Vigie that runs open is open to its own machine alone", () => {
  test.each([
    "localhost",
    "localhost:8787",
    "vigie.localhost",
    "LOCALHOST",
    "127.0.0.1:8787",
    "127.8.9.1",
    "127.1",
    "[::1]:80",
  ])("by the name %s it is open", async (host) => {
    for (const scheme of ["http", "https"]) {
      expect((await request(`${scheme}://${host}/api/payments`)).status).toBe(200);
      expect((await request(`${scheme}://${host}/`)).status).toBe(200);
      const row = JSON.stringify(feedRow());
      expect((await request(`${scheme}://${host}/api/payments`, { method: "POST", body: row })).status).toBe(200);
    }
  });

  const elsewhere = [
    "vigie.test",
    "vigie.example.workers.dev",
    "192.168.1.20:8787",
    "10.0.0.1",
    "0.0.0.0:8787",
    "128.0.0.1",
    "[::]:8787",
    "[::2]",
    "[fe80::1]",
    "localhost.evil.test",
    "127.0.0.1.evil.test",
    "127-0-0-1.evil.test",
    "evillocalhost",
    "localhost.",
  ];

  test.each(elsewhere)("by the name %s every route is closed", async (host) => {
    for (const { method, path } of routes) {
      const { error } = await expectClear(await request(`https://${host}${path}`, { method }), 503);
      expect(error).toBe("closed");
    }
    const upgrade = { headers: { upgrade: "websocket", origin: `https://${host}` } };
    await expectClear(await request(`https://${host}/api/live`, upgrade), 503);
    for (const page of ["/", "/report", "/outbox", "/index.html"]) {
      const answer = await request(`https://${host}${page}`, {}, {});
      expect(answer.status).toBe(503);
      expect(await answer.text()).toMatch(/its own machine only, by a name such as localhost/);
    }
    // The login page holds nothing, and leads nowhere.
    expect((await request(`https://${host}/login`)).status).toBe(200);
    expect((await request(`https://${host}/login`, form(TOKEN))).status).toBe(401);
  });

  test("a deployed Vigie without tokens says to people what to run, and asks for no token that nobody has", async () => {
    const closed = { VIGIE_LOCAL: undefined };
    const pages = [
      ["/", 503, closed, {}],
      ["/report", 503, closed, {}],
      ["/login", 200, closed, {}],
      ["/login", 401, closed, form(TOKEN)],
      ["/", 503, { ...closed, CARD_KEY: "" }, {}],
      ["/outbox", 503, { ...closed, CARD_KEY: undefined }, {}],
      ["/login", 503, { ...closed, CARD_KEY: "short", DASHBOARD_TOKEN: TOKEN }, {}],
    ] as const;
    for (const [path, status, variables, init] of pages) {
      const answer = await request(path, { ...init, headers: { accept: "text/html" } }, variables);
      const text = await answer.text();
      expect([answer.status, text.includes("<code>npm run deploy</code>")], path).toEqual([status, true]);
      expect(text).not.toContain("<input");
      expect(text).not.toContain("<a href");
    }
    // With a way in there is nothing to run.
    for (const variables of [{ ...closed, ...GUARDED }, {}]) {
      expect(await (await request("/login", {}, variables)).text()).not.toContain("npm run deploy");
    }
  });

  test.each(elsewhere)("a page that points the name %s at this machine cannot push, over http either", async (host) => {
    const row = feedRow();
    for (const scheme of ["http", "https"]) {
      const headers = { origin: `${scheme}://${host}` };
      const init = { method: "POST", body: JSON.stringify(row), headers };
      await expectClear(await request(`${scheme}://${host}/api/payments`, init), [403, 503]);
    }
    expect(await storedIds()).not.toContain(row.trans_num);
  });

  test("pushes that show the DASHBOARD_TOKEN instead of a signature are taken here only", async () => {
    const push = (host: string) =>
      request(`${host}/api/payments`, { method: "POST", body: JSON.stringify(feedRow()), headers: bearer }, GUARDED);
    expect((await push("http://localhost:8787")).status).toBe(200);
    await expectClear(await push("https://vigie.test"), 503);
  });

  test("with a DASHBOARD_TOKEN it is read by any name, over https", async () => {
    expect((await request("https://vigie.test/api/payments", { headers: bearer }, GUARDED)).status).toBe(200);
  });
});

describe("a deployed Vigie over plain http", () => {
  const http = "http://vigie.test";

  test.each([
    ["VIGIE_LOCAL is not set", DEPLOYED],
    ["VIGIE_LOCAL was deployed by mistake", GUARDED],
  ])("pages lead to https (%s)", async (_, variables) => {
    for (const path of [
      "/",
      "/report?date=2026-11-20",
      "/models",
      "/rules",
      "/lists",
      "/sources",
      "/outbox",
      "/login?to=/report",
      "/verdict?link=x",
      "/snooze?link=x",
      script,
    ]) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await request(`${http}:8080${path}`, { method }, variables);
        expect([answer.status, answer.headers.get("location")]).toEqual([308, `https://vigie.test${path}`]);
      }
    }
  });

  test.each([
    ["VIGIE_LOCAL is not set", DEPLOYED],
    ["VIGIE_LOCAL was deployed by mistake", GUARDED],
  ])("whatever may carry a secret is refused, right or wrong (%s)", async (_, variables) => {
    const { cookie } = await signIn("https://vigie.test/login", variables);
    const ways = [{}, bearer, { authorization: "Bearer wrong" }, { cookie }, { cookie: cookie.replace("__Host-", "") }];
    for (const { method, path } of routes) {
      for (const headers of ways) {
        await expectClear(await request(http + path, { method, headers }, variables), 403);
      }
    }
    for (const path of ["/login", "/logout", "/verdict?link=x", "/snooze?link=x"]) {
      const answer = await request(http + path, form(TOKEN), variables);
      expect(answer.headers.get("set-cookie")).toBeNull();
      await expectClear(answer, 403);
    }
    await expectClear(await request(`${http}/api/live`, { headers: { upgrade: "websocket", cookie } }, variables), 403);
  });

  test("a header that speaks of https does not make it so", async () => {
    const headers = {
      ...bearer,
      "x-forwarded-proto": "https",
      "cf-visitor": '{"scheme":"https"}',
      forwarded: "proto=https",
    };
    await expectClear(await request(`${http}/api/payments`, { headers }, DEPLOYED), 403);
  });
});

describe("the login's cookie", () => {
  test.each([
    ["deployed", "https://vigie.test", DEPLOYED],
    ["on this machine, over https", "https://localhost", GUARDED],
  ])("%s is kept for this host, over https, away from scripts", async (_, host, variables) => {
    const { whole, cookie } = await signIn(`${host}/login`, variables);
    expect(cookie).toMatch(/^__Host-vigie_session=\d+\.[\w-]{43}$/);
    const attributes = whole.split("; ").slice(1);
    expect(attributes.sort()).toEqual(["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Lax", "Secure"]);
    expect(await readsWith(cookie, variables, host)).toBe(200);
  });

  test("works over plain http on a developer's own machine, and nowhere else", async () => {
    const { whole, cookie } = await signIn("http://127.0.0.1:8787/login");
    expect(whole).toMatch(/HttpOnly/);
    expect(whole).not.toMatch(/Secure/);
    expect(await readsWith(cookie, GUARDED, "http://127.0.0.1:8787")).toBe(200);
    expect(await readsWith(cookie, GUARDED, "https://127.0.0.1:8787")).toBe(401);
    expect(await readsWith(cookie, DEPLOYED, "https://vigie.test")).toBe(401);
  });

  test("opens nothing after its twelve hours, though rightly signed", async () => {
    const { cookie } = await signIn();
    later(HALF_A_DAY_MS - 1000);
    expect(await readsWith(cookie)).toBe(200);
    later(2000);
    expect(await readsWith(cookie)).toBe(401);
    expect((await request("/", { headers: { cookie } }, GUARDED)).headers.get("location")).toBe("/login");
  });

  test("ends with the token, and with the card key: its own key is made of both", async () => {
    const { cookie } = await signIn();
    expect(await readsWith(cookie, { DASHBOARD_TOKEN: `${TOKEN}, a new one` })).toBe(401);
    expect(await readsWith(cookie, { ...GUARDED, CARD_KEY: "another key of the tests, as long as that one" })).toBe(
      401,
    );
    expect(await readsWith(cookie)).toBe(200);
  });

  test("does not make a wrong bearer good: whoever shows both is told that the token is wrong", async () => {
    const { cookie } = await signIn();
    const both = (authorization: string) => request("/api/payments", { headers: { cookie, authorization } }, GUARDED);
    await expectClear(await both("Bearer wrong"), 401);
    expect((await both(bearer.authorization)).status).toBe(200);
  });

  test("is not signed by the token itself: one signed so, as earlier versions did, opens nothing", async () => {
    const expires = Date.now() + HALF_A_DAY_MS;
    const encoder = new TextEncoder();
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", encoder.encode(TOKEN), hmac, false, ["sign"]);
    for (const text of [`vigie session until ${expires}`, String(expires)]) {
      const signature = Buffer.from(await crypto.subtle.sign("HMAC", key, encoder.encode(text))).toString("base64url");
      for (const name of ["__Host-vigie_session", "vigie_session"]) {
        expect(await readsWith(`${name}=${expires}.${signature}`)).toBe(401);
      }
    }
  });
});

describe("signing out", () => {
  test.each(["https://vigie.test", "http://localhost:8787"])("at %s takes the cookie away", async (host) => {
    const { cookie } = await signIn(`${host}/login`);
    const answer = await request(`${host}/logout`, { method: "POST", headers: { cookie, origin: host } }, GUARDED);
    expect(await answer.json()).toEqual({ next: "/login" });
    const [name] = cookie.split("=");
    expect(answer.headers.get("set-cookie")).toMatch(new RegExp(`^${name}=; Max-Age=0; Path=/; HttpOnly;`));
  });

  test("is nothing that another site's page can do to anyone, nor a link", async () => {
    const foreign = { method: "POST", headers: { origin: "https://evil.test" } };
    const answer = await request("/logout", foreign, GUARDED);
    expect(answer.headers.get("set-cookie")).toBeNull();
    await expectClear(answer, 403);
    const link = await request("/logout", {}, GUARDED);
    expect([link.status, link.headers.get("allow"), link.headers.get("set-cookie")]).toEqual([405, "POST", null]);
  });

  test("pages ask who is signed in, and show the way out to those who are", async () => {
    const who = async (headers: Record<string, string>, changes: object) =>
      (await request("/session", { headers }, changes)).json();
    const { cookie } = await signIn();
    expect(await who({ cookie }, GUARDED)).toEqual({ signedIn: true, person: null });
    expect(await who({}, GUARDED)).toEqual({ signedIn: false, person: null });
    expect(await who({}, {})).toEqual({ signedIn: false, person: null });
  });
});

describe("a body is not read before its sender is known", () => {
  /** Were it waited for, the answer would never come. */
  const unfinished = () =>
    new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('[{"trans_num":')) });
  const send = (path: string, headers: Record<string, string>, changes: object) =>
    request(path, { method: "POST", body: unfinished(), headers }, changes);

  const nowS = () => Math.floor(Date.now() / 1000);
  const plausible = (changes: Record<string, string> = {}) => ({
    "webhook-id": "msg_1",
    "webhook-timestamp": String(nowS()),
    "webhook-signature": `v1,${btoa("x".repeat(32))}`,
    ...changes,
  });
  const signing = { INGEST_SECRET: SECRET };
  const cases: [string, () => Record<string, string>, object, number][] = [
    ["nothing is set, and it is closed", () => ({}), { VIGIE_LOCAL: undefined }, 503],
    ["only the token is set, and it is deployed", () => bearer, DEPLOYED, 503],
    ["it shows nothing", () => ({}), GUARDED, 401],
    ["its bearer is wrong", () => ({ authorization: "Bearer wrong" }), GUARDED, 401],
    ["it has no signature", () => ({}), signing, 401],
    ["it shows the token where a signature is needed", () => bearer, { ...signing, ...GUARDED }, 401],
    ["it has no id", () => plausible({ "webhook-id": "" }), signing, 401],
    ["it has no time", () => plausible({ "webhook-timestamp": "" }), signing, 401],
    ["its time is no time", () => plausible({ "webhook-timestamp": "now" }), signing, 401],
    ["it was signed 301 seconds ago", () => plausible({ "webhook-timestamp": String(nowS() - 301) }), signing, 401],
    ["it is signed for tomorrow", () => plausible({ "webhook-timestamp": String(nowS() + 86_400) }), signing, 401],
    ["its signature is empty", () => plausible({ "webhook-signature": "" }), signing, 401],
    ["its signature is of another kind", () => plausible({ "webhook-signature": "v1a,AAAA" }), signing, 401],
    ["its signature is too short to be one", () => plausible({ "webhook-signature": "v1,AAAA" }), signing, 401],
    ["it is longer than any may be", () => plausible({ "content-length": "9999999" }), signing, 413],
    ["its length is no number", () => plausible({ "content-length": "1e3" }), signing, 400],
    ["it is compressed", () => plausible({ "content-encoding": "gzip" }), signing, 415],
  ];

  test.each(cases)("%s", async (_, headers, changes, status) => {
    await expectClear(await send("/api/payments", headers(), changes), status);
    await expectClear(await send("/api/payments?async=1", headers(), changes), status);
  });

  test.each<[string, Record<string, string>, object, number, RegExp]>([
    ["a signature, where INGEST_SECRET is set", {}, signing, 401, /signature .*INGEST_SECRET.*webhook-signature/],
    ["a signature, to who shows a token", bearer, { ...signing, ...GUARDED }, 401, /signature .*INGEST_SECRET/],
    ["a signature, where it is deployed", {}, { ...signing, ...DEPLOYED }, 401, /signature .*INGEST_SECRET/],
    ["the token, on this machine", {}, GUARDED, 401, /token .*DASHBOARD_TOKEN.*Authorization: Bearer/],
    ["a secret to sign with, where only the token is set", bearer, DEPLOYED, 503, /closed: .*INGEST_SECRET/],
  ])("a push that gets no answer is told what it needs: %s", async (_, headers, changes, status, words) => {
    const answer = await request("/api/payments", { method: "POST", body: "{}", headers }, changes);
    expect((await expectClear(answer, status)).error).toMatch(words);
  });

  test("nor of any other route that there is", async () => {
    for (const { method, path } of routes) {
      if (method !== "POST") continue;
      await expectClear(await send(path, {}, GUARDED), 401);
      await expectClear(await send(path, { authorization: "Bearer wrong" }, GUARDED), 401);
      await expectClear(await send(path, { origin: "https://evil.test" }, {}), 403);
      await expectClear(await send(path, bearer, { VIGIE_LOCAL: undefined }), 503);
      await expectClear(await send(path, {}, { CARD_KEY: "short" }), 503);
    }
  });

  test("nor of a page: a link that is not whole, a login that cannot let anyone in, a way out", async () => {
    expect((await send("/verdict?link=x", {}, {})).status).toBe(404);
    expect((await send("/login", {}, {})).status).toBe(401);
    expect((await send("/logout", {}, GUARDED)).status).toBe(200);
    for (const path of ["/", "/nowhere", "/openapi.json", "/api/nothing", script]) {
      expect([401, 404, 405]).toContain((await send(path, {}, GUARDED)).status);
    }
  });
});

describe("nobody frames a page or a file of ours", () => {
  test.each([
    "/",
    "/report",
    "/rules",
    "/lists",
    "/sources",
    "/models",
    "/outbox",
    "/login",
    "/verdict?link=x",
    "/nowhere",
    "/openapi.json",
    "/api/payments",
  ])("%s", async (path) => {
    const { headers } = await request(path);
    expect(headers.get("content-security-policy")).toMatch(/(^|; )frame-ancestors 'none'(;|$)/);
    expect(headers.get("x-frame-options")).toBe("DENY");
  });

  test("scripts, styles and pictures neither", async () => {
    expect(script).toMatch(/\.js$/);
    for (const path of [script, "/login.css", "/logo.svg"]) {
      const { status, headers } = await request(path);
      expect(status).toBe(200);
      expect(headers.get("content-security-policy")).toMatch(/(^|; )frame-ancestors 'none'(;|$)/);
      expect(headers.get("x-frame-options")).toBe("DENY");
    }
  });
});
