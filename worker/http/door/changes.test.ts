// Who may change policy, models and sources: every way in, on every way of being set up.
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { configOf } from "../../config/config.ts";
import type { App, RequestToken } from "../context.ts";
import { type ChangeAccess, changeAccess, changedBy, refusalSentence, requireAdmin } from "./changes.ts";
import { logIn } from "./session.ts";
import type { Role } from "./tokens.ts";

const CARD_KEY = "0123456789abcdef0123456789abcdef";
const DASHBOARD_TOKEN = "a long enough token";
const ADMIN_TOKEN = "another long enough token";
const ACCESS = { ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com", ACCESS_AUD: "f".repeat(64) };
const HERE = "http://localhost:8787";
const DEPLOYED = "https://vigie.test";

type Variables = Record<string, string>;
interface Caller {
  bearer?: App["Variables"]["bearer"];
  accessToken?: Partial<RequestToken>;
  headers?: Record<string, string>;
}

const NOBODY: RequestToken = { verdict: "absent", person: null, mail: null };
const ADMIN: Caller = { bearer: "admin" };
const READER: Caller = { bearer: "reader" };
const person = (mail: string): Caller => ({ accessToken: { verdict: "valid", person: mail, mail } });

/** An app with one route that changes something, asked by that caller. */
async function put(variables: Variables, { bearer, accessToken, headers }: Caller, host = DEPLOYED) {
  const config = configOf({ CARD_KEY, ...variables });
  const app = new Hono<App>();
  let said: { access: ChangeAccess; by: string; via: string } | null = null;
  app.use(async (context, next) => {
    context.set("config", config);
    context.set("local", config.local && host === HERE);
    context.set("accessToken", { ...NOBODY, ...accessToken });
    context.set("bearer", bearer ?? "absent");
    said = { access: changeAccess(context), ...changedBy(context) };
    return next();
  });
  app.put("/policy", requireAdmin, (context) => context.json({ changed: true }));
  const answer = await app.request(`${host}/policy`, { method: "PUT", headers: headers ?? {} });
  const body: unknown = await answer.json();
  return { status: answer.status, body, retryAfter: answer.headers.get("retry-after"), said };
}

const NOT_YET = { error: "nobody may change this here yet: set ADMIN_TOKEN or ADMINS; see docs/access.md" };
const NOT_YOU = { error: "only those with ADMIN_TOKEN or in ADMINS may change this" };

async function cookieOf(role: Role, variables: Variables): Promise<string> {
  const app = new Hono<App>();
  app.get("/", (context) => {
    context.set("config", configOf({ CARD_KEY, ...variables }));
    logIn(context, role);
    return context.body(null);
  });
  return (await app.request(DEPLOYED)).headers.get("set-cookie")?.split(";")[0] ?? "";
}

describe("where neither ADMIN_TOKEN nor ADMINS is set", () => {
  test("nothing is changed by anyone, and the answer says how to change that", async () => {
    const callers: [Variables, Caller][] = [
      [{ DASHBOARD_TOKEN }, READER],
      [{ DASHBOARD_TOKEN }, { headers: { cookie: await cookieOf("reader", { DASHBOARD_TOKEN }) } }],
      [{ DASHBOARD_TOKEN, VIGIE_LOCAL: "1" }, READER],
      [ACCESS, person("ann@example.org")],
      [{ ...ACCESS, VIGIE_LOCAL: "1" }, person("ann@example.org")],
      [{ VIGIE_LOCAL: "1" }, {}],
      [{}, {}],
    ];
    for (const [variables, caller] of callers) {
      expect(await put(variables, caller)).toMatchObject({ status: 403, body: NOT_YET, said: { access: "read-only" } });
    }
    expect(await put({ DASHBOARD_TOKEN, VIGIE_LOCAL: "1" }, READER, HERE)).toMatchObject({
      status: 403,
      body: NOT_YET,
    });
    expect(await put({ ...ACCESS, VIGIE_LOCAL: "1" }, {}, HERE)).toMatchObject({ status: 403, body: NOT_YET });
  });

  test("a Vigie that runs open on this machine lets its own machine change everything, by no other name", async () => {
    expect(await put({ VIGIE_LOCAL: "1" }, {}, HERE)).toMatchObject({ status: 200, said: { by: "api" } });
    expect((await put({ VIGIE_LOCAL: "1" }, {}, DEPLOYED)).status).toBe(403);
    expect((await put({}, {}, HERE)).status).toBe(403);
  });
});

describe("ADMIN_TOKEN", () => {
  test.each<[string, Variables, string]>([
    ["beside DASHBOARD_TOKEN", { DASHBOARD_TOKEN, ADMIN_TOKEN }, DEPLOYED],
    ["alone", { ADMIN_TOKEN }, DEPLOYED],
    ["beside Access", { ADMIN_TOKEN, ...ACCESS }, DEPLOYED],
    ["on this machine, which may still read", { ADMIN_TOKEN, VIGIE_LOCAL: "1" }, HERE],
  ])("%s: whoever shows it changes things, and nobody else does", async (_, variables, host) => {
    expect(await put(variables, ADMIN, host)).toMatchObject({ status: 200, body: { changed: true } });
    for (const caller of [READER, {}, { bearer: "wrong" as const }]) {
      expect(await put(variables, caller, host)).toMatchObject({ status: 403, body: NOT_YOU });
    }
  });

  test("whoever came through Access and is not in ADMINS may show it as well", async () => {
    const variables = { ADMIN_TOKEN, ...ACCESS };
    expect((await put(variables, { ...person("ann@example.org"), ...ADMIN })).status).toBe(200);
    expect(await put(variables, person("ann@example.org"))).toMatchObject({ status: 403, body: NOT_YOU });
  });

  test("an admin's session changes things, a reader's never does", async () => {
    const both = { DASHBOARD_TOKEN, ADMIN_TOKEN };
    const [admin, reader] = [await cookieOf("admin", both), await cookieOf("reader", both)];
    expect((await put(both, { headers: { cookie: admin } })).status).toBe(200);
    expect(await put(both, { headers: { cookie: reader } })).toMatchObject({ status: 403, body: NOT_YOU });
  });

  test("an admin's session ends with it, and not with DASHBOARD_TOKEN", async () => {
    const cookie = await cookieOf("admin", { DASHBOARD_TOKEN, ADMIN_TOKEN });
    const statusWith = async (variables: Variables) => (await put(variables, { headers: { cookie } })).status;
    expect(await statusWith({ DASHBOARD_TOKEN, ADMIN_TOKEN: "a third token, also long" })).toBe(403);
    expect(await statusWith({ DASHBOARD_TOKEN })).toBe(403);
    expect(await statusWith({ DASHBOARD_TOKEN: "a third token, also long", ADMIN_TOKEN })).toBe(200);
  });

  test("a session changes nothing because its token was later set as ADMIN_TOKEN", async () => {
    const cookie = await cookieOf("reader", { DASHBOARD_TOKEN });
    const swapped = { DASHBOARD_TOKEN: ADMIN_TOKEN, ADMIN_TOKEN: DASHBOARD_TOKEN };
    expect((await put(swapped, { headers: { cookie } })).status).toBe(403);
  });

  test("an admin's session does not make up for a wrong bearer, nor for a reader's", async () => {
    const both = { DASHBOARD_TOKEN, ADMIN_TOKEN };
    const headers = { cookie: await cookieOf("admin", both) };
    expect((await put(both, { headers, bearer: "wrong" })).status).toBe(403);
    expect((await put(both, { headers, bearer: "reader" })).status).toBe(403);
  });
});

describe("ADMINS", () => {
  const variables = { ...ACCESS, ADMINS: "Ann@example.org, bob@example.org" };

  test.each(["ann@example.org", "ANN@Example.ORG", "bob@example.org"])("%s is among them", async (mail) => {
    expect((await put(variables, person(mail))).status).toBe(200);
  });

  test.each([
    "eve@example.org",
    "ann@example.org.evil.test",
    "eve+ann@example.org",
    "xann@example.org",
    "ann@example.org, eve@evil.test",
    " ann@example.org",
    "ann\u200b@example.org",
    // Small letters of these are k and s to some.
    "\u212Aim@example.org",
  ])("%s is not", async (mail) => {
    const withKim = { ...variables, ADMINS: `${variables.ADMINS}, kim@example.org` };
    expect(await put(withKim, person(mail))).toMatchObject({ status: 403, body: NOT_YOU });
  });

  test("a service token is none of them, whatever its name", async () => {
    const accessToken = { verdict: "valid", person: "ann@example.org", mail: null } as const;
    expect((await put(variables, { accessToken })).status).toBe(403);
  });

  test("a token of Access that is not valid names nobody", async () => {
    const accessToken = { verdict: "invalid", person: "ann@example.org", mail: "ann@example.org" } as const;
    expect((await put(variables, { accessToken })).status).toBe(403);
  });

  test("while the keys of Access cannot be read it is not said that someone may not, only that it is not known", async () => {
    const caller: Caller = { ...READER, accessToken: { verdict: "unavailable" } };
    const both = { ...variables, DASHBOARD_TOKEN };
    const answer = await put(both, caller);
    expect(answer).toMatchObject({ status: 503, retryAfter: "5", said: { access: "unavailable" } });
    expect(answer.body).toEqual({ error: "the sign-in cannot be checked just now; try again" });
    // The token needs no keys.
    expect((await put({ ...both, ADMIN_TOKEN }, { ...caller, ...ADMIN })).status).toBe(200);
    // Without ADMINS nobody could be among them.
    expect((await put({ ...ACCESS, DASHBOARD_TOKEN, ADMIN_TOKEN }, caller)).status).toBe(403);
  });
});

describe("who is named for a change", () => {
  const variables = { ...ACCESS, ADMINS: "ann@example.org", ADMIN_TOKEN };
  const fromPage = { headers: { origin: DEPLOYED } };

  test("a person of Access by their address, also where they showed the token", async () => {
    expect((await put(variables, person("ann@example.org"))).said).toMatchObject({ by: "ann@example.org", via: "api" });
    const eve = { ...person("eve@example.org"), ...ADMIN };
    expect((await put(variables, eve)).said).toMatchObject({ by: "eve@example.org" });
  });

  test("the token, at the board or by a program", async () => {
    expect((await put(variables, ADMIN)).said).toMatchObject({ by: "admin", via: "api" });
    const headers = { ...fromPage.headers, cookie: await cookieOf("admin", variables) };
    expect((await put(variables, { headers })).said).toMatchObject({ by: "admin", via: "board" });
  });

  test("the board itself, where Vigie runs open on this machine", async () => {
    const caller = { headers: { origin: HERE } };
    expect((await put({ VIGIE_LOCAL: "1" }, caller, HERE)).said).toMatchObject({ by: "board", via: "board" });
  });
});

test("people read the reason as a sentence, and whoever may is told none", () => {
  expect(refusalSentence("granted")).toBeNull();
  expect(refusalSentence("reader")).toBe("Only those with ADMIN_TOKEN or in ADMINS may change this.");
  expect(refusalSentence("read-only")).toMatch(/^Nobody .* ADMIN_TOKEN or ADMINS; see docs\/access\.md\.$/);
});
