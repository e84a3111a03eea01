// Callers who mean no good and may come in: parameters, bodies, and what they hear when it cannot be done.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type Arrival, packArrivals } from "../../worker/pipeline/arrival.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { expectClear, INSIDE } from "./clearRefusal.ts";
import { storeMeets } from "./storeLine.ts";
import { decided, decider, push, request, SEAT } from "./worker.ts";

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
    expect(await answer.json()).toEqual({ payments: [], next: null, simulated: false, waiting: 0 });
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
  ])("?%s is a 400 that names the parameter", async (query) => {
    expect(await expectClear(await list(query), 400)).toMatchObject({ field: query.split("=")[0] });
  });

  test("names that every object has are no parameters", async () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      expect((await expectClear(await list(`${name}=x`), 400)).field).toBe(name);
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

describe("parameters that an address does not take", () => {
  interface Described {
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  }

  test("are refused by name on every route, with those that it takes", async () => {
    const { paths } = await (await request("/openapi.json")).json<Described>();
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => ({ path, method, parameters })),
    );
    expect(routes.length).toBeGreaterThan(20);
    for (const { path, method, parameters } of routes) {
      const address = `${path.replaceAll(/\{\w+\}/g, "x")}?limt=5`;
      const body = method === "post" ? { body: "{}" } : {};
      const { error, field } = await expectClear(
        await request(address, { method: method.toUpperCase(), ...body }),
        400,
      );
      expect(field, address).toBe("limt");
      const taken = parameters.filter((each) => each.in === "query").map(({ name }) => name);
      for (const name of taken) expect(error, address).toContain(name);
      if (taken.length === 0) expect(error, address).toBe("limt is no parameter of this address, which takes none");
    }
  });

  test("beside right ones, by HEAD, and in another case, too", async () => {
    const { error, field } = await expectClear(await request("/api/payments?limit=5&Outcome=decline"), 400);
    expect([error, field]).toEqual([expect.stringMatching(/^Outcome is no parameter .* outcome/), "Outcome"]);
    expect((await request("/api/payments?limt=5", { method: "HEAD" })).status).toBe(400);
    expect((await request("/api/payments?limit=5&outcome=decline")).status).toBe(200);
  });

  test("tell a caller without the token nothing", async () => {
    const guarded = { DASHBOARD_TOKEN: "a dashboard token of the tests" };
    await expectClear(await request("/api/payments?limt=5", {}, guarded), 401);
    await expectClear(await request("/api/payments?limt=5", { method: "POST", body: "{}" }, guarded), 401);
  });

  test("are shown short, on one line, and without a card number", async () => {
    const name = encodeURIComponent(`a\r\nb 4111111111111111 ${"x".repeat(500)}`);
    const { field } = await expectClear(await request(`/api/payments?${name}=1`), 400);
    expect(field).toMatch(/^a b •••• 1111 x{20,30}…$/);
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
  test("/api/metrics says what waits while the store is down, without a word of why", async () => {
    await env.DB.exec("alter table payments rename to payments_away");
    try {
      const answer = await request("/api/metrics");
      expect(answer.status).toBe(200);
      const text = await answer.text();
      expect(text).toMatch(/^vigie_store_up 0$/m);
      expect(text).toMatch(/^vigie_decided_waiting 0$/m);
      expect(text).not.toMatch(INSIDE);
    } finally {
      await env.DB.exec("alter table payments_away rename to payments");
    }
  });

  test.each(["/api/payments", "/api/payments/x", "/api/health"])(
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
    const many = Array.from({ length: 5_000 }, unreadable);
    await push(feedRow());
    // It must ask the store for the card's payments, and waits for the answer.
    await runInDurableObject(decider(), (_, { storage }) => {
      storage.sql.exec("update histories set history = '{damaged'");
    });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isAsked = false;
    const waits = async (_: string, pass: () => Promise<unknown>) => {
      isAsked = true;
      await released;
      return pass();
    };
    await storeMeets(waits, async () => {
      const first = decided(feedRow());
      await vi.waitFor(() => expect(isAsked).toBe(true));
      const second = decider().take(packArrivals(many), SEAT);
      const answer = await decided(feedRow());
      release();
      expect(answer.headers.get("retry-after")).toBe("1");
      await expectClear(answer, 503);
      expect((await first).status).toBe(200);
      await second;
    });
    expect((await push(feedRow())).status).toBe(200);
  });
});
