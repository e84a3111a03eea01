import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { feedRow, fraudRow } from "../rows.ts";
import { listen, paymentIds } from "./live.ts";
import { board, ledger, push, request } from "./worker.ts";

const isPayment = (id: string) => (frame: { type: string; payment?: { id: string } }) =>
  frame.type === "payment" && frame.payment?.id === id;

test("a board is greeted with how things stand, and then sees a payment as it is stored", async () => {
  const live = await listen();
  const hello = await live.next(({ type }) => type === "hello");
  expect(hello).toMatchObject({ type: "hello", reset: true, status: { health: { store: "d1", open: true } } });

  const row = fraudRow();
  await push(row);
  const event = await live.next(isPayment(row.trans_num));
  expect(event).toMatchObject({ payment: { outcome: "decline", amount: "1012.40" } });
  live.close();
});

test("after each change, boards are told how things stand", async () => {
  const live = await listen();
  await push(feedRow());
  const status = await live.next(({ type }) => type === "status");
  expect(status).toMatchObject({ type: "status", status: { zone: "UTC" } });
  live.close();
});

test("a board that comes back gets exactly what it missed", async () => {
  const live = await listen();
  const seen = feedRow();
  await push(seen);
  const { seq } = await live.next(isPayment(seen.trans_num));
  live.close();

  const missed = [feedRow(), feedRow(), feedRow()];
  await push(missed);
  const back = await listen(seq);
  await back.next(isPayment(missed[2]?.trans_num ?? ""));
  expect(back.frames[0]).toMatchObject({ type: "hello", reset: false });
  expect(paymentIds(back.frames)).toEqual(missed.map(({ trans_num }) => trans_num));
  back.close();
});

test("a board that claims to have seen the future is told to reload", async () => {
  const live = await listen(999_999_999);
  expect(await live.next(({ type }) => type === "hello")).toMatchObject({ reset: true });
  live.close();
});

test("sockets survive the object's eviction, and miss nothing", async () => {
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  await evictDurableObject(board());
  const row = feedRow();
  await push(row);
  await live.next(isPayment(row.trans_num));
  live.close();
});

test("a board that missed more than is kept is told to reload, and gets no half of it", async () => {
  const rows = Array.from({ length: 3 }, () => feedRow());
  for (const row of rows) await push(row);
  const live = await listen();
  const { seq } = await live.next(({ type }) => type === "hello");
  live.close();
  // As after two thousand more payments: the older ones of the ring have gone.
  await runInDurableObject(board(), (_, state) => {
    state.storage.sql.exec("delete from chunks where newest < ?", seq);
  });
  await evictDurableObject(board());
  const old = await listen(seq - 2);
  expect(await old.next(({ type }) => type === "hello")).toMatchObject({ reset: true });
  const next = feedRow();
  await push(next);
  await old.next(isPayment(next.trans_num));
  expect(paymentIds(old.frames)).toEqual([next.trans_num]);
  old.close();
  const newer = await listen(seq);
  expect(await newer.next(({ type }) => type === "hello")).toMatchObject({ reset: false });
  newer.close();
});

test("what was stored but not told is told at the next tick", async () => {
  const told = feedRow();
  await push(told);
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  // As after a kill between the commit and the telling: the ring lacks the newest events.
  await runInDurableObject(board(), (_, state) => {
    state.storage.sql.exec("delete from chunks where newest = (select max(newest) from chunks)");
  });
  await evictDurableObject(board());
  await ledger().tellOwed();
  await live.next(isPayment(told.trans_num));
  live.close();
});

test("what was stored but not told is told before newer payments", async () => {
  const [untold, newer] = [feedRow(), feedRow()];
  await push(untold);
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  await runInDurableObject(board(), (_, state) => {
    state.storage.sql.exec("delete from chunks where newest = (select max(newest) from chunks)");
  });
  await evictDurableObject(board());
  await push(newer);
  await live.next(isPayment(newer.trans_num));
  expect(paymentIds(live.frames)).toEqual([untold.trans_num, newer.trans_num]);
  live.close();
});

test("a payment that is told twice, or after later ones, is heard once", async () => {
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  const [first, second, third] = [feedRow(), feedRow(), feedRow()];
  await push(first);
  const event = await live.next(isPayment(first.trans_num));
  await push(second);
  await live.next(isPayment(second.trans_num));
  await board().publish([{ seq: event.seq, json: JSON.stringify(event) }]);
  await push(third);
  await live.next(isPayment(third.trans_num));
  expect(paymentIds(live.frames)).toEqual([first, second, third].map(({ trans_num }) => trans_num));
  live.close();
});

test("pings are answered", async () => {
  const response = await request("/api/live", { headers: { upgrade: "websocket" } });
  const socket = response.webSocket;
  const answered = new Promise((resolve) => {
    socket?.addEventListener("message", ({ data }) => data === "pong" && resolve(data));
  });
  socket?.accept();
  socket?.send("ping");
  expect(await answered).toBe("pong");
  socket?.close(1000);
});

test.each([
  ["binary", new ArrayBuffer(3), 1003],
  ["huge", "x".repeat(5_000), 1009],
  ["anything but a ping", "hello?", 1008],
])("a socket that sends %s is closed with the right code, and the others live on", async (_, message, code) => {
  const [rude, polite] = [await listen(), await listen()];
  rude.send(message);
  expect(await rude.closed).toEqual({ code });
  const row = feedRow();
  await push(row);
  await polite.next(isPayment(row.trans_num));
  polite.close();
});

test("a thousand pings in a row are all answered", async () => {
  const response = await request("/api/live", { headers: { upgrade: "websocket" } });
  const socket = response.webSocket;
  let pongs = 0;
  const answered = new Promise<void>((resolve) => {
    socket?.addEventListener("message", ({ data }) => {
      if (data === "pong") pongs += 1;
      if (pongs === 1_000) resolve();
    });
  });
  socket?.accept();
  for (let at = 0; at < 1_000; at += 1) socket?.send("ping");
  await answered;
  socket?.close(1000);
});

test("a flood of messages closes its own socket, and the others live on", async () => {
  const polite = await listen();
  const rude = await Promise.all(Array.from({ length: 5 }, () => listen()));
  for (let at = 0; at < 1_000; at += 1) for (const socket of rude) socket.send(`message ${at}`);
  for (const { closed } of rude) expect(await closed).toEqual({ code: 1008 });
  const row = feedRow();
  await push(row);
  await polite.next(isPayment(row.trans_num));
  polite.close();
});

test("a megabyte in one message closes the socket", async () => {
  const rude = await listen();
  rude.send("x".repeat(1_000_000));
  expect(await rude.closed).toEqual({ code: 1009 });
});

describe("boards that are silent", () => {
  const second = 1_000;
  afterEach(() => {
    vi.useRealTimers();
  });

  /** The object's clock; when a ping was answered is the runtime's to say, by the real one. */
  function clockIs(offMs: number): void {
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + offMs });
  }

  /** Like a page: it is there, and pings once. */
  async function pinging(): Promise<WebSocket> {
    const { webSocket: socket } = await request("/api/live", { headers: { upgrade: "websocket" } });
    if (!socket) throw new Error("no socket");
    const answered = new Promise((resolve) => {
      socket.addEventListener("message", ({ data }) => data === "pong" && resolve(data));
    });
    socket.accept();
    socket.send("ping");
    await answered;
    return socket;
  }

  const alarmAt = () => runInDurableObject(board(), (_, state) => state.storage.getAlarm());

  test("one that has sent no ping for a minute and a half is closed, one that pings is not", async () => {
    clockIs(-60 * second);
    const [silent, page] = [await listen(), await pinging()];
    expect(await alarmAt()).not.toBeNull();
    clockIs(29 * second);
    await runDurableObjectAlarm(board());
    expect(await runInDurableObject(board(), (_, state) => state.getWebSockets().length)).toBe(2);
    clockIs(31 * second);
    await runDurableObjectAlarm(board());
    expect(await silent.closed).toEqual({ code: 1008 });
    const row = feedRow();
    const told = new Promise<void>((resolve) => {
      page.addEventListener("message", ({ data }) => String(data).includes(row.trans_num) && resolve());
    });
    await push(row);
    await told;

    // A minute and a half after its one ping.
    clockIs(95 * second);
    const left = new Promise<number>((resolve) => page.addEventListener("close", ({ code }) => resolve(code)));
    await runDurableObjectAlarm(board());
    expect(await left).toBe(1008);
  });

  test("the object's alarm is set while a board is open, and no longer", async () => {
    await runDurableObjectAlarm(board());
    expect(await alarmAt()).toBeNull();
    const live = await listen();
    await live.next(({ type }) => type === "hello");
    const [first, now] = [await alarmAt(), Date.now()];
    expect(Math.abs((first ?? 0) - now - 90 * second)).toBeLessThan(60 * second);
    await runDurableObjectAlarm(board());
    expect(await alarmAt()).not.toBeNull();
    live.close();
    await live.closed;
    await runDurableObjectAlarm(board());
    expect(await alarmAt()).toBeNull();
  });
});

test.each([undefined, 1000, 3000, 4999])("a board that leaves with code %s is let go", async (code) => {
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  live.close(code);
  expect(await live.closed).toMatchObject({ code: expect.any(Number) });
  expect(await runInDurableObject(board(), (_, state) => state.getWebSockets().length)).toBe(0);
});

test("beyond a thousand boards the next is told to come back, and gets in once there is room", async () => {
  await runInDurableObject(board(), (_, state) => {
    for (let open = state.getWebSockets().length; open < 1_000; open += 1) {
      const { 0: client, 1: server } = new WebSocketPair();
      state.acceptWebSocket(server, ["crowd"]);
      client.accept();
    }
  });
  const crowd = await Promise.all(
    Array.from({ length: 10 }, () => request("/api/live", { headers: { upgrade: "websocket" } })),
  );
  for (const answer of crowd) {
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await answer.json()).toEqual({ error: "too many boards are open" });
  }
  await runInDurableObject(board(), (_, state) => {
    for (const socket of state.getWebSockets("crowd")) socket.close(1000);
  });
  const live = await listen();
  await live.next(({ type }) => type === "hello");
  live.close();
});

test.each(["https://evil.test", "null", "https://vigie.localhost.evil.test", "http://vigie.localhost"])(
  "an upgrade from the origin %s is refused",
  async (origin) => {
    const response = await request("/api/live", { headers: { upgrade: "websocket", origin } });
    expect(response.status).toBe(403);
  },
);

test("a plain request to the live address is told to upgrade", async () => {
  expect((await request("/api/live")).status).toBe(426);
});
