import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { MINUTE_MS } from "../duration.ts";
import { type FeedAnswer, fetchFeed } from "./fetchFeed.ts";

const NOW = Date.UTC(2026, 10, 20, 11, 0, 0);

function ask(fetcher: typeof fetch, deadlineMs = 5_000): Promise<FeedAnswer> {
  return fetchFeed({ url: "http://feed.test/current-transactions", deadlineMs, nowMs: NOW }, fetcher);
}

function answering(body: BodyInit | null, init?: ResponseInit): typeof fetch {
  return async () => new Response(body, init);
}

/** A body that never ends. It counts the bytes that were read from it, and knows whether it was cancelled. */
function endless(chunk: Uint8Array, everyMs: number) {
  const told = { bytes: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, everyMs));
      if (told.cancelled) return;
      told.bytes += chunk.byteLength;
      controller.enqueue(chunk);
    },
    cancel() {
      told.cancelled = true;
    },
  });
  return { body, told };
}

test("a good answer is its body, read to the end", async () => {
  const text = "é".repeat(100_000);
  expect(await ask(answering(text))).toEqual({ ok: true, body: text, simulated: false });
});

test("a simulator says that it is one", async () => {
  const answer = await ask(answering("{}", { headers: { "x-vigie-simulator": "1" } }));
  expect(answer).toMatchObject({ ok: true, simulated: true });
});

test("a byte order mark is dropped", async () => {
  expect(await ask(answering("\ufeff{}"))).toMatchObject({ ok: true, body: "{}" });
});

test("redirects are not followed", async () => {
  let mode: unknown;
  const answer = await ask(async (_, init) => {
    mode = init?.redirect;
    return new Response(null, { status: 302, headers: { location: "http://169.254.169.254/latest" } });
  });
  expect(mode).toBe("manual");
  expect(answer).toMatchObject({ ok: false, problem: "answered a redirect (302), which is refused", transient: false });
});

test.each([500, 502, 503])("a server error %i is worth one more try", async (status) => {
  expect(await ask(answering("oops", { status }))).toEqual({
    ok: false,
    problem: `failed (${status})`,
    transient: true,
    retryAfterMs: null,
  });
});

test("a server error that asks for time is given it instead of another try", async () => {
  const answer = await ask(answering("oops", { status: 503, headers: { "retry-after": "20" } }));
  expect(answer).toMatchObject({ transient: false, retryAfterMs: 20_000 });
});

test.each([204, 206, 400, 401, 404])("status %i is a failure that another try does not mend", async (status) => {
  expect(await ask(answering(null, { status }))).toMatchObject({ ok: false, transient: false });
});

test("a network error is worth one more try, and its text stays here", async () => {
  const answer = await ask(async () => {
    throw new TypeError("fetch failed: getaddrinfo ENOTFOUND user:secret@feed.test, wrong encoding");
  });
  expect(answer).toEqual({ ok: false, problem: "could not be reached", transient: true, retryAfterMs: null });
});

test.each([
  ["seconds", "7", 7_000],
  ["a date", "Fri, 20 Nov 2026 11:00:30 GMT", 30_000],
  ["an hour", "3600", 5 * MINUTE_MS],
  ["no sense", "soon, at 5", null],
])("Retry-After in %s is obeyed, five minutes at most", async (_, value, retryAfterMs) => {
  const headers = { "retry-after": value };
  const answer = await ask(answering('{"error":"Rate limit exceeded"}', { status: 429, headers }));
  expect(answer).toEqual({ ok: false, problem: "asked us to slow down (429)", transient: false, retryAfterMs });
});

test("a refused answer's body is let go", async () => {
  const { body, told } = endless(new Uint8Array(1024), 1);
  await ask(answering(body, { status: 500 }));
  expect(told.cancelled).toBe(true);
});

test("an HTML page with status 200 is no answer", async () => {
  expect(await ask(answering("\n <!DOCTYPE html><h1>Application error</h1>"))).toMatchObject({
    ok: false,
    problem: "answered an HTML page where JSON was expected",
  });
});

test("bytes that are not UTF-8 are refused", async () => {
  expect(await ask(answering(new Uint8Array([0x7b, 0xff, 0x7d])))).toMatchObject({
    ok: false,
    problem: "answered text that is not UTF-8",
  });
});

test("a character cut in half at the end is not UTF-8", async () => {
  expect(await ask(answering(new Uint8Array([0x7b, 0xc3])))).toMatchObject({ ok: false });
});

test("an empty answer is a body without text", async () => {
  expect(await ask(answering(null))).toEqual({ ok: true, body: "", simulated: false });
});

test("a feed that does not answer is given up at the deadline", async () => {
  const silent: typeof fetch = (_, init) =>
    new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
    });
  expect(await ask(silent, 30)).toMatchObject({ ok: false, problem: "did not answer within 0.03 s", transient: false });
});

test("a body that drips is given up at the deadline, and let go", async () => {
  const { body, told } = endless(new Uint8Array([32]), 5);
  expect(await ask(answering(body), 60)).toMatchObject({ ok: false, problem: "did not answer within 0.06 s" });
  expect(told.cancelled).toBe(true);
});

test("a body that stalls is given up at the deadline, and let go", async () => {
  let cancelled = false;
  const stalled = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array([32])),
    cancel: () => {
      cancelled = true;
    },
  });
  expect(await ask(answering(stalled), 30)).toMatchObject({ ok: false, problem: "did not answer within 0.03 s" });
  expect(cancelled).toBe(true);
});

test("an endless body is dropped soon after 4 MB", async () => {
  const { body, told } = endless(new Uint8Array(256 * 1024), 0);
  expect(await ask(answering(body))).toMatchObject({ ok: false, problem: "answered more than 4 MB" });
  expect(told.cancelled).toBe(true);
  expect(told.bytes).toBeLessThan(6 * 1024 * 1024);
});

test("a small file that unpacks to hundreds of megabytes is dropped by its unpacked size", async () => {
  const bomb = gzipSync(new Uint8Array(64 * 1024 * 1024));
  expect(bomb.byteLength).toBeLessThan(100_000);
  const unpacked = new Blob([bomb]).stream().pipeThrough(new DecompressionStream("gzip"));
  expect(await ask(answering(unpacked))).toMatchObject({ ok: false, problem: "answered more than 4 MB" });
});
