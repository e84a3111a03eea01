// Callers who mean no good and have no business here: methods, origins, paths, credentials.
import { describe, expect, test } from "vitest";
import { feedRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { HOST, push, request, storedIds } from "./worker.ts";

const TOKEN = "a dashboard token of the tests";
const GUARDED = { DASHBOARD_TOKEN: TOKEN };

describe("methods", () => {
  const reading = ["/api/health", "/api/payments/x", "/api/rejects", "/api/live", "/api/metrics", "/openapi.json", "/"];

  test.each(reading)("%s takes GET and HEAD only", async (path) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
      const answer = await request(path, { method });
      expect(answer.headers.get("allow")).toBe("GET, HEAD");
      await expectClear(answer, 405);
    }
  });

  test("/api/payments takes GET, HEAD and POST only", async () => {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await request("/api/payments", { method });
      expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(["GET", "HEAD", "POST"]);
      await expectClear(answer, 405);
    }
  });

  test.each([
    "/api/payments/x/verdict",
    "/api/alerts/x/retry",
    "/api/alerts/again",
    "/api/dead-letters/replay",
    "/api/dead-letters/x/replay",
    "/api/dead-letters/x/discard",
    "/logout",
  ])("%s takes POST only, and says so to GET and OPTIONS as to all others", async (path) => {
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await request(path, { method });
      expect([answer.status, answer.headers.get("allow")], method).toEqual([405, "POST"]);
    }
  });

  test.each(["/login", "/verdict", "/snooze"])("%s takes GET, HEAD and POST", async (path) => {
    const answer = await request(path, { method: "OPTIONS" });
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST");
    await expectClear(answer, 405);
  });

  test("every described route answers all that it does not take with 405 and what it takes", async () => {
    const { paths } = await (await request("/openapi.json")).json<{ paths: Record<string, object> }>();
    for (const [path, described] of Object.entries(paths)) {
      const taken = Object.keys(described).flatMap((method) =>
        method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()],
      );
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
        if (taken.includes(method)) continue;
        const answer = await request(path.replaceAll(/\{\w+\}/g, "x"), { method });
        expect(answer.headers.get("allow"), `${method} ${path}`).toBe(taken.sort().join(", "));
        await expectClear(answer, 405);
      }
    }
  });

  test("where nothing is, no method is told", async () => {
    for (const path of ["/nowhere", "/api/nowhere", "/api/payments/x/y", "/assets/nothing.js"]) {
      for (const method of ["GET", "POST", "PUT", "OPTIONS"]) {
        const answer = await request(path, { method });
        expect(answer.headers.get("allow")).toBeNull();
        await expectClear(answer, 404);
      }
    }
  });

  test("a method in a header, a query or a form is not a method", async () => {
    const id = feedRow().trans_num;
    const headers = { "x-http-method-override": "POST", "x-method-override": "DELETE" };
    expect((await request("/api/payments", { headers })).status).toBe(200);
    expect((await request(`/api/payments?_method=POST&trans_num=${id}`, { headers })).status).toBe(400);
    expect(await storedIds()).not.toContain(id);
  });

  test("HEAD answers as GET does, without a body", async () => {
    await push(feedRow());
    for (const path of [
      "/api/health",
      "/api/payments",
      "/api/rejects",
      "/api/metrics",
      "/openapi.json",
      "/",
      "/login",
    ]) {
      const [head, get] = [await request(path, { method: "HEAD" }), await request(path)];
      expect(head.status, path).toBe(get.status);
      expect(await head.text()).toBe("");
    }
  });

  test("nobody without the token learns what there is, by any method", async () => {
    for (const path of ["/api/payments", "/api/payments/x", "/api/rejects", "/api/nothing"]) {
      for (const method of ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
        await expectClear(await request(path, { method }, GUARDED), 401);
      }
    }
  });
});

describe("pages of other sites", () => {
  const foreign = { origin: "https://evil.test" };

  test.each([
    "https://evil.test",
    "null",
    "https://vigie.localhost.evil.test",
    "http://vigie.localhost",
    "https://vigie.localhost:444",
  ])("%s gets no answer from the API, and no permission to read one", async (origin) => {
    const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };
    for (const init of [
      { headers: { origin } },
      { method: "OPTIONS", headers: { origin, ...preflight } },
      { method: "POST", body: JSON.stringify(feedRow()), headers: { origin, "content-type": "text/plain" } },
    ]) {
      const answer = await request("/api/payments", init);
      for (const [name] of answer.headers) expect(name).not.toMatch(/^access-control/);
      await expectClear(answer, 403);
    }
  });

  test("a page that points a name of its own at a developer's machine cannot push", async () => {
    const row = feedRow();
    await request("/api/payments", { method: "POST", body: JSON.stringify(row), headers: foreign });
    expect(await storedIds()).not.toContain(row.trans_num);
  });

  test("no page may preflight the rest either", async () => {
    for (const path of ["/", "/login", "/openapi.json", "/assets/x.js"]) {
      const answer = await request(path, {
        method: "OPTIONS",
        headers: { ...foreign, "access-control-request-method": "GET" },
      });
      for (const [name] of answer.headers) expect(name).not.toMatch(/^access-control/);
      expect([404, 405]).toContain(answer.status);
    }
  });
});

describe("paths", () => {
  test.each([
    "/",
    "/index.html",
    "/index",
    "/index%2ehtml",
    "/%69ndex.html",
    "/INDEX.HTML",
    "/./index.html",
    "/assets/../index.html",
    "/assets/%2e%2e/index.html",
    "/assets/..%2findex.html",
    "/assets/..%5cindex.html",
    "//",
    "//index.html",
    "/index.html/",
    "/index.html;.js",
    "/index.html%00.js",
    "/index.html%3f.js",
    "/.",
    "/..",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/\\index.html",
  ])("%s does not show the page without the login", async (path) => {
    const answer = await request(HOST + path, {}, GUARDED);
    expect(answer.status).not.toBe(200);
    expect(await answer.text()).not.toContain("<script");
    expect(answer.headers.get("location") ?? "/login").toMatch(/^\/(login|index)?$/);
  });

  test.each([
    "//evil.test",
    "//evil.test/",
    "//evil.test/index.html",
    "/%5cevil.test/",
    "/\\evil.test/..",
    "/%2f%2fevil.test/",
  ])("%s leads nowhere else", async (path) => {
    const answer = await request(HOST + path);
    const location = answer.headers.get("location");
    if (location !== null) expect(new URL(location, HOST).origin).toBe(HOST);
  });

  test.each([
    "/api",
    "/api/",
    "/api/nothing",
    "/api/payments/",
    "/api/payments/x/y",
    "/api/payments/%2e%2e",
    "/api/payments/%2e%2e/health/none",
    "/api/payments//",
    "/API/payments",
    "/api/Payments",
    "/nowhere",
    "/.env",
    "/.dev.vars",
    "/wrangler.toml",
  ])("%s is a plain 404", async (path) => {
    await expectClear(await request(path), 404);
  });

  test.each(["/nowhere", "/reports", "/.env", "/assets/none.js"])(
    "%s is told to people as a page, to programs in JSON, with or without the login",
    async (path) => {
      const browser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };
      for (const variables of [{}, GUARDED]) {
        const page = await request(path, { headers: browser }, variables);
        expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=UTF-8"]);
        expect(await page.text()).toContain("<h1>There is nothing here</h1>");
        for (const accept of ["*/*", "application/json", "application/json, text/html;q=0.5"]) {
          await expectClear(await request(path, { headers: { accept } }, variables), 404);
        }
      }
      // The API answers in JSON whoever asks.
      for (const missing of ["/api", "/api/nothing", "/api/payments/none"]) {
        await expectClear(await request(missing, { headers: browser }), 404);
      }
    },
  );

  test("the report of a day is also known by ?date=, with the login or before it", async () => {
    for (const variables of [{}, GUARDED]) {
      const dated = await request("/report?date=2026-11-20", {}, variables);
      expect([dated.status, dated.headers.get("location")]).toEqual([302, "/report#2026-11-20"]);
    }
    const odd = await request("/report?date=%0d%0aset-cookie:x", {});
    expect([odd.headers.get("location"), odd.headers.get("set-cookie")]).toEqual([
      "/report#%0D%0Aset-cookie%3Ax",
      null,
    ]);
    expect((await request("/report")).status).toBe(200);
  });

  test.each(["/%61pi/payments", "/api/%70ayments", "/api/./payments", "/x/../api/payments"])(
    "%s is the payments by another name, and needs the token like them",
    async (path) => {
      await expectClear(await request(path, {}, GUARDED), [401, 404]);
      const right = await request(path, { headers: { authorization: `Bearer ${TOKEN}` } }, GUARDED);
      expect([200, 404]).toContain(right.status);
    },
  );

  test.each([
    "%00",
    "%0d%0aset-cookie:%20x=1",
    "%ff%fe",
    "%E0%A4%A",
    "%",
    "%252e%252e",
    "' or 1=1 --",
    "__proto__",
    "constructor",
    "\u202egnp",
    "%F0%9F%92%B3",
    "..%2f..%2fhealth",
  ])("a payment called %s is unknown", async (id) => {
    await expectClear(await request(`/api/payments/${id}`), 404);
  });

  test("an id too long to be one is refused", async () => {
    const { field } = await expectClear(await request(`/api/payments/${"x".repeat(10_000)}`), 400);
    expect(field).toBe("id");
  });
});

describe("credentials", () => {
  const cookies = [
    "vigie_session=",
    "vigie_session=.",
    "vigie_session=99999999999999.",
    "vigie_session=99999999999999.AAAA",
    "vigie_session=1e99.AAAA",
    "vigie_session=Infinity.AAAA",
    "vigie_session=-1.AAAA",
    "vigie_session=99999999999999%0d%0a.AAAA",
    "vigie_session=%E0%A4%A",
    `vigie_session=${"9".repeat(400)}.AAAA`,
    `vigie_session=${TOKEN}`,
    `__Host-vigie_session=${TOKEN}`,
    "__Host-vigie_session=",
    "__Host-vigie_session=.",
    "__Host-vigie_session=99999999999999.AAAA",
    "__Host-vigie_session=Infinity.AAAA",
    "__Host-vigie_session=99999999999999%0d%0a.AAAA",
    `__Host-vigie_session=${"9".repeat(400)}.AAAA`,
    `VIGIE_SESSION=${TOKEN}`,
    `vigie_session=${"x".repeat(100_000)}`,
    Array.from({ length: 5_000 }, (_, at) => `c${at}=x`).join("; "),
  ];
  test.each(cookies.map((cookie) => [cookie.slice(0, 50), cookie]))(
    "the cookie %s opens nothing",
    async (_, cookie) => {
      await expectClear(await request("/api/payments", { headers: { cookie } }, GUARDED), 401);
    },
  );

  const bearers = [
    "Bearer",
    "Bearer ",
    "Bearer undefined",
    "Bearer null",
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Bearer ${TOKEN}, Bearer ${TOKEN}`,
    `Basic ${btoa(`x:${TOKEN}`)}`,
    TOKEN,
    `Bearer ${"x".repeat(100_000)}`,
  ];
  test.each(bearers.map((bearer) => [bearer.slice(0, 50), bearer]))("`%s` opens nothing", async (_, authorization) => {
    const answer = await request("/api/payments", { headers: { authorization } }, GUARDED);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    await expectClear(answer, 401);
  });

  test("the token opens nothing in a query", async () => {
    for (const name of ["token", "access_token", "authorization", "bearer"]) {
      await expectClear(await request(`/api/payments?${name}=${encodeURIComponent(TOKEN)}`, {}, GUARDED), 401);
    }
  });

  test.each(["authorization", "cookie", "cf-access-jwt-assertion", "webhook-signature"])(
    "a line break cannot even be put into %s",
    (name) => {
      expect(() => new Request(HOST, { headers: { [name]: "x\r\nset-cookie: a=b" } })).toThrow();
    },
  );

  test("an Upgrade header does not get anyone in, nor rid of the security headers", async () => {
    for (const upgrade of ["websocket", "h2c", "x"]) {
      for (const path of ["/api/live", "/api/payments", "/login", "/nowhere", "/openapi.json"]) {
        const answer = await request(path, { headers: { upgrade } }, GUARDED);
        expect(answer.headers.get("content-security-policy"), `${path} ${upgrade}`).toContain("default-src 'none'");
        if (path.startsWith("/api/")) await expectClear(answer, 401);
      }
    }
  });

  test("a wrong configuration has the security headers too", async () => {
    const answer = await request("/", {}, { CARD_KEY: "short" });
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    await expectClear(answer, 503);
  });

  test("nothing but static files may be kept by a cache", async () => {
    for (const path of ["/login", "/openapi.json", "/api/payments", "/api/none", "/api/payments/none"]) {
      expect((await request(path)).headers.get("cache-control"), path).toBe("no-store");
      expect((await request(path, {}, GUARDED)).headers.get("cache-control"), path).toBe("no-store");
    }
    expect((await push(feedRow())).headers.get("cache-control")).toBe("no-store");
  });
});
