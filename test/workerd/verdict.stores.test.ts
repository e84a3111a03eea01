// What people say of payments: from the board, from a program, from a mail.
import { beforeAll, describe, expect, test } from "vitest";
import { LINK_MS } from "../../worker/notice/signedLink.ts";
import { type LinkedVerdict, verdictHref } from "../../worker/notice/verdictLink.ts";
import type { PaymentView, VerdictView } from "../../worker/wire/board.ts";
import { type TrainingPage, trainingPage } from "../../worker/wire/training.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { newKey, newTeam, type SigningKey } from "./accessTeam.ts";
import { expectClear } from "./clearRefusal.ts";
import { listen } from "./live.ts";
import { sql } from "./sql.ts";
import { HOST, push, request } from "./worker.ts";

const TOKEN = "a dashboard token of the tests";
const CARD_KEY = "a key of the tests, thirty-two characters or more";

interface Answer {
  changed: boolean;
  payment: PaymentView;
  verdicts: VerdictView[];
}

function say(id: string, body: unknown, headers: Record<string, string> = {}, changes: object = {}): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return request(
    `/api/payments/${id}/verdict`,
    { method: "POST", body: text, headers: { "content-type": "application/json", ...headers } },
    changes,
  );
}

async function said(id: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await say(id, body, headers);
  expect(answer.status).toBe(200);
  return answer.json();
}

async function stored(row = fraudRow()): Promise<string> {
  await push(row);
  return row.trans_num;
}

async function inFull(id: string): Promise<{ payment: PaymentView; verdicts: VerdictView[] }> {
  return (await request(`/api/payments/${id}`)).json();
}

/** What the tables of sums say of a model's payments in a category: counts by truth. */
async function tallies(category: string): Promise<Record<string, number>> {
  const rows = await sql(
    "select truth, sum(payments) as count, sum(amount_cents) as cents from quarters where category = ? group by truth",
    category,
  );
  return Object.fromEntries(
    rows.flatMap(({ truth, count, cents }) => [
      [String(truth), Number(count)],
      [`${truth}_cents`, Number(cents)],
    ]),
  );
}

test("a verdict is kept with its note, by whom and when, and the payment carries it", async () => {
  const id = await stored();
  const before = await inFull(id);
  expect(before).toMatchObject({ payment: { verdict: null, label: "fraud" }, verdicts: [] });

  const answer = await said(id, {
    verdict: "legitimate",
    note: "The holder called:\n it was theirs, 4000 1234 1234 1234",
  });
  expect(answer).toMatchObject({ changed: true, payment: { id, verdict: "legitimate" } });
  expect(answer.payment.seq).toBeGreaterThan(before.payment.seq);
  const { payment, verdicts } = await inFull(id);
  expect(payment).toEqual(answer.payment);
  expect(verdicts).toEqual([
    {
      verdict: "legitimate",
      fraudType: null,
      note: "The holder called: it was theirs, •••• 1234",
      by: "api",
      via: "api",
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ]);
});

test("a verdict can be changed and taken back, and every change is kept", async () => {
  const id = await stored();
  await said(id, { verdict: "fraud" });
  await said(id, { verdict: "legitimate", note: "no, a mistake" });
  const { payment, verdicts } = await said(id, { verdict: null });
  expect(payment.verdict).toBeNull();
  expect(verdicts.map(({ verdict, note }) => [verdict, note])).toEqual([
    ["fraud", null],
    ["legitimate", "no, a mistake"],
    [null, null],
  ]);
});

test("the same again by the same person changes nothing; by another, or with a note, it is kept", async () => {
  const id = await stored();
  const first = await said(id, { verdict: "fraud" });
  const again = await said(id, { verdict: "fraud" });
  expect(again).toEqual({ ...first, changed: false });
  expect((await said(id, { verdict: "fraud", note: "sure" })).verdicts).toHaveLength(2);
  expect((await said(id, { verdict: "fraud" })).changed).toBe(false);
  const other = await said(id, { verdict: "fraud" }, { origin: HOST });
  expect(other.verdicts.map(({ by }) => by)).toEqual(["api", "api", "board"]);
});

test("a fraud may say its kind, which stays until another is said, and goes with the verdict", async () => {
  const id = await stored();
  const kinds = async (body: unknown) => (await said(id, body)).verdicts.map(({ fraudType }) => fraudType);
  expect(await kinds({ verdict: "fraud" })).toEqual([null]);
  expect(await kinds({ verdict: "fraud", fraudType: "card_details" })).toEqual([null, "card_details"]);
  expect((await said(id, { verdict: "fraud" })).changed).toBe(false);
  expect((await kinds({ verdict: "fraud", note: "the holder wrote" })).at(-1)).toBe("card_details");
  expect((await kinds({ verdict: "fraud", fraudType: null })).at(-1)).toBeNull();
  await said(id, { verdict: "fraud", fraudType: "friendly" });
  expect((await kinds({ verdict: "legitimate" })).at(-1)).toBeNull();
  expect((await kinds({ verdict: "fraud" })).at(-1)).toBeNull();
});

test("of many who press at once each is taken down once, in an order", async () => {
  const id = await stored();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) => say(id, { verdict: "fraud", note: `number ${at % 5}` })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  const { verdicts } = await inFull(id);
  const notes = verdicts.map(({ note }) => note);
  expect(new Set(notes)).toEqual(new Set(Array.from({ length: 5 }, (_, at) => `number ${at}`)));
  for (const [at, note] of notes.entries()) expect(note).not.toBe(notes[at + 1]);
});

test("verdicts between pushes: sequence numbers stay one row, one number", async () => {
  const id = await stored();
  await Promise.all([
    push(feedRow()),
    said(id, { verdict: "legitimate" }),
    push(feedRow()),
    said(id, { verdict: "fraud" }),
    push(feedRow()),
  ]);
  const [counted] = await sql("select count(*) as stored, count(distinct seq) as seqs from payments");
  expect(counted?.stored).toBe(counted?.seqs);
});

test("the sums of reports move with the verdict, to the cent", async () => {
  const category = "verdict_sums";
  await push(feedRow({ category, amt: 20, is_fraud: 0 }));
  const id = await stored(fraudRow({ category, amt: 1000.55, is_fraud: 1 }));
  expect(await tallies(category)).toEqual({ fraud: 1, fraud_cents: 100_055, legitimate: 1, legitimate_cents: 2_000 });
  await said(id, { verdict: "legitimate" });
  expect(await tallies(category)).toMatchObject({ fraud: 0, fraud_cents: 0, legitimate: 2, legitimate_cents: 102_055 });
  await said(id, { verdict: null });
  expect(await tallies(category)).toMatchObject({
    fraud: 1,
    fraud_cents: 100_055,
    legitimate: 1,
    legitimate_cents: 2_000,
  });
});

test("open boards hear of a verdict, and boards that come back do too", async () => {
  const live = await listen();
  const hello = await live.next(({ type }) => type === "hello");
  const id = await stored();
  await said(id, { verdict: "fraud" });
  const frame = await live.next(
    (each) => each.type === "payment" && each.payment.id === id && each.payment.verdict !== null,
  );
  expect(frame).toMatchObject({ payment: { verdict: "fraud" } });
  live.close();

  const back = await listen(hello.seq);
  await back.next((each) => each.type === "payment" && each.payment.verdict === "fraud" && each.payment.id === id);
  back.close();
});

test("a verdict on an old payment does not count as a new payment that came in", async () => {
  const id = await stored();
  const lastPayment = async () => (await (await request("/api/health")).json<{ lastPayment: string }>()).lastPayment;
  await sql("update payments set stored_at = 1000 where id = ?", id);
  const before = await lastPayment();
  await said(id, { verdict: "fraud" });
  expect(await lastPayment()).toBe(before);
});

describe("what is not a verdict is refused, clearly", () => {
  test.each([
    ["another word", { verdict: "maybe" }, 400, "verdict"],
    ["no verdict", { note: "hm" }, 400, "verdict"],
    ["a note that is too long", { verdict: "fraud", note: "x".repeat(501) }, 400, "note"],
    ["a note that is no text", { verdict: "fraud", note: { $ne: 1 } }, 400, "note"],
    ["a note under another name", { verdict: "fraud", nota: "hm" }, 400, "nota"],
    ["a kind of fraud that there is not", { verdict: "fraud", fraudType: "stolen" }, 400, "fraudType"],
    ["a kind of fraud of what is none", { verdict: "legitimate", fraudType: "other" }, 400, "fraudType"],
    ["a kind of fraud of nothing", { verdict: null, fraudType: "other" }, 400, "fraudType"],
    ["no JSON", "verdict=fraud", 400, undefined],
    ["a list", [], 400, undefined],
    ["something huge", { verdict: "fraud", note: "x".repeat(100_000) }, 413, undefined],
  ])("%s", async (_, body, status, field) => {
    const id = await stored();
    const problem = await expectClear(await say(id, body), status);
    if (field !== undefined) expect(problem.field).toBe(field);
    expect((await inFull(id)).verdicts).toEqual([]);
  });

  test("a form, as a page of another site could send it", async () => {
    const id = await stored();
    await expectClear(await say(id, "verdict=fraud", { "content-type": "text/plain" }), 400);
    await expectClear(await say(id, { verdict: "fraud" }, { origin: "https://evil.test" }), 403);
    expect((await inFull(id)).verdicts).toEqual([]);
  });

  test("JSON is read whatever its content type says, and without one, as a push is", async () => {
    const id = await stored();
    const body = new TextEncoder().encode('\uFEFF{"verdict":"fraud"}');
    // Bytes, since a text would get a content type of its own.
    const bare = await request(`/api/payments/${id}/verdict`, { method: "POST", body });
    expect([bare.status, (await bare.json<Answer>()).payment.verdict]).toEqual([200, "fraud"]);
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8"]) {
      expect((await say(id, { verdict: "legitimate" }, { "content-type": type })).status, type).toBe(200);
    }
  });

  test("an unknown payment, and one without the token", async () => {
    await expectClear(await say("none", { verdict: "fraud" }), 404);
    await expectClear(await say("x".repeat(65), { verdict: "fraud" }), 400);
    await expectClear(await say("none", { verdict: "fraud" }, {}, { DASHBOARD_TOKEN: TOKEN }), 401);
  });
});

describe("who said it", () => {
  let key: SigningKey;
  beforeAll(async () => {
    key = await newKey("verdicts");
  });

  test("behind Cloudflare Access it is the person who signed in", async () => {
    const team = newTeam();
    await team.serves(key);
    const id = await stored();
    const token = await team.sign(key, { email: "ada@example.org" });
    const headers = { "cf-access-jwt-assertion": token, origin: HOST };
    const answer = await say(id, { verdict: "fraud" }, headers, { ...team.variables, VIGIE_LOCAL: undefined });
    expect(await answer.json()).toMatchObject({ verdicts: [{ by: "ada@example.org", via: "board" }] });
  });

  test("with the token it is a program", async () => {
    const id = await stored();
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await say(id, { verdict: "fraud" }, headers, { DASHBOARD_TOKEN: TOKEN });
    expect(await answer.json()).toMatchObject({ verdicts: [{ by: "api", via: "api" }] });
  });
});

describe("links in mails", () => {
  const PRODUCTION = { VIGIE_LOCAL: undefined, DASHBOARD_TOKEN: TOKEN };

  function link(paymentId: string, changes: Partial<LinkedVerdict> = {}): string {
    const linked = {
      paymentId,
      verdict: "legitimate",
      by: "ops@example.org",
      expiresAt: Date.now() + LINK_MS,
    } as const;
    const url = new URL(verdictHref({ cardKey: CARD_KEY, publicUrl: HOST }, { ...linked, ...changes }));
    return `${url.pathname}${url.search}`;
  }

  const open = (path: string) => request(path, {}, PRODUCTION);
  const press = (path: string, note = "") =>
    request(path, { method: "POST", body: new URLSearchParams({ note }) }, PRODUCTION);

  test("following a link shows what it is about and changes nothing, however often", async () => {
    const id = await stored(fraudRow({ merchant: `<img src=x onerror="alert(1)"> & Sons` }));
    const path = link(id);
    for (let scan = 0; scan < 3; scan += 1) {
      const page = await open(path);
      expect(page.status).toBe(200);
      const text = await page.text();
      expect(text).toContain("Was this a false alarm?");
      expect(text).toContain("$1,012.40");
      expect(text).toContain("&lt;img src=x");
      expect(text).not.toMatch(/<img|<script/);
      expect(page.headers.get("cache-control")).toBe("no-store");
      expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    }
    expect((await request(path, { method: "HEAD" }, PRODUCTION)).status).toBe(200);
    expect((await inFull(id)).verdicts).toEqual([]);
  });

  test("pressing the button takes it down once, under the recipient's name", async () => {
    const id = await stored();
    const path = link(id);
    const pressed = await press(path, "it was me, card 4000123412341234567");
    expect([pressed.status, pressed.headers.get("location")]).toEqual([303, path]);
    expect((await press(path)).status).toBe(303);
    const { payment, verdicts } = await inFull(id);
    expect(payment.verdict).toBe("legitimate");
    expect(verdicts).toEqual([
      expect.objectContaining({
        verdict: "legitimate",
        by: "ops@example.org",
        via: "mail",
        note: "it was me, card •••• 4567",
      }),
    ]);
    expect(await (await open(path)).text()).toContain("Marked as a false alarm");
  });

  test("the page of a fraud asks for its kind, and what it is given may be any", async () => {
    const id = await stored();
    const path = link(id, { verdict: "fraud" });
    expect(await (await open(path)).text()).toContain('<option value="account_takeover">account taken over</option>');
    expect(await (await open(link(id))).text()).not.toContain("fraudType");
    const pressWith = (path: string, fraudType: string) =>
      request(path, { method: "POST", body: new URLSearchParams({ note: "", fraudType }) }, PRODUCTION);
    await pressWith(path, "account_takeover");
    expect((await inFull(id)).verdicts).toMatchObject([{ verdict: "fraud", fraudType: "account_takeover" }]);
    expect(await (await open(path)).text()).toContain("Marked as fraud");
    await said(id, { verdict: "legitimate" });
    expect(await (await open(path)).text()).toContain("Marked as fraud (account taken over) by ops@example.org");
    await pressWith(link(id), "account_takeover");
    expect((await inFull(id)).verdicts.at(-1)).toMatchObject({ verdict: "legitimate", fraudType: null });
    const other = await stored();
    await pressWith(link(other, { verdict: "fraud" }), "<b>anything");
    expect((await inFull(other)).verdicts).toMatchObject([{ verdict: "fraud", fraudType: null }]);
  });

  test("a used link does not overrule what was said since, and its page says what that is", async () => {
    const id = await stored();
    const path = link(id);
    await press(path);
    await said(id, { verdict: "fraud" });
    await press(path);
    expect((await inFull(id)).payment.verdict).toBe("fraud");
    const text = await (await open(path)).text();
    expect(text).toContain("This link was used");
    expect(text).toContain("Since then: Marked as fraud by a program");
  });

  test("the other button of the same mail changes one's mind", async () => {
    const id = await stored();
    await press(link(id));
    await press(link(id, { verdict: "fraud" }));
    expect((await inFull(id)).payment.verdict).toBe("fraud");
  });

  test.each([
    ["an expired link", () => link("x", { expiresAt: Date.now() - 1 }), 410],
    ["a changed link", () => `${link("x")}x`, 404],
    ["no link", () => "/verdict", 404],
    ["two links", () => `/verdict?link=a&link=b`, 404],
    ["a payment that is not stored", () => link("not stored"), 404],
  ])("%s gets a page that says so, by GET and by POST", async (_, make, status) => {
    const path = make();
    for (const answer of [await open(path), await press(path)]) {
      expect(answer.status).toBe(status);
      const text = await answer.text();
      expect(text).toContain("<h1>");
      expect(text).not.toContain("<form");
    }
  });

  test("an endless form is cut off", async () => {
    expect((await press(link("x"), "x".repeat(100_000))).status).toBe(413);
  });
});

describe("rows to train on", () => {
  test("hold the features that the model saw and what the payment turned out to be, oldest first, page by page", async () => {
    const rows = [1, 2, 3].map((day) => fraudRow({ current_time: Date.UTC(2026, 7, day, 23), is_fraud: 1 }));
    await push(rows);
    await said(rows[1]?.trans_num ?? "", { verdict: "legitimate" });
    await said(rows[2]?.trans_num ?? "", { verdict: "fraud", fraudType: "counterfeit" });
    const seen: {
      id: string;
      truth: string;
      truthFrom: string;
      fraudType: string | null;
      features: Record<string, number | null>;
    }[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
      const page = await (await request(`/api/labels?limit=2${query}`)).json<{
        labels: typeof seen;
        next: string | null;
      }>();
      seen.push(...page.labels);
      cursor = page.next;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.slice(0, 3).map(({ id, truth, truthFrom, fraudType }) => [id, truth, truthFrom, fraudType])).toEqual([
      [rows[0]?.trans_num, "fraud", "label", null],
      [rows[1]?.trans_num, "legitimate", "verdict", null],
      [rows[2]?.trans_num, "fraud", "verdict", "counterfeit"],
    ]);
    expect(seen[0]?.features.amount).toBeCloseTo(1012.4, 3);
    expect(JSON.stringify(seen)).not.toMatch(/4000123412341234567|Quickfeather|Imaginary Lane/);
  });

  test.each(["limit=0", "cursor=!!"])("?%s is refused", async (query) => {
    await expectClear(await request(`/api/labels?${query}`), 400);
  });

  test("all payments of a span are told to a trainer, judged or not, with when the truth was said", async () => {
    const at = (hour: number) => Date.UTC(2026, 6, 20, hour);
    const [first, late, judged, quiet] = [1, 2, 3, 4].map((hour) => feedRow({ current_time: at(hour) }));
    const unsaid = [late, judged, quiet].map((row) => ({ ...row, is_fraud: null }));
    await push([{ ...first, is_fraud: 1 }, ...unsaid]);
    const before = Date.now();
    await push([{ ...late, is_fraud: 1 }]);
    await said(judged?.trans_num ?? "", { verdict: "fraud", fraudType: "counterfeit" });
    await said(quiet?.trans_num ?? "", { verdict: "fraud" });
    await said(quiet?.trans_num ?? "", { verdict: null });
    const told: TrainingPage["payments"] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const span = `from=${new Date(at(1)).toISOString()}&to=${new Date(at(5)).toISOString()}&limit=3`;
      const answer = await request(`/api/training?${span}${cursor === "" ? "" : `&cursor=${cursor}`}`);
      const page = trainingPage.parse(await answer.json());
      expect(page).toMatchObject({ about: { currency: "USD", zone: "UTC", columns: [] }, leftBefore: null });
      told.push(...page.payments);
      cursor = page.next;
    }
    expect(told.map(({ id }) => id)).toEqual([first, late, judged, quiet].map((row) => row?.trans_num));
    expect(told.map(({ label, verdict, fraudType }) => [label, verdict, fraudType])).toEqual([
      ["fraud", null, null],
      ["fraud", null, null],
      [null, "fraud", "counterfeit"],
      [null, null, null],
    ]);
    // A label that came with its payment has no time of its own, and a verdict that was taken back has none either.
    expect(told.map(({ labelAt, verdictAt }) => [labelAt !== null, verdictAt !== null])).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [false, false],
    ]);
    expect(Date.parse(told[1]?.labelAt ?? "")).toBeGreaterThanOrEqual(before);
    expect(told[0]).toMatchObject({
      amount: "84.20",
      category: "grocery_pos",
      feed: "stream",
      source: "push",
      extra: null,
    });
    expect(JSON.stringify(told)).not.toMatch(/4000123412341234567|Quickfeather|Imaginary Lane/);
    await expectClear(await request("/api/training?from=yesterday"), 400);
  });
});
