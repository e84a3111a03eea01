// Callers who mean no good: every answer is clear, tells nothing of the inside, and changes nothing.

import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Arrival } from "../../worker/pipeline/arrival.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { HOST, intake, push, request, storedIds } from "./worker.ts";

const TOKEN = "a dashboard token of the tests";
const GUARDED = { DASHBOARD_TOKEN: TOKEN };
const INSIDE = /\bat \w+ \(|\.ts\b|SQLITE|D1_|Error:|stack|undefined|\bworker\b/i;

async function expectClear(answer: Response, status: number | number[]): Promise<{ error: string; field?: string }> {
  const text = await answer.text();
  expect([status].flat(), `${answer.status} ${text.slice(0, 200)}`).toContain(answer.status);
  expect(text).not.toMatch(INSIDE);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  const problem: { error: string } = JSON.parse(text);
  expect(problem.error).toEqual(expect.any(String));
  return problem;
}

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

  test("a method in a header, a query or a form is not a method", async () => {
    const id = feedRow().trans_num;
    const headers = { "x-http-method-override": "POST", "x-method-override": "DELETE" };
    expect((await request(`/api/payments?_method=POST&trans_num=${id}`, { headers })).status).toBe(200);
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
    "https://vigie.test.evil.test",
    "http://vigie.test",
    "https://vigie.test:444",
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

describe("parameters", () => {
  const list = (query: string) => request(`/api/payments?${query}`);

  test.each([
    ["a card's id", "a".repeat(64)],
    ["a hundred letters", "x".repeat(100)],
    ["a hundred wildcards", "%".repeat(100)],
    ["wildcards that would take forever", "%a_%a_%a_%a_%a_%a_%a_%a_%a_%a_"],
    ["emoji", "💳".repeat(50)],
    ["another script", "カフェ・ド・パリ"],
    ["right-to-left", "\u202eevil"],
    ["NUL", "a\0b"],
    ["line breaks", "a\r\nb"],
    ["quotes", `'"\`;--/*`],
    ["a backslash at the end", "\\"],
    ["a lone surrogate", "\ud800"],
  ])("q may be %s", async (_, q) => {
    const answer = await list(`q=${encodeURIComponent(q.toWellFormed())}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ payments: [], next: null });
  });

  test("q of raw bytes that are not UTF-8 finds nothing", async () => {
    for (const q of ["%ff", "%E0%A4%A", "%", "%zz", "%ed%a0%80"]) expect((await list(`q=${q}`)).status).toBe(200);
  });

  test("q finds what is spelled in other cases, and a payment by its whole id", async () => {
    const row = feedRow({ merchant: "Zitronengras_100%" });
    await push(row);
    for (const q of ["ZITRONENGRAS_100%", "gras_1", row.trans_num]) {
      expect(await (await list(`q=${encodeURIComponent(q)}`)).json(), q).toMatchObject({
        payments: [{ id: row.trans_num }],
      });
    }
  });

  test("q of 10,000 characters is refused", async () => {
    expect(await expectClear(await list(`q=${"x".repeat(10_000)}`), 400)).toMatchObject({ field: "q" });
  });

  test.each([
    "limit=0x10",
    "limit=1e2",
    "limit=%2010",
    "limit=",
    "limit=5.5",
    "limit=Infinity",
    "limit=1&limit=2",
    "limit[]=1",
    "from=2026-11-20T00:00:00",
    "from=1e12",
    "from=",
    "to=%00",
    "from=2026-02-30T00:00:00Z",
    "outcome=",
    "outcome=approve,",
    "outcome=approve;drop table payments",
    "q=a&q=b",
    "cursor=",
    "cursor=a&cursor=b",
  ])("?%s is a 400 that names the parameter, or is nothing we know", async (query) => {
    const answer = await list(query);
    if (query.startsWith("limit[]")) expect(answer.status).toBe(200);
    else expect(await expectClear(answer, 400)).toMatchObject({ field: query.split("=")[0] });
  });

  test("names that every object has are no parameters", async () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      expect((await list(`${name}=x`)).status).toBe(200);
    }
    expect(Reflect.get({}, "x")).toBeUndefined();
  });

  test("whatever stands in the cursor, the answer is a page or a clear 400", async () => {
    const encoded = fc.tuple(fc.integer(), fc.string()).map(([at, id]) => btoa(`${at} ${encodeURIComponent(id)}`));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: "binary", maxLength: 220 }), encoded), async (cursor) => {
        const answer = await list(`cursor=${encodeURIComponent(cursor)}`);
        if (answer.status !== 200) await expectClear(answer, 400);
      }),
      { numRuns: 150 },
    );
  });

  test("whatever stands in all the parameters, the answer is a page or a clear 400", async () => {
    const name = fc.constantFrom("from", "to", "outcome", "q", "limit", "cursor", "x");
    const value = fc.oneof(
      fc.string({ unit: "binary", maxLength: 120 }),
      fc.constantFrom(
        "0",
        "-0",
        "1",
        "approve",
        "2026-11-20T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 6 }), async (pairs) => {
        const answer = await list(new URLSearchParams(pairs).toString());
        if (answer.status !== 200) await expectClear(answer, 400);
      }),
      { numRuns: 150 },
    );
  });

  test.each(["-1", "1.5", "0x10", "1e3", "NaN", "", "9".repeat(16), "1'--", "%00", "\u0661"])(
    "a socket since %s is refused",
    async (since) => {
      const answer = await request(`/api/live?since=${since}`, { headers: { upgrade: "websocket" } });
      expect(await expectClear(answer, 400)).toMatchObject({ field: "since" });
    },
  );
});

describe("bodies", () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    request("/api/payments", { method: "POST", body, headers });
  const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times);

  test.each([
    ["lists in lists without an end", "[".repeat(500_000)],
    ["objects in objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`],
    ["lists in lists as columns", `{"columns":${deep("[", "]", 100_000)},"data":[]}`],
    ["lists in lists as an id", `{"trans_num":${deep("[", "]", 100_000)}}`],
    ["backslashes in a string without an end", `{"merchant":"${"\\\\".repeat(400_000)}`],
    ["a megabyte of digits", "1".repeat(1_000_000)],
    ["a megabyte of digits as a card number", `{"cc_num":${"1".repeat(1_000_000)}}`],
    ["a megabyte of quotes", '"'.repeat(1_000_000)],
    ["a megabyte of blanks", " ".repeat(1_000_000)],
    ["a string in a string in a string", JSON.stringify(JSON.stringify(JSON.stringify(feedRow())))],
    ["columns without data", '{"columns":["trans_num"]}'],
    ["columns that are no names", '{"columns":[1,null,{}],"data":[[1,2,3]]}'],
    ["an object that is nobody's", '{"__proto__":{"trans_num":"x"},"constructor":1}'],
    ["null", "null"],
    ["true", "true"],
    ["NaN", "NaN"],
    ["JSON with a comment", `/* */ ${JSON.stringify(feedRow())}`],
    ["a form", new URLSearchParams({ trans_num: "x" }).toString()],
    ["a page", "<script>alert(1)</script>"],
  ])("%s: a clear refusal", async (_, body) => {
    await expectClear(await post(body), [400, 422]);
  });

  test.each([
    ["lists in lists", deep("[", "]", 100_000)],
    ["lists in lists in a string", JSON.stringify(deep("[", "]", 100_000))],
  ])("%s: a list of one reject", async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ decisions: [], rejects: [{ index: 0, code: "unreadable" }] });
  });

  test("a hundred deep rows are a hundred clear rejects", async () => {
    const rows = `[${Array.from({ length: 100 }, () => `{"trans_num":${deep("[", "]", 500)}}`).join(",")}]`;
    const answer = await post(rows);
    expect(answer.status).toBe(200);
    const { decisions, rejects } = await answer.json<{ decisions: unknown[]; rejects: { error: string }[] }>();
    expect([decisions.length, rejects.length]).toEqual([0, 100]);
    expect(JSON.stringify(rejects)).not.toMatch(INSIDE);
  });

  test("an empty list is no payment, and no error", async () => {
    expect(await (await post("[]")).json()).toEqual({ decisions: [], rejects: [] });
  });

  test("a compressed body is refused for what it is", async () => {
    const packed = new Blob([JSON.stringify(feedRow())]).stream().pipeThrough(new CompressionStream("gzip"));
    const bytes = await new Response(packed).arrayBuffer();
    expect((await expectClear(await post(bytes, { "content-encoding": "gzip" }), 415)).error).toMatch(/compressed/);
    await expectClear(await post(bytes), 400);
  });

  test.each(["text/plain", "application/octet-stream", "text/html", "multipart/form-data", "nonsense"])(
    "JSON called %s is read as JSON: nothing else is ever read here",
    async (type) => {
      expect((await post(JSON.stringify(feedRow()), { "content-type": type })).status).toBe(200);
      await expectClear(await post("trans_num=x", { "content-type": type }), 400);
    },
  );

  test.each([
    ["a byte that never occurs", [0x7b, 0xff, 0x7d]],
    ["a surrogate in UTF-8", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["an overlong slash", [0x22, 0xc0, 0xaf, 0x22]],
    ["half a character at the end", [0x22, 0xe2, 0x82]],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])("%s is refused as not UTF-8", async (_, bytes) => {
    expect((await expectClear(await post(new Uint8Array(bytes)), 400)).error).toMatch(/UTF-8/);
  });

  test("a byte order mark does not matter, and a character may be cut between two chunks", async () => {
    const row = feedRow({ merchant: "Café 💳" });
    const bytes = new TextEncoder().encode(`\ufeff${JSON.stringify(row)}`);
    const dripping = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect((await post(dripping)).status).toBe(200);
    const { payment } = await (await request(`/api/payments/${row.trans_num}`)).json<{
      payment: { merchant: string };
    }>();
    expect(payment.merchant).toBe("Café 💳");
  });

  test("a body without a length is not read beyond the cap", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    await expectClear(await post(endless), 413);
    expect(sent).toBeLessThan(4 * 1024 * 1024);
  });

  test("a body that breaks off is refused", async () => {
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"trans_num":'));
        controller.error(new Error("the line went dead"));
      },
    });
    await expectClear(await post(broken), 400);
  });

  test("a slow push holds nobody else up", async () => {
    const row = feedRow();
    const bytes = new TextEncoder().encode(JSON.stringify(row));
    let finish: () => void = () => undefined;
    const slow = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(0, 10));
        finish = () => {
          controller.enqueue(bytes.slice(10));
          controller.close();
        };
      },
    });
    const late = post(slow);
    const others = await Promise.all(Array.from({ length: 20 }, () => push(feedRow())));
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 200));
    finish();
    expect((await late).status).toBe(200);
  });

  test("whatever comes as JSON, the answer is decisions or a clear refusal", async () => {
    const columns = Object.keys(feedRow());
    const row = fc.dictionary(fc.constantFrom(...columns, "x"), fc.jsonValue(), { maxKeys: 14 });
    const body = fc.oneof(
      fc.json(),
      row.map((cells) => JSON.stringify(cells)),
      fc.array(row, { maxLength: 3 }).map((rows) => JSON.stringify(rows)),
    );
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const answer = await post(text);
        if (answer.status !== 200) await expectClear(answer, [400, 422]);
      }),
      { numRuns: 150 },
    );
  });
});

test("names that a page could run as code are handed on as text, in JSON, and never as a page", async () => {
  const row = fraudRow({ merchant: "<img src=x onerror=alert(1)>" });
  await push(row);
  const answer = await request(`/api/payments/${row.trans_num}`);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
});

describe("when it cannot be done", () => {
  test.each(["/api/payments", "/api/payments/x", "/api/health", "/api/metrics"])(
    "%s says so while the store is down, without a word of why",
    async (path) => {
      await env.DB.exec("alter table payments rename to payments_away");
      try {
        const answer = await request(path);
        expect(answer.headers.get("retry-after")).toBe("1");
        await expectClear(answer, 503);
      } finally {
        await env.DB.exec("alter table payments_away rename to payments");
      }
      expect((await request("/api/payments")).status).toBe(200);
    },
  );

  test("with too many payments waiting, a push is told when to come back", async () => {
    const unreadable = (): Arrival => ({
      admission: {
        ok: false,
        reject: { id: crypto.randomUUID(), code: "unreadable", field: null, reason: "", snippet: "", paymentId: null },
      },
      source: "push",
      seenAt: Date.now(),
    });
    const many = () => Array.from({ length: 5_000 }, unreadable);
    const first = intake().take([unreadable()]);
    const second = intake().take(many());
    await first;
    const third = intake().take(many());
    const answer = await push(feedRow());
    expect(answer.headers.get("retry-after")).toBe("1");
    await expectClear(answer, 503);
    await Promise.all([second, third]);
    expect((await push(feedRow())).status).toBe(200);
  });
});
