// The watchman, from the silence of one part of Vigie to the message that says so.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import type { Health, LiveFrame } from "../../worker/wire/board.ts";
import { feedBody, feedRow, fraudRow } from "../rows.ts";
import { feedAnswers } from "./feed.ts";
import { listen } from "./live.ts";
import { sql } from "./sql.ts";
import { cron, push, request, tick } from "./worker.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const watchman = () => env.WATCHMAN.getByName("watchman");

/** Each failed poll is tried twice, with a pause. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let now: number;

/** From a quiet moment on, with a clock of the test's own: each test hours after the one before. */
beforeEach(async () => {
  now = (now ?? Date.now()) + 6 * HOUR;
  setClock(now);
  for (const table of ["incidents", "messages", "minutes"]) await sql(`delete from ${table}`);
  await runInDurableObject(watchman(), (_, state) => {
    state.storage.kv.delete("watch");
    state.storage.kv.delete("usual");
    state.storage.kv.delete("learned");
  });
  await feedWorks();
  for (let minute = 0; minute < 4; minute += 1) await minutePasses();
  expect(await told()).toEqual([]);
});

afterEach(() => {
  vi.useRealTimers();
});

const ledger = () => env.LEDGER.getByName("intake");

/** The watchman learns at its next look what payments were like, and which frauds are known. */
async function learnAnew(): Promise<void> {
  await runInDurableObject(watchman(), (_, state) => state.storage.kv.delete("learned"));
}

async function census(): Promise<{ hour: number; payments: number }[]> {
  const { hours } = await ledger().census();
  return hours;
}

async function forgetCensus(): Promise<void> {
  await runInDurableObject(ledger(), (_, state) => {
    for (const [key] of [...state.storage.kv.list({ prefix: "census1:" })]) state.storage.kv.delete(key);
  });
  await evictDurableObject(ledger());
}

function sumOf(hours: readonly { payments: number }[]): number {
  return hours.reduce((sum, { payments }) => sum + payments, 0);
}

/** Lines of the log about the feed. The log is then heard as usual. */
function ofFeed(log: MockInstance<typeof console.log>): unknown[] {
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)));
  log.mockRestore();
  return lines.filter(({ event }) => /^feed_/.test(event));
}

function setClock(at: number): void {
  now = at;
  vi.useFakeTimers({ toFake: ["Date"], now });
}

async function feedWorks(): Promise<void> {
  await feedAnswers({ body: feedBody([feedRow({ current_time: now })]) });
  await tick();
}

/** A minute later: the feed is asked (unless it is dead), and the watchman looks. */
async function minutePasses(feed: "works" | "fails" | "dead" = "works"): Promise<void> {
  setClock(now + MINUTE);
  if (feed === "works") await feedWorks();
  if (feed === "fails") {
    await feedAnswers({ status: 500 }, { status: 500 });
    await tick();
  }
  await watchmanLooks();
  // As the outbox does, whose own alarm does not follow this clock.
  await sql("update messages set state = 'sent' where state = 'pending'");
}

async function watchmanLooks(): Promise<void> {
  await watchman().beat();
  await runDurableObjectAlarm(watchman());
}

/** Of a thousand payments. */
async function minuteHad(minute: number, { reviews, declines }: { reviews: number; declines: number }): Promise<void> {
  await sql(
    `insert into minutes values (?, 1000, 0, ?, ?, 0, 0, 0) on conflict (minute)
     do update set payments = 1000, reviews = excluded.reviews, declines = excluded.declines`,
    ...[minute, reviews, declines],
  );
}

async function told(): Promise<string[]> {
  const rows = await sql("select subject from messages where kind = 'incident' order by created_at, id");
  return rows.map(({ subject }) => String(subject));
}

async function health(): Promise<{ status: number; body: Health }> {
  const answer = await request("/api/health");
  return { status: answer.status, body: await answer.json() };
}

test("when the poller is silent it is told after three minutes, once, and again when it is back", async () => {
  for (let minute = 0; minute < 3; minute += 1) await minutePasses("dead");
  expect(await told()).toEqual([]);
  for (let minute = 0; minute < 10; minute += 1) await minutePasses("dead");
  expect(await told()).toEqual(["Trouble: No poll for 4 minutes"]);
  const sick = await health();
  expect(sick.status).toBe(503);
  expect(sick.body).toMatchObject({
    problems: ["No poll for 13 minutes."],
    incidents: [{ kind: "no_tick", detail: "No poll for 13 minutes.", lasts: true }],
  });

  for (let minute = 0; minute < 7; minute += 1) await minutePasses();
  expect(await told()).toEqual(["Trouble: No poll for 4 minutes", "Over: The feed is polled again"]);
  expect(await health()).toMatchObject({ status: 200, body: { problems: [], incidents: [] } });
});

test("one failed poll is nothing; minutes of them are told, with what the feed answered", async () => {
  await minutePasses("fails");
  await minutePasses();
  expect(await told()).toEqual([]);
  for (let minute = 0; minute < 6; minute += 1) await minutePasses("fails");
  expect(await told()).toEqual(["Trouble: The feed failed (500)"]);
});

test("no payment for a quarter of an hour is told, though the feed answers", async () => {
  for (let minute = 0; minute < 17; minute += 1) {
    await feedAnswers({ body: feedBody([]) });
    await minutePasses("dead");
    await tick();
  }
  // What the feed answers is no payment.
  const subjects = await told();
  expect(subjects.filter((subject) => subject.startsWith("Trouble: No payment"))).toHaveLength(1);
});

test("a message that was given up, and one that waits too long, are told", async () => {
  await sql(
    `insert into messages (id, notice, kind, target, subject, text, created_at, due_at, state, attempts, keys)
     values ('x', 'fraud:x', 'fraud', 'mail:a@example.org', 's', 't', ?, ?, 'failed', 1, 1)`,
    now,
    now,
  );
  await minutePasses();
  expect(await told()).toEqual(["Trouble: 1 message was given up; the outbox says why"]);
});

test("mails that were lost on their way are told to everyone, while payments flow, and their own notices start nothing", async () => {
  const lost = (kind: string) =>
    sql(
      `insert into messages (id, notice, kind, target, subject, text, created_at, due_at, state, attempts, keys, reference, fate)
       values (?, 'x', ?, 'mail:bob@example.org', 's', 't', ?, ?, 'failed', 1, 1, 're_1', 'bounced')`,
      ...[kind, kind, now - 30 * HOUR, now],
    );
  await lost("incident");
  await minutePasses();
  expect(await told()).toEqual(["s"]);
  await lost("fraud");
  await minutePasses();
  expect(await told()).toContain(
    "Trouble: 1 mail to bob@example.org did not arrive though the mail provider had accepted them; the outbox says why",
  );
  expect(await health()).toMatchObject({
    ...{ status: 200, body: { flowing: true, incidents: [{ kind: "undelivered", lasts: true }] } },
  });
});

test("a watchman that was switched off says so once it is back", async () => {
  setClock(now + 10 * HOUR);
  await minutePasses();
  expect(await told()).toEqual(["Trouble: Vigie did not run for 10 hours"]);
  await minutePasses();
  expect(await told()).toHaveLength(1);
});

test("many more frauds than usual in the last hour are told", async () => {
  const thisHour = Math.floor(now / HOUR) * HOUR;
  const minutes = Array.from({ length: 48 }, (_, hour) => thisHour - (hour + 2) * HOUR);
  for (const minute of minutes) await minuteHad(minute, { reviews: 2, declines: 8 });
  await runInDurableObject(watchman(), (_, state) => state.storage.kv.delete("learned"));
  await minutePasses();
  expect(await told()).toEqual([]);
  const minute = Math.floor(now / MINUTE) * MINUTE;
  await minuteHad(minute, { reviews: 10, declines: 90 });
  await minutePasses("dead");
  expect((await told())[0]).toMatch(/^Trouble: 10 % of the last hour's payments were flagged, usually 1\.0 %/);
});

/** The frauds of a day that are known by now. */
async function dayHad(back: number, { flagged, missed }: { flagged: number; missed: number }): Promise<void> {
  const quarter = Math.floor((now - back * 24 * HOUR) / (15 * MINUTE)) * 15 * MINUTE;
  for (const [outcome, payments] of Object.entries({ decline: flagged, approve: missed })) {
    await sql(
      "insert into quarters (quarter, category, model, outcome, truth, payments, amount_cents) values (?, 'home', 'm', ?, 'fraud', ?, 0)",
      ...[quarter, outcome, payments],
    );
  }
}

test("frauds that are missed are told when their labels have come", async () => {
  for (let back = 3; back < 20; back += 1) await dayHad(back, { flagged: 40, missed: 1 });
  await learnAnew();
  await minutePasses();
  expect(await told()).toEqual([]);
  await dayHad(1, { flagged: 12, missed: 20 });
  await learnAnew();
  await minutePasses();
  expect(await told()).toEqual([
    expect.stringMatching(/^Trouble: Of 32 frauds that are known of the last 2 days, 38 % /),
  ]);
  expect(await health()).toMatchObject({ status: 200, body: { flowing: true, incidents: [{ kind: "recall" }] } });
  await sql("delete from quarters where model = 'm'");
  await learnAnew();
  for (let minute = 0; minute < 7; minute += 1) await minutePasses();
  expect((await told())[1]).toMatch(/^Over: The model finds as many of the frauds as usual again/);
});

test("a column that is gone is told by its name: each payment was counted once, also when it came again", async () => {
  const rows = Array.from({ length: 30 }, () => feedRow({ current_time: now }));
  const before = await census();
  await push(rows);
  await push(rows);
  const after = await census();
  expect(sumOf(after) - sumOf(before)).toBe(30);

  // The same hour's payments on days before, in the intake's storage. What other tests paid is not theirs.
  const hour = Math.floor(now / HOUR) * HOUR - HOUR;
  const like = after.at(-1);
  if (like === undefined) throw new Error("nothing was counted");
  await forgetCensus();
  await runInDurableObject(ledger(), (_, state) => {
    const put = (at: number, gender: number[]) =>
      state.storage.kv.put(`census1:${at}`, { ...like, hour: at, payments: 300, gender });
    for (let day = 1; day <= 10; day += 1) put(hour - day * 24 * HOUR, [160, 140, 0]);
    put(hour, [0, 0, 300]);
  });
  await evictDurableObject(ledger());
  await learnAnew();
  await minutePasses();
  const subjects = await told();
  await forgetCensus();
  expect(subjects).toEqual([expect.stringContaining("gender: missing from 100 % of the payments, before from 0")]);
});

test("while an intake of the version before has no census, the rest is judged, and the census as soon as it is there", async () => {
  const failures = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const older = (isOlder: boolean) =>
    runInDurableObject(ledger(), (instance) => {
      const prototype = Object.getPrototypeOf(instance);
      if (isOlder) Object.defineProperty(prototype, "census", { value: undefined, configurable: true });
      else Object.defineProperty(prototype, "census", whole);
    });
  const whole = await runInDurableObject(ledger(), (instance) => {
    const descriptor = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(instance), "census");
    if (descriptor === undefined) throw new Error("the intake has no census");
    return descriptor;
  });
  for (let back = 3; back < 20; back += 1) await dayHad(back, { flagged: 40, missed: 1 });
  await dayHad(1, { flagged: 12, missed: 20 });
  await learnAnew();
  await older(true);
  try {
    await minutePasses();
  } finally {
    await older(false);
  }
  const learned = () => runInDurableObject(watchman(), (_, state) => state.storage.kv.get("learned"));
  expect(await told()).toEqual([expect.stringMatching(/^Trouble: Of 32 frauds/)]);
  expect(await learned()).toBeUndefined();
  expect(failures.mock.calls.map(([line]) => JSON.parse(String(line)).event)).toEqual(["census_unknown"]);
  failures.mockRestore();
  await minutePasses();
  expect(await learned()).toBeDefined();
  await sql("delete from quarters where model = 'm'");
});

test("the last groups of a burst are still counted after a restart, once anyone has asked how things stand", async () => {
  const newest = async () => sumOf(await census());
  const before = await newest();
  await push([feedRow({ current_time: now })]);
  await push([feedRow({ current_time: now })]);
  expect(await newest()).toBe(before + 2);
  await evictDurableObject(ledger());
  expect(await newest()).toBe(before + 2);
  const { payments } = (await ledger().status()).unfamiliar;
  await push([feedRow({ current_time: now })]);
  const status = await ledger().status();
  await evictDurableObject(ledger());
  expect(await newest()).toBe(before + 3);
  expect((await ledger().status()).unfamiliar).toEqual(status.unfamiliar);
  expect(status.unfamiliar.payments).toBe(payments + 1);
});

test("an evicted watchman goes on from its storage, and a dead one is revived by any request", async () => {
  for (let minute = 0; minute < 2; minute += 1) await minutePasses("dead");
  await evictDurableObject(watchman());
  for (let minute = 0; minute < 3; minute += 1) await minutePasses("dead");
  expect(await told()).toEqual(["Trouble: No poll for 4 minutes"]);

  await runInDurableObject(watchman(), (_, state) => state.storage.deleteAlarm());
  setClock(now + 2 * MINUTE);
  await request("/login");
  expect(await runInDurableObject(watchman(), (_, state) => state.storage.getAlarm())).not.toBeNull();
  await runInDurableObject(watchman(), (_, state) => state.storage.deleteAlarm());
  await cron();
  expect(await runInDurableObject(watchman(), (_, state) => state.storage.getAlarm())).not.toBeNull();
});

test("metrics name what lasts, and how good the declines are", async () => {
  // Late in the evening, when such a payment is a fraud to any model; the next one, when it is later already.
  setClock(Math.ceil((now + 40 * MINUTE) / (24 * HOUR)) * 24 * HOUR - 40 * MINUTE);
  await minutePasses();
  await push(fraudRow({ current_time: now, is_fraud: 1, cc_num: "4000123412340005555" }));
  for (let minute = 0; minute < 4; minute += 1) await minutePasses("dead");
  const text = await (await request("/api/metrics")).text();
  expect(text).toMatch(/^vigie_incident\{kind="no_tick"\} 1$/m);
  expect(text).toMatch(/^vigie_precision_today 1$/m);
  expect(text).toMatch(/^vigie_recall_today 1$/m);
  expect(text).toMatch(/^vigie_up 0$/m);
});

/** Minutes at which the outside service was asked, while `during` ran. */
async function askedOutside(during: () => Promise<void>): Promise<number> {
  let asked = 0;
  const reach = globalThis.fetch;
  vi.stubGlobal("fetch", (...call: Parameters<typeof fetch>) => {
    if (String(call[0]) !== "https://outside.test/ping") return reach(...call);
    asked += 1;
    // Whether it answers does not matter.
    return Promise.reject(new Error("unreachable"));
  });
  await runInDurableObject(watchman(), (instance) => {
    Reflect.set(instance, "env", { ...env, HEARTBEAT_URL: "https://outside.test/ping" });
  });
  await during();
  vi.unstubAllGlobals();
  await evictDurableObject(watchman());
  return asked;
}

test("an outside service is asked each minute while all is well, and no longer once an incident lasts", async () => {
  const asked = await askedOutside(async () => {
    for (let minute = 0; minute < 3; minute += 1) await minutePasses();
    for (let minute = 0; minute < 8; minute += 1) await minutePasses("dead");
  });
  expect(asked).toBe(6);
});

test("a post that a chat refused is told, but payments flow, and the outside service is asked on", async () => {
  const asked = await askedOutside(async () => {
    await sql(
      `insert into messages (id, notice, kind, target, subject, text, created_at, due_at, state, attempts, keys, problem)
       values ('refused', 'fraud:x', 'fraud', 'slack:1f3a', 's', 't', ?, ?, 'failed', 1, 1, 'it answered 404: channel_not_found')`,
      now,
      now,
    );
    for (let minute = 0; minute < 3; minute += 1) await minutePasses();
  });
  expect(asked).toBe(3);
  expect(await told()).toEqual(["Trouble: 1 message was given up; the outbox says why"]);
  expect(await health()).toMatchObject({ status: 200, body: { flowing: true, status: "degraded" } });
  expect(await (await request("/api/metrics")).text()).toMatch(/^vigie_up 1$/m);
});

test("while the feed is left alone as it asked, nothing is told", async () => {
  await feedAnswers({ status: 429, headers: { "retry-after": "300" } });
  await tick();
  for (let minute = 0; minute < 5; minute += 1) await minutePasses("dead");
  await minutePasses();
  await minutePasses();
  expect(await told()).toEqual([]);
  expect(await health()).toMatchObject({ status: 200, body: { problems: [] } });
});

test("a feed that still asks to be left alone after the pause that it asked for is told", async () => {
  for (let pause = 0; pause < 2; pause += 1) {
    await feedAnswers({ status: 429, headers: { "retry-after": "300" } });
    await tick();
    for (let minute = 0; minute < 5; minute += 1) await minutePasses("dead");
  }
  expect(await told()).toEqual(["Trouble: The feed asked us to slow down (429)"]);
});

test("a whole answer of refused rows is told at once, and ends the flow, until rows are good again", async () => {
  const failures = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const notes = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const rows = (change: object) => Array.from({ length: 12 }, () => ({ ...feedRow({ current_time: now }), ...change }));
  for (let minute = 0; minute < 10; minute += 1) {
    await feedAnswers({ body: feedBody(rows({})) });
    await tick();
  }
  const asked = await askedOutside(async () => {
    await feedAnswers({ body: feedBody(rows({ amt: null })) });
    await tick();
    await minutePasses();
  });
  expect(asked).toBe(0);
  expect(await told()).toEqual([
    "Trouble: All 12 rows of an answer of the feed were refused: amt or amount_minor is missing",
  ]);
  const sick = await health();
  expect(sick).toMatchObject({ status: 503, body: { flowing: false, incidents: [{ kind: "refused", lasts: true }] } });
  const text = await (await request("/api/metrics")).text();
  expect(text).toMatch(/^vigie_rows_refused_15m\{source="poll"\} 12$/m);
  expect(text).toMatch(/^vigie_incident\{kind="refused"\} 1$/m);

  await feedAnswers({ body: "[]" });
  await tick();
  for (let minute = 0; minute < 10; minute += 1) await minutePasses();
  expect((await told()).at(-1)).toBe("Over: Few rows are refused again");
  expect(await health()).toMatchObject({ status: 200, body: { problems: [] } });
  expect(ofFeed(failures)).toEqual([
    { level: "error", event: "feed_refused", message: "answered 12 rows, all refused: amt or amount_minor is missing" },
  ]);
  expect(ofFeed(notes)).toEqual([{ level: "info", event: "feed_answers", received: 1 }]);
});

test("rows refused a few at a time are told by their share, polled or pushed, and a restart forgets none", async () => {
  for (let at = 0; at < 12; at += 1) {
    setClock(now + 6_000);
    await feedAnswers({ body: feedBody([feedRow({ current_time: now }), feedRow({ trans_num: "" })]) });
    await tick();
  }
  setClock(now + 6_000);
  await push(Array.from({ length: 30 }, (_, at) => (at < 10 ? { ...feedRow(), amt: "much" } : feedRow())));
  await evictDurableObject(env.LEDGER.getByName("intake"));
  await minutePasses("dead");
  const [subject] = await told();
  expect(subject).toMatch(/^Trouble: \d+ % of the rows polled in the last 15 minutes were refused \(12 of \d+\)/);
  expect((await health()).body.problems.join()).toMatch(
    /33 % of the rows pushed .* \(10 of 30\), most often: amt must be/,
  );
});

test("an answer of 200 that says that something is wrong is a failed poll, in the feed's own words", async () => {
  const answer = { body: '{"error":"Rate limit exceeded: 5 per 1 minute"}' };
  await feedAnswers(answer);
  await tick();
  expect(await health()).toMatchObject({
    status: 503,
    body: {
      problems: ["The feed answered no payments, but: Rate limit exceeded: 5 per 1 minute."],
      lastTick: { ok: false, received: 0, rejected: 0 },
    },
  });
  for (let minute = 0; minute < 5; minute += 1) {
    await feedAnswers(answer);
    await tick();
    await minutePasses("dead");
  }
  expect(await told()).toEqual(["Trouble: The feed answered no payments, but: Rate limit exceeded: 5 per 1 minute"]);
});

test("the watchman alone revives an outbox whose alarm is dead", async () => {
  const outbox = () => env.OUTBOX.getByName("outbox");
  const alarm = () => runInDurableObject(outbox(), (_, state) => state.storage.getAlarm());
  await runInDurableObject(outbox(), (_, state) => state.storage.deleteAlarm());
  expect(await alarm()).toBeNull();
  // Not due for an hour, so that whatever round is begun leaves an alarm behind.
  await sql(
    `insert into messages (id, notice, kind, target, subject, text, created_at, due_at, state, attempts, keys)
     values ('waiting', 'fraud:x', 'fraud', 'slack:1f3a', 's', 't', ?, ?, 'pending', 1, 1)`,
    now,
    now + HOUR,
  );
  await runDurableObjectAlarm(watchman());
  await expect.poll(alarm).not.toBeNull();
});

test("a store that is down for six looks is one incident of the store, and none of a Vigie that did not run", async () => {
  await sql("alter table payments rename to payments_away");
  for (let minute = 0; minute < 6; minute += 1) {
    setClock(now + MINUTE);
    await watchmanLooks();
  }
  await sql("alter table payments_away rename to payments");
  for (let minute = 0; minute < 3; minute += 1) await minutePasses();
  expect(await told()).toEqual(["Trouble: The store could not be read for 7 minutes"]);
  expect(await sql("select kind from incidents")).toEqual([{ kind: "store" }]);
});

test("open boards hear of the silence though nothing is polled any more", async () => {
  const live = await listen();
  for (let minute = 0; minute < 5; minute += 1) await minutePasses("dead");
  const isTold = (frame: LiveFrame) => frame.type === "status" && frame.status.health.incidents[0]?.kind === "no_tick";
  await live.next(isTold);
  live.close();
});
