// Who changed what: kept for ever, never edited, and found again.
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { deadLetters } from "../../worker/queue/deadLetters.ts";
import type { AuditEntry } from "../../worker/store/audit.ts";
import { openStore } from "../../worker/store/open.ts";
import { Superseded } from "../../worker/store/store.ts";
import { feedRow } from "../rows.ts";
import { forgetAudit, sql } from "./sql.ts";
import { withStoreDown } from "./storeLine.ts";
import { cron, HOST, ledger, push, request } from "./worker.ts";

const store = openStore(env);

const ENTRY: AuditEntry = {
  ...{ id: "e1", at: Date.UTC(2026, 10, 20), by: "ann@example.org", via: "board" },
  ...{ action: "rule_changed", subject: "r1", note: "too many at night", policy: 7 },
  before: { name: "Night", state: "active" },
  after: { name: "Night", state: "shadow" },
};

/** The ledger may take the pen meanwhile: it closes days and looks after what is owed by itself. */
async function written(...audit: AuditEntry[]): Promise<void> {
  for (;;) {
    const { epoch } = await store.takeWriter();
    const failure = await store.commit(epoch, { audit }).catch((error: unknown) => error);
    if (failure instanceof Superseded) continue;
    if (failure !== undefined) throw failure;
    return;
  }
}

beforeEach(forgetAudit);

describe("an entry is kept for ever, as it was written", () => {
  beforeEach(() => written(ENTRY));

  const only = store.kind === "d1" ? [] : [["emptied", "truncate audit"]];
  const replaced = `insert or replace into audit (id, at, "by", via, action, subject) values ('e1', 1, 'x', 'x', 'x', 'x')`;
  test.each([
    ["changed", `update audit set "by" = 'somebody else'`],
    ["changed a little", "update audit set note = null where id = 'e1'"],
    ["deleted", "delete from audit"],
    ["deleted by age", "delete from audit where at < 9999999999999"],
    ...only,
    ...(store.kind === "d1" ? [["replaced", replaced]] : []),
  ])("it cannot be %s", async (_how, statement) => {
    await expect(sql(statement ?? "")).rejects.toThrow();
    expect(await store.audit(10, null)).toEqual([ENTRY]);
  });

  test("the same once more is no second entry, and another one under its id does not take its place", async () => {
    await written(ENTRY);
    await written({ ...ENTRY, by: "somebody else" }).catch(() => undefined);
    expect(await store.audit(10, null)).toEqual([ENTRY]);
  });
});

const DASHBOARD_TOKEN = "a dashboard token of the tests";
const ADMIN_TOKEN = "an admin token of the tests";
const TOKENS = { DASHBOARD_TOKEN, ADMIN_TOKEN };
const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  request(path, { method: "POST", headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

/** What does not go with a batch of the store follows at once, but not before the answer. */
async function audited(entries: number): Promise<AuditEntry[]> {
  return vi.waitFor(async () => {
    const found = await store.audit(100, null);
    expect(found).toHaveLength(entries);
    return found.toReversed();
  });
}

describe("what people do is in it", () => {
  beforeAll(async () => {
    await push(feedRow());
  });

  test("every verdict, with what was said before, in the batch of the verdict itself", async () => {
    const row = feedRow();
    await push(row);
    const path = `/api/payments/${row.trans_num}/verdict`;
    await withStoreDown(() => post(path, { verdict: "fraud" }));
    expect(await store.audit(10, null)).toEqual([]);

    await post(path, { verdict: "fraud", note: "the holder called" });
    await post(path, { verdict: "fraud" });
    await post(path, { verdict: "legitimate" }, { origin: HOST });
    await post(path, { verdict: null });
    const doer = { action: "verdict", subject: row.trans_num, policy: null };
    const [fraud, legitimate, none] = ["fraud", "legitimate", null].map((verdict) => ({ verdict, fraudType: null }));
    expect(await audited(3)).toMatchObject([
      { ...doer, by: "api", via: "api", note: "the holder called", before: null, after: fraud },
      { ...doer, by: "board", via: "board", note: null, before: fraud, after: legitimate },
      { ...doer, by: "api", via: "api", note: null, before: legitimate, after: none },
    ]);
  });

  test("a message that is sent again, and all of them", async () => {
    const target = "mail:ann@example.org";
    const [one, other] = ["a", "b"].map((name) => ({
      ...{ id: `fraud:${name}>${target}`, notice: `fraud:${name}`, kind: "fraud" as const, target },
      ...{ subject: "Fraud", text: "", html: "<p>…</p>", createdAt: 1, dueAt: 1 },
    }));
    if (one === undefined || other === undefined) throw new Error("there are two");
    await store.owe([one, other]);
    for (const { id } of [one, other]) {
      await store.endAttempt({
        ...{ id, state: "failed", dueAt: 1, doubtSince: null, keys: 1, sentAt: null, reference: null },
        ...{ problem: "refused", fate: null, fateDueAt: null },
      });
    }
    expect((await post(`/api/alerts/${encodeURIComponent(one.id)}/retry`)).status).toBe(202);
    expect((await post(`/api/alerts/${encodeURIComponent(one.id)}/retry`)).status).toBe(409);
    expect(await (await post("/api/alerts/again")).json()).toEqual({ messages: 1 });
    expect(await (await post("/api/alerts/again")).json()).toEqual({ messages: 0 });
    const failed = { state: "failed", problem: "refused" };
    expect(await audited(2)).toMatchObject([
      { action: "message_sent_again", subject: one.id, by: "api", before: failed, after: { state: "pending" } },
      { action: "messages_sent_again", subject: "all", before: null, after: { messages: 1 } },
    ]);
  });

  test("dead letters, whether tried again or given up", async () => {
    const letters = ["one", "two", "three"].map((id) => ({ id, body: id, attempts: 5, reason: "no store" }));
    await deadLetters(env).keep(letters);
    expect((await post("/api/dead-letters/one/replay")).status).toBe(202);
    expect((await post("/api/dead-letters/two/discard", undefined, { origin: HOST })).status).toBe(200);
    expect((await post("/api/dead-letters/two/discard")).status).toBe(404);
    expect(await (await post("/api/dead-letters/replay")).json()).toMatchObject({ sent: 1 });
    const before = { payments: null, attempts: 5, reason: "no store" };
    expect(await audited(3)).toMatchObject([
      { action: "dead_letter_sent_again", subject: "one", by: "api", before },
      { action: "dead_letter_given_up", subject: "two", by: "board", via: "board", before },
      { action: "dead_letters_sent_again", subject: "all", after: { sent: 1 } },
    ]);
  });
});

describe("a sign-in", () => {
  const signIn = (token: string) => request("/login", { method: "POST", body: new URLSearchParams({ token }) }, TOKENS);

  test("is audited with its way out, and a wrong token is not", async () => {
    const answer = await signIn(ADMIN_TOKEN);
    const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
    await signIn(DASHBOARD_TOKEN);
    expect((await signIn("a wrong token of the tests")).status).toBe(401);
    const out = { method: "POST", headers: { origin: HOST, cookie } };
    await request("/logout", out, TOKENS);
    await request("/logout", { ...out, headers: { origin: HOST } }, TOKENS);
    expect(await audited(3)).toMatchObject([
      { action: "login", subject: "admin", by: "admin", via: "board", before: null, after: null },
      { action: "login", subject: "reader", by: "board", via: "board" },
      { action: "logout", subject: "admin", by: "admin", via: "board" },
    ]);
  });

  test("works while the store is away, and is audited once when it is back", async () => {
    const complained = vi.spyOn(console, "error").mockImplementation(() => undefined);
    await withStoreDown(async () => {
      expect((await signIn(ADMIN_TOKEN)).status).toBe(303);
      await vi.waitFor(() => expect(complained.mock.calls.join()).toContain("audit_waits"));
    });
    expect(await ledger().auditWaiting()).toBe(1);
    expect(await store.audit(10, null)).toEqual([]);
    complained.mockRestore();
    await cron();
    await cron();
    expect(await audited(1)).toMatchObject([{ action: "login", by: "admin" }]);
    expect(await ledger().auditWaiting()).toBe(0);
  });

  test("works when nobody keeps the audit, and the log says who it was", async () => {
    const complained = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const LEDGER = { getByName: () => ({ audit: () => Promise.reject(new Error("the object is away")) }) };
    const init = { method: "POST", body: new URLSearchParams({ token: ADMIN_TOKEN }) };
    expect((await request("/login", init, { ...TOKENS, LEDGER })).status).toBe(303);
    const said = complained.mock.calls.map(([line]) => JSON.parse(String(line)));
    complained.mockRestore();
    expect(said).toMatchObject([
      { event: "not_audited", action: "login", subject: "admin", by: "admin", via: "board" },
    ]);
  });
});

describe("one finds", () => {
  const AT = Date.UTC(2026, 10, 20, 12);
  const entry = (at: number, changes: Partial<AuditEntry>): AuditEntry => ({
    ...ENTRY,
    id: `e${at}`,
    at: AT + at,
    ...changes,
  });
  beforeEach(() =>
    written(
      entry(1, { action: "login", subject: "admin", by: "admin", before: null, after: null, note: null, policy: null }),
      entry(2, { by: "bob@example.org", note: '=HYPERLINK("http://evil.test")' }),
      entry(3, { action: "rule_removed", after: null }),
      entry(4, {
        action: "verdict",
        subject: "p1",
        via: "mail",
        note: null,
        policy: null,
        after: { verdict: "fraud" },
      }),
    ),
  );
  const ids = async (query: string) => {
    const answer = await request(`/api/audit?${query}`);
    expect(answer.status, query).toBe(200);
    const { entries, waiting } = await answer.json<{ entries: { id: string }[]; waiting: number }>();
    expect(waiting).toBe(0);
    return entries.map(({ id }) => id).join(" ");
  };

  test.each([
    ["", "e4 e3 e2 e1"],
    ["action=rule_changed", "e2"],
    ["action=rule_changed,rule_removed,rule_added", "e3 e2"],
    ["by=ann@example.org", "e4 e3"],
    ["via=mail", "e4"],
    ["subject=r1", "e3 e2"],
    ["from=2026-11-20T12:00:00.002Z&to=2026-11-20T12:00:00.004Z", "e3 e2"],
    ["from=2026-11-20&to=2026-11-20", "e4 e3 e2 e1"],
    ["from=2026-11-21", ""],
    ["to=2026-11-19", ""],
    ["action=verdict&by=ann@example.org&via=mail&subject=p1", "e4"],
    ["by=nobody", ""],
  ])("by %s", async (query, found) => {
    expect(await ids(query)).toBe(found);
  });

  test("page by page, with the same filter", async () => {
    const read = async (cursor = ""): Promise<string[]> => {
      const answer = await request(`/api/audit?via=board&limit=1${cursor}`);
      const { entries, next } = await answer.json<{ entries: { id: string }[]; next: string | null }>();
      const shown = entries.map(({ id }) => id);
      return next === null ? shown : [...shown, ...(await read(`&cursor=${next}`))];
    };
    expect(await read()).toEqual(["e3", "e2", "e1"]);
  });

  test("all of it as CSV, in words, and no note becomes a formula", async () => {
    const answer = await request("/api/audit/csv?for=programs&action=rule_changed,rule_removed,login");
    expect(answer.headers.get("content-disposition")).toContain('filename="audit.csv"');
    const [header, ...lines] = (await answer.text()).trimEnd().split("\r\n");
    expect(header).toBe("id,at,at_local,by,via,what,action,subject,note,before,after,policy");
    expect(lines.map((line) => line.split(",")[0])).toEqual(["e3", "e2", "e1"]);
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.test"")"`);
    expect(lines[1]).toContain("turned the rule “Night” to shadow");
    expect(lines[2]).toMatch(/,signed in as admin,login,admin,,,,$/);
    const [first] = new Uint8Array(await (await request("/api/audit/csv")).arrayBuffer());
    expect(first, "a byte order mark").toBe(0xef);
  });

  test("and what is no filter is refused by its name", async () => {
    for (const query of ["action=Rule", "from=yesterday", "who=ann", "cursor=x"]) {
      const answer = await request(`/api/audit?${query}`);
      expect(answer.status, query).toBe(400);
      expect(await answer.json()).toMatchObject({ field: query.split("=")[0] });
    }
  });
});
