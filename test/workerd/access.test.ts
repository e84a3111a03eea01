// Cloudflare Access as a way in, with real keys; the team's key server is faked at the egress.
import { exportSPKI, SignJWT, UnsecuredJWT } from "jose";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { AUDIENCE, claims, newKey, newTeam, type SigningKey, type Team } from "./accessTeam.ts";
import { request } from "./worker.ts";

const PRODUCTION = { VIGIE_LOCAL: undefined };
const TOKEN = "a dashboard token of the tests";
const RETRY_MS = 31_000;

let key: SigningKey;
let other: SigningKey;

beforeAll(async () => {
  [key, other] = await Promise.all([newKey("first"), newKey("second")]);
});

afterEach(() => {
  vi.useRealTimers();
});

async function servingTeam(): Promise<Team> {
  const team = newTeam();
  await team.serves(key);
  return team;
}

const ask = (team: Team, token: string | null, path = "/api/payments", headers: Record<string, string> = {}) =>
  request(
    path,
    { headers: { ...headers, ...(token === null ? {} : { "cf-access-jwt-assertion": token }) } },
    { ...PRODUCTION, ...team.variables },
  );

function later(ms: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + ms });
}

test("whom Access lets through reads the API, opens the socket and sees the page", async () => {
  const team = await servingTeam();
  const token = await team.sign(key);
  expect((await ask(team, token)).status).toBe(200);
  expect((await ask(team, token, "/")).status).toBe(200);
  const upgrade = await ask(team, token, "/api/live", { upgrade: "websocket" });
  expect(upgrade.status).toBe(101);
  upgrade.webSocket?.accept();
  upgrade.webSocket?.close(1000);
  expect(await team.calls()).toBe(1);
});

test("with Access set up and no DASHBOARD_TOKEN nothing is open, not even on a developer's machine", async () => {
  const team = await servingTeam();
  for (const changes of [PRODUCTION, { VIGIE_LOCAL: "1" }]) {
    const variables = { ...team.variables, ...changes };
    expect((await request("/api/payments", {}, variables)).status).toBe(401);
    expect((await request("/", {}, variables)).status).toBe(403);
    expect((await request("/api/live", { headers: { upgrade: "websocket" } }, variables)).status).toBe(401);
    expect((await request("/api/payments", { method: "POST", body: "{}" }, variables)).status).toBe(503);
  }
});

test("who comes through Access may read, but not push", async () => {
  const team = await servingTeam();
  const init = { method: "POST", body: "{}", headers: { "cf-access-jwt-assertion": await team.sign(key) } };
  expect((await request("/api/payments", init, { ...PRODUCTION, ...team.variables })).status).toBe(503);
  const signed = {
    ...PRODUCTION,
    ...team.variables,
    INGEST_SECRET: "whsec_dGhlIHRlc3RzJyBvd24gc2VjcmV0LCAzMiBieXRlcyE=",
  };
  expect((await request("/api/payments", init, signed)).status).toBe(401);
});

test("DASHBOARD_TOKEN goes on working beside Access, and the page leads to the login", async () => {
  const team = await servingTeam();
  const variables = { ...PRODUCTION, ...team.variables, DASHBOARD_TOKEN: TOKEN };
  const bearer = { headers: { authorization: `Bearer ${TOKEN}` } };
  expect((await request("/api/payments", bearer, variables)).status).toBe(200);
  expect((await request("/api/payments", {}, variables)).status).toBe(401);
  expect((await request("/", {}, variables)).headers.get("location")).toBe("/login");
  expect(await team.calls()).toBe(0);
});

test("the cookie of Access opens nothing: it also comes where Access did not look", async () => {
  const team = await servingTeam();
  const cookie = `CF_Authorization=${await team.sign(key)}`;
  expect((await ask(team, null, "/api/payments", { cookie })).status).toBe(401);
});

test("without Access set up its header means nothing", async () => {
  const team = await servingTeam();
  const headers = { "cf-access-jwt-assertion": await team.sign(key) };
  expect((await request("/api/payments", { headers }, PRODUCTION)).status).toBe(503);
  expect((await request("/api/payments", { headers }, { ...PRODUCTION, DASHBOARD_TOKEN: TOKEN })).status).toBe(401);
  expect(await team.calls()).toBe(0);
});

test.each([{ ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com" }, { ACCESS_AUD: AUDIENCE }])(
  "half a configuration closes everything (%o)",
  async (half) => {
    expect((await request("/api/payments", {}, half)).status).toBe(503);
  },
);

describe("a token that does not hold is refused", () => {
  const now = () => Math.floor(Date.now() / 1000);
  const parts = (token: string) => token.split(".");
  const encoded = (value: unknown) => btoa(JSON.stringify(value)).replace(/=+$/, "");

  const tokens: [string, (team: Team) => Promise<string> | string][] = [
    ["unsigned (alg none)", ({ issuer }) => new UnsecuredJWT(claims(issuer)).encode()],
    [
      "alg none, with the kid",
      async (team) => `${encoded({ alg: "none", kid: "first" })}.${parts(await team.sign(key))[1]}.`,
    ],
    [
      "HS256, signed with the public key",
      async ({ issuer }) =>
        new SignJWT(claims(issuer))
          .setProtectedHeader({ alg: "HS256", kid: "first" })
          .sign(new TextEncoder().encode(await exportSPKI(key.publicKey))),
    ],
    ["for another application", (team) => team.sign(key, { aud: ["e".repeat(64)] })],
    ["for an application whose tag begins alike", (team) => team.sign(key, { aud: [`${AUDIENCE}0`] })],
    ["for no application", (team) => team.sign(key, { aud: null })],
    ["of another team", (team) => team.sign(key, { iss: "https://evil.cloudflareaccess.test" })],
    ["of a team whose address ends alike", (team) => team.sign(key, { iss: `${team.issuer}.evil.test` })],
    ["expired", (team) => team.sign(key, { exp: now() - 31 })],
    ["that never expires", (team) => team.sign(key, { exp: null })],
    ["not yet valid", (team) => team.sign(key, { nbf: now() + 60 })],
    ["signed with another key under a known name", (team) => team.sign({ ...other, kid: "first" })],
    [
      "with another payload",
      async (team) => {
        const [header, , signature] = parts(await team.sign(key));
        return `${header}.${encoded(claims(team.issuer, { sub: "another" }))}.${signature}`;
      },
    ],
    [
      "that brings its own key",
      async ({ issuer }) =>
        new SignJWT(claims(issuer))
          .setProtectedHeader({ alg: "RS256", kid: "first", jku: "https://evil.test/keys" })
          .sign(other.privateKey),
    ],
    ["an empty text", () => ""],
    ["garbage", () => "garbage"],
    ["two dots", () => ".."],
    ["not base64", () => "%%%.%%%.%%%"],
    ["JSON that is no header", () => `${encoded([])}.${encoded(null)}.AAAA`],
    ["a header of wrong types", () => `${encoded({ alg: ["RS256"], kid: {} })}.${encoded({})}.AAAA`],
    ["100,000 characters long", () => "a.".repeat(50_000)],
  ];

  test.each(tokens)("%s", async (_, make) => {
    const team = await servingTeam();
    const answer = await ask(team, await make(team));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ error: "Cloudflare Access did not let this through" });
    expect((await ask(team, await make(team), "/")).status).toBe(403);
    // And it has done no harm to those that hold.
    expect((await ask(team, await team.sign(key))).status).toBe(200);
  });
});

describe("keys that change", () => {
  test("a key that nobody knows makes the keys be read again once, not each time", async () => {
    const team = await servingTeam();
    expect((await ask(team, await team.sign(key))).status).toBe(200);
    later(RETRY_MS);
    for (let at = 0; at < 3; at += 1) expect((await ask(team, await team.sign(other))).status).toBe(403);
    expect(await team.calls()).toBe(2);
  });

  test("after the team has changed its key, tokens of the new one hold, and those of the old no longer", async () => {
    const team = await servingTeam();
    expect((await ask(team, await team.sign(key))).status).toBe(200);
    await team.serves(other);
    later(RETRY_MS);
    expect((await ask(team, await team.sign(other))).status).toBe(200);
    expect((await ask(team, await team.sign(key))).status).toBe(403);
  });
});

describe("a key server that fails lets nobody in", () => {
  test.each([
    ["answers 500", { status: 500 }],
    ["answers a redirect", { status: 302, headers: { location: "https://evil.test/keys" } }],
    ["answers HTML", { body: "<html>" }],
    ["answers JSON without keys", { body: "{}" }],
    ["answers null", { body: "null" }],
  ])("it %s", async (_, answer) => {
    const team = newTeam();
    await team.answers(answer);
    const refused = await ask(team, await team.sign(key));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect((await ask(team, await team.sign(key), "/")).status).toBe(503);
  });

  test("it is left alone for a moment, and asked again afterwards", async () => {
    const team = newTeam();
    await team.answers({ status: 500 });
    for (let at = 0; at < 3; at += 1) expect((await ask(team, await team.sign(key))).status).toBe(503);
    expect(await team.calls()).toBe(1);
    await team.serves(key);
    later(RETRY_MS);
    expect((await ask(team, await team.sign(key))).status).toBe(200);
  });

  test("who holds the DASHBOARD_TOKEN still gets in", async () => {
    const team = newTeam();
    await team.answers({ status: 500 });
    const headers = { "cf-access-jwt-assertion": await team.sign(key), authorization: `Bearer ${TOKEN}` };
    const variables = { ...PRODUCTION, ...team.variables, DASHBOARD_TOKEN: TOKEN };
    expect((await request("/api/payments", { headers }, variables)).status).toBe(200);
  });

  test("keys that were read go on holding while it fails", async () => {
    const team = await servingTeam();
    expect((await ask(team, await team.sign(key))).status).toBe(200);
    await team.answers({ status: 500 });
    later(RETRY_MS);
    expect((await ask(team, await team.sign(other))).status).toBe(503);
    expect((await ask(team, await team.sign(key))).status).toBe(200);
  });
});
