// Who may change policy, models and sources, through every door: what pages and programs are told of it, and how one signs in.

import { beforeAll, describe, expect, test } from "vitest";
import accessText from "../../docs/access.md?raw";
import { feedRow } from "../rows.ts";
import { newKey, newTeam, type SigningKey, type Team } from "./accessTeam.ts";
import { expectClear } from "./clearRefusal.ts";
import { HOST, newAddress, request } from "./worker.ts";

const DEPLOYED = { VIGIE_LOCAL: undefined };
const DASHBOARD_TOKEN = "a dashboard token of the tests";
const ADMIN_TOKEN = "an admin token of the tests";
const BOTH = { ...DEPLOYED, DASHBOARD_TOKEN, ADMIN_TOKEN };
const AT_ONCE = 10;

const NOT_YET = "Nobody may change this here yet: set ADMIN_TOKEN or ADMINS; see docs/access.md.";
const NOT_YOU = "Only those with ADMIN_TOKEN or in ADMINS may change this.";
const MAY = { mayChange: true, how: null, signIn: null };
const nobodyMay = { mayChange: false, how: NOT_YET, signIn: null };
const byToken = { mayChange: false, how: NOT_YOU, signIn: "/login?as=admin" };
const CLOSED = "closed";
const SIGN_IN = "sign in";

type Headers = Record<string, string>;

let key: SigningKey;
let team: Team;

beforeAll(async () => {
  key = await newKey("first");
  team = newTeam();
  await team.serves(key);
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const through = async (email: string) => ({ "cf-access-jwt-assertion": await team.sign(key, { email }) });

/** What /api/me tells; or that the caller may not even read. */
async function me(headers: Headers, variables: object, host = HOST): Promise<unknown> {
  const answer = await request(`${host}/api/me`, { headers }, variables);
  if (answer.status === 200) return answer.json();
  const { error } = await expectClear(answer, [401, 503]);
  return error === "closed" ? CLOSED : SIGN_IN;
}

const signIn = (token: string, variables: object, path = "/login", headers: Headers = {}) =>
  request(path, { method: "POST", body: new URLSearchParams({ token }), headers }, variables);

async function sessionOf(token: string, variables: object, path = "/login"): Promise<Headers> {
  const answer = await signIn(token, variables, path);
  expect(answer.status).toBe(303);
  return { cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

describe("each way to set Vigie up does what docs/access.md says", () => {
  const ADMINS = "Ann@example.org";
  const settings = (): Record<string, object> => ({
    nothing: {},
    "your own machine": { VIGIE_LOCAL: "1" },
    "`DASHBOARD_TOKEN`": { DASHBOARD_TOKEN },
    "`ADMIN_TOKEN`": { ADMIN_TOKEN },
    "`ADMINS`": { ADMINS },
    Access: team.variables,
  });
  /** The cells of its table: what is set, and what each kind of caller may do then. */
  const [, ...rows] = [...accessText.matchAll(/^\| (.+) \| (.+) \| (.+) \| (.+) \| (.+) \| (.+) \|$/gm)].map(
    ([, ...cells]) => cells.map((cell) => cell.trim()),
  );
  const ways = rows.filter(([set]) => !set?.startsWith("---"));

  test("it says so of many", () => {
    expect(ways.length).toBeGreaterThan(15);
  });

  test.each(ways)("%s", async (set = "", ...may) => {
    const parts = set.split(", ").map((name) => settings()[name] ?? expect.unreachable(name));
    const variables = Object.assign({ ...DEPLOYED }, ...parts);
    const callers = [
      {},
      bearer(DASHBOARD_TOKEN),
      bearer(ADMIN_TOKEN),
      await through("ann@example.ORG"),
      await through("eve@example.org"),
    ];
    const told = [];
    for (const headers of callers) told.push(await me(headers, variables));
    const reads = /ADMIN/.test(set)
      ? { mayChange: false, how: NOT_YOU, signIn: /ADMIN_TOKEN/.test(set) ? "/login?as=admin" : null }
      : nobodyMay;
    const meant: Record<string, unknown> = { closed: CLOSED, "must sign in": SIGN_IN, reads, changes: MAY };
    expect(told).toEqual(may.map((word) => meant[word]));
  });

  test("by another name than this machine's own, VIGIE_LOCAL lets nobody read or change anything", async () => {
    expect(await me({}, {}, "https://vigie.test")).toBe(CLOSED);
    expect(await me({}, { ADMIN_TOKEN }, "https://vigie.test")).toBe(SIGN_IN);
    expect(await me(bearer(ADMIN_TOKEN), { ADMIN_TOKEN }, "https://vigie.test")).toEqual(MAY);
  });

  test("half a configuration closes everything: ADMINS without Access, the same token twice, one that can be guessed", async () => {
    const wrong = [
      { ...DEPLOYED, DASHBOARD_TOKEN, ADMINS },
      { ...DEPLOYED, DASHBOARD_TOKEN, ADMIN_TOKEN: DASHBOARD_TOKEN },
      { ...DEPLOYED, DASHBOARD_TOKEN, ADMIN_TOKEN: "0".repeat(20) },
    ];
    for (const variables of wrong) {
      await expectClear(await request("/api/payments", { headers: bearer(DASHBOARD_TOKEN) }, variables), 503);
    }
  });
});

describe("an admin reads, too", () => {
  test("the API, the board and the socket, where ADMIN_TOKEN alone is set", async () => {
    const variables = { ...DEPLOYED, ADMIN_TOKEN };
    for (const headers of [bearer(ADMIN_TOKEN), await sessionOf(ADMIN_TOKEN, variables)]) {
      expect((await request("/api/payments", { headers }, variables)).status).toBe(200);
      expect((await request("/", { headers }, variables)).status).toBe(200);
      const upgrade = await request("/api/live", { headers: { ...headers, upgrade: "websocket" } }, variables);
      expect(upgrade.status).toBe(101);
      upgrade.webSocket?.accept();
      upgrade.webSocket?.close(1000);
    }
    const page = await request("/report", {}, variables);
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login?to=/report"]);
    const follow = { headers: { "sec-fetch-mode": "navigate" } };
    expect((await request("/api/payments.csv", follow, variables)).headers.get("location")).toBe("/login");
  });

  test("and pushes where readers may, on this machine", async () => {
    const init = { method: "POST", body: JSON.stringify(feedRow()), headers: bearer(ADMIN_TOKEN) };
    expect((await request("/api/payments", init, { DASHBOARD_TOKEN, ADMIN_TOKEN })).status).toBe(200);
    const { error } = await expectClear(await request("/api/payments", init, { ...DEPLOYED, ADMIN_TOKEN }), 503);
    expect(error).toBe("closed: a push must be signed here, and no INGEST_SECRET is set up to sign with");
  });
});

describe("the login page", () => {
  const words = async (answer: Response) => ({ status: answer.status, text: await answer.text() });

  test("takes either token, and each gives a session of its own", async () => {
    expect(await me(await sessionOf(ADMIN_TOKEN, BOTH), BOTH)).toEqual(MAY);
    expect(await me(await sessionOf(DASHBOARD_TOKEN, BOTH), BOTH)).toEqual(byToken);
  });

  test("whoever signs in with the other token afterwards has that one's session", async () => {
    const admin = await sessionOf(ADMIN_TOKEN, BOTH);
    const answer = await signIn(DASHBOARD_TOKEN, BOTH, "/login", admin);
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect(await me({ cookie }, BOTH)).toEqual(byToken);
  });

  test("asks for the tokens that there are", async () => {
    const labelIn = async (variables: object, path = "/login") =>
      /<label for="token">(.+)<\/label>/.exec(await (await request(path, {}, variables)).text())?.[1];
    expect(await labelIn({ ...DEPLOYED, DASHBOARD_TOKEN })).toBe("Dashboard token");
    expect(await labelIn({ ...DEPLOYED, ADMIN_TOKEN })).toBe("Admin token");
    expect(await labelIn(BOTH)).toBe("Dashboard token, or admin token");
    expect(await labelIn(BOTH, "/login?as=admin")).toBe("Admin token");
    // Nobody has such a token there.
    expect(await labelIn({ ...DEPLOYED, DASHBOARD_TOKEN }, "/login?as=admin")).toBe("Dashboard token");
  });

  test("a reader who wants to change something is asked for ADMIN_TOKEN, and led back; others need not be asked", async () => {
    const path = "/login?as=admin&to=/report";
    const reader = await sessionOf(DASHBOARD_TOKEN, BOTH);
    const asked = await request(path, { headers: reader }, BOTH);
    expect(await words(asked)).toMatchObject({ status: 200, text: expect.stringContaining("Admin token") });
    const answer = await signIn(ADMIN_TOKEN, BOTH, path, reader);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/report"]);
    const admin = { cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
    expect(await me(admin, BOTH)).toEqual(MAY);
    const again = await request(path, { headers: admin }, BOTH);
    expect([again.status, again.headers.get("location")]).toEqual([303, "/report"]);
    // There is no such token, so asking would lead nowhere.
    const none = await request(path, { headers: bearer(DASHBOARD_TOKEN) }, { ...DEPLOYED, DASHBOARD_TOKEN });
    expect(none.headers.get("location")).toBe("/report");
  });

  test("a person of Access who is not in ADMINS gets there as well, and a reader of this machine", async () => {
    const variables = { ...DEPLOYED, ...team.variables, ADMIN_TOKEN };
    const eve = await through("eve@example.org");
    expect((await request("/login?as=admin", { headers: eve }, variables)).status).toBe(200);
    const session = await sessionOf(ADMIN_TOKEN, variables, "/login?as=admin");
    expect(await me({ ...eve, ...session }, variables)).toEqual(MAY);
    expect((await request("/login?as=admin", {}, { ADMIN_TOKEN })).status).toBe(200);
    expect(await me(await sessionOf(ADMIN_TOKEN, { ADMIN_TOKEN }, "/login?as=admin"), { ADMIN_TOKEN })).toEqual(MAY);
  });

  test("whoever shows DASHBOARD_TOKEN there is told that it does not change things, and stays who they are", async () => {
    const answer = await signIn(DASHBOARD_TOKEN, BOTH, "/login?as=admin");
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await words(answer)).toMatchObject({
      status: 403,
      text: expect.stringContaining("That token opens the board, and changes nothing. To change things, sign in with"),
    });
  });

  test("pages show the way out to an admin, and not to a reader of this machine, who never came in", async () => {
    const who = async (headers: Headers, variables: object) =>
      (await request("/session", { headers }, variables)).json();
    const local = { ADMIN_TOKEN };
    expect(await who({}, local)).toEqual({ signedIn: false, person: null });
    expect(await who(await sessionOf(ADMIN_TOKEN, local), local)).toEqual({ signedIn: true, person: null });
    expect(await who(await sessionOf(ADMIN_TOKEN, BOTH), BOTH)).toEqual({ signedIn: true, person: null });
  });
});

describe("an admin's session", () => {
  test("ends with ADMIN_TOKEN and with the card key, and a reader's with DASHBOARD_TOKEN alone", async () => {
    const [admin, reader] = [await sessionOf(ADMIN_TOKEN, BOTH), await sessionOf(DASHBOARD_TOKEN, BOTH)];
    const newAdminToken = { ...BOTH, ADMIN_TOKEN: `${ADMIN_TOKEN}, a new one` };
    expect(await me(admin, newAdminToken)).toBe(SIGN_IN);
    expect(await me(reader, newAdminToken)).toEqual(byToken);
    const newDashboardToken = { ...BOTH, DASHBOARD_TOKEN: `${DASHBOARD_TOKEN}, a new one` };
    expect(await me(admin, newDashboardToken)).toEqual(MAY);
    expect(await me(reader, newDashboardToken)).toBe(SIGN_IN);
    expect(await me(admin, { ...DEPLOYED, DASHBOARD_TOKEN })).toBe(SIGN_IN);
    expect(await me(admin, { ...BOTH, CARD_KEY: "another key of the tests, as long as that one" })).toBe(SIGN_IN);
  });

  test("is not made of a reader's by swapping the tokens, nor by another time in it", async () => {
    const reader = await sessionOf(DASHBOARD_TOKEN, BOTH);
    const swapped = { ...DEPLOYED, DASHBOARD_TOKEN: ADMIN_TOKEN, ADMIN_TOKEN: DASHBOARD_TOKEN };
    expect(await me(reader, swapped)).toBe(SIGN_IN);
    const admin = await sessionOf(ADMIN_TOKEN, BOTH);
    const later = { cookie: (admin.cookie ?? "").replace(/=(\d+)/, (_, expires) => `=${Number(expires) + 1}`) };
    expect(await me(later, BOTH)).toBe(SIGN_IN);
  });

  test("does not make up for a bearer that is wrong, or only reads", async () => {
    const admin = await sessionOf(ADMIN_TOKEN, BOTH);
    expect(await me({ ...admin, ...bearer("wrong") }, BOTH)).toBe(SIGN_IN);
    expect(await me({ ...admin, ...bearer(DASHBOARD_TOKEN) }, BOTH)).toEqual(byToken);
  });

  test("is of no use to another site's page: not by a form without Origin, from a sandbox or a neighbouring host", async () => {
    const answer = await signIn(ADMIN_TOKEN, BOTH);
    expect(answer.headers.get("set-cookie")).toMatch(/; SameSite=Lax/);
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    const post = (headers: Headers) =>
      request("/api/payments/none/verdict", { method: "POST", body: "{", headers: { cookie, ...headers } }, BOTH);
    for (const headers of [
      { origin: "https://evil.test" },
      { origin: "null" },
      { origin: HOST.replace("https", "http") },
      { origin: HOST.replace("vigie", "neighbour") },
      { origin: "" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ] as Headers[]) {
      expect((await expectClear(await post(headers), 403)).error).toBe("foreign origin");
    }
    // It is a body that is wrong, and no longer the sender.
    for (const headers of [{ origin: HOST }, { "sec-fetch-site": "same-origin" }, {}] as Headers[]) {
      await expectClear(await post(headers), 400);
    }
    // A link in a mail leads into the API from another site.
    const link = { cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await request("/api/payments.csv", { headers: link }, BOTH)).status).toBe(200);
  });
});

describe("whoever guesses at ADMIN_TOKEN", () => {
  const near = [
    ADMIN_TOKEN.slice(0, -1),
    `${ADMIN_TOKEN}x`,
    ADMIN_TOKEN.toUpperCase(),
    DASHBOARD_TOKEN.slice(0, -1),
    `${DASHBOARD_TOKEN}x`,
    "x",
  ];

  test("reads the same answer whatever the guess was near to, by bearer and at the login page", async () => {
    const seen = new Set<string>();
    for (const guess of near) {
      const asked = await request("/api/me", { headers: bearer(guess) }, BOTH);
      seen.add(`${asked.status} ${JSON.stringify([...asked.headers])} ${await asked.text()}`);
    }
    expect(seen.size).toBe(1);
    for (const path of ["/login", "/login?as=admin"]) {
      const pages = new Set<string>();
      for (const guess of near) {
        const page = await signIn(guess, BOTH, path);
        expect(page.status).toBe(401);
        pages.add(`${JSON.stringify([...page.headers])} ${await page.text()}`);
      }
      expect(pages.size).toBe(1);
    }
  });

  test("must wait after ten wrong ones, by bearer and at the login, and then the right one opens nothing", async () => {
    const address = { "cf-connecting-ip": newAddress() };
    for (let time = 0; time < AT_ONCE; time += 1) {
      const headers = { ...address, ...bearer(`guess ${time}`) };
      expect((await request("/api/me", { headers }, BOTH)).status).toBe(401);
    }
    for (const token of [ADMIN_TOKEN, DASHBOARD_TOKEN, "one more"]) {
      expect((await request("/api/me", { headers: { ...address, ...bearer(token) } }, BOTH)).status).toBe(429);
      const page = await signIn(token, BOTH, "/login?as=admin", address);
      expect([page.status, page.headers.get("set-cookie")]).toEqual([429, null]);
    }
  });

  test("must wait as a reader, too: who came through Access, or knows DASHBOARD_TOKEN", async () => {
    const variables = { ...BOTH, ...team.variables };
    const eve = { ...(await through("eve@example.org")), "cf-connecting-ip": newAddress() };
    for (let time = 0; time < AT_ONCE; time += 1) {
      // They read, as they did before; the guess changes nothing about that.
      expect(await me({ ...eve, ...bearer(`guess ${time}`) }, variables)).toEqual(byToken);
    }
    await expectClear(await request("/api/me", { headers: { ...eve, ...bearer(ADMIN_TOKEN) } }, variables), 429);
    expect(await me(eve, variables)).toEqual(byToken);
  });

  test("who came through Access reads with whatever bearer, where there is no ADMIN_TOKEN to guess at", async () => {
    const variables = { ...DEPLOYED, ...team.variables, DASHBOARD_TOKEN };
    const eve = { ...(await through("eve@example.org")), "cf-connecting-ip": newAddress() };
    for (let time = 0; time < 2 * AT_ONCE; time += 1) {
      expect(await me({ ...eve, ...bearer(`guess ${time}`) }, variables)).toEqual(nobodyMay);
    }
  });
});

test("a verdict of an admin is said by a program or at the board, as a reader's is", async () => {
  const row = feedRow();
  const init = { method: "POST", body: JSON.stringify(row), headers: bearer(DASHBOARD_TOKEN) };
  await request("/api/payments", init, { DASHBOARD_TOKEN });
  const said = await request(
    `/api/payments/${row.trans_num}/verdict`,
    { method: "POST", body: '{"verdict":"legitimate"}', headers: bearer(ADMIN_TOKEN) },
    BOTH,
  );
  expect(await said.json()).toMatchObject({ verdicts: [{ by: "api", via: "api" }] });
});
