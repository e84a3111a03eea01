// The queue of payments that wait for a person, and who looks at which.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Desk } from "../../worker/objects/desk.ts";
import { openStore } from "../../worker/store/open.ts";
import { CLAIM_MS } from "../../worker/verdict/claim.ts";
import type { ClaimView, Review, ReviewList } from "../../worker/wire/reviews.ts";
import { feedRow } from "../rows.ts";
import { newKey, newTeam } from "./accessTeam.ts";
import { expectClear } from "./clearRefusal.ts";
import { sql } from "./sql.ts";
import { answered, HOST, push, request } from "./worker.ts";

const DAY = Date.UTC(2026, 10, 20);

interface Waiting {
  amount: number;
  score: number | null;
  outcome?: "approve" | "review" | "decline";
  day?: number;
  /** What of it the model has not seen, as JSON. */
  unfamiliar?: string;
}

/** Stores payments as if they had been decided so, and returns their ids. */
async function waiting(...payments: Waiting[]): Promise<string[]> {
  const rows = payments.map(({ amount, day = 0 }) => feedRow({ amt: amount, current_time: DAY + day * 86_400_000 }));
  await push(rows);
  for (const [at, { score, outcome = "review", unfamiliar = null }] of payments.entries()) {
    const set = "update payments set score = ?, outcome = ?, unfamiliar = ? where id = ?";
    await sql(set, score, outcome, unfamiliar, rows[at]?.trans_num);
  }
  return rows.map(({ trans_num }) => trans_num);
}

async function queue(query = "", changes: object = {}): Promise<ReviewList> {
  const answer = await answered(`/api/reviews?${query}`, {}, changes);
  expect(answer.status).toBe(200);
  return answer.json();
}

const idsOf = ({ reviews }: ReviewList) => reviews.map(({ payment }) => payment.id);

function post(path: string, body: unknown, headers: Record<string, string> = {}, changes: object = {}) {
  return answered(path, { method: "POST", body: JSON.stringify(body), headers }, changes);
}

const claim = (id: string | undefined, client = "ann") => post(`/api/reviews/${id}/claim`, { client });

async function taken(body: object): Promise<Review | null> {
  const answer = await post("/api/reviews/next", body);
  expect(answer.status).toBe(200);
  return (await answer.json<{ review: Review | null }>()).review;
}

const giveBack = (id: string | undefined, client = "ann") =>
  answered(`/api/reviews/${id}/claim?client=${client}`, { method: "DELETE" });

const say = (id: string | undefined, verdict: string | null) => post(`/api/payments/${id}/verdict`, { verdict });

beforeEach(async () => {
  await sql("update payments set verdict = 'legitimate' where verdict is null");
  await runInDurableObject(env.DESK.getByName("desk"), (_: Desk, state) => {
    state.storage.sql.exec("delete from claims");
  });
});

describe("the queue", () => {
  test("has what is in review or was declined, the most money at risk first, and nothing that was let through or judged", async () => {
    const [much, little, unscored, , judged, declined] = await waiting(
      ...[
        { amount: 1000, score: 0.2 },
        { amount: 90, score: 0.9 },
        { amount: 150, score: null },
      ],
      ...[
        { amount: 9000, score: 0.01, outcome: "approve" as const },
        { amount: 5000, score: 0.8 },
      ],
      { amount: 500, score: 0.99, outcome: "decline" },
    );
    await say(judged, "fraud");
    const found = await queue();
    expect(idsOf(found)).toEqual([declined, much, unscored, little]);
    expect(found.reviews.map(({ atRisk }) => atRisk)).toEqual(["495.00", "200.00", "150.00", "81.00"]);
    expect(found.counts).toEqual({ open: 4, more: false, mine: 0, claimedByOthers: 0 });
    expect(found.reviews[0]).toMatchObject({ payment: { outcome: "decline", score: 0.99 }, claim: null });
  });

  test("by age it has the oldest first, with how old each is", async () => {
    const [newest, oldest, middle] = await waiting(
      { amount: 10, score: 0.5, day: 2 },
      { amount: 10, score: 0.5, day: 0 },
      { amount: 10, score: 0.5, day: 1 },
    );
    const found = await queue("sort=age");
    expect(idsOf(found)).toEqual([oldest, middle, newest]);
    const [age = 0, younger = 0] = found.reviews.map(({ ageSeconds }) => ageSeconds);
    expect(age - younger).toBe(86_400);
  });

  test("a low score does not hide a payment that is unlike all that the model has seen", async () => {
    const unfamiliar = '[{"what":"amount","why":"far above what it has seen"}]';
    const [usual, unlike] = await waiting({ amount: 900, score: 0.5 }, { amount: 20_000, score: 0.001, unfamiliar });
    const found = await queue("sort=risk");
    expect(idsOf(found)).toEqual([unlike, usual]);
    expect(found.reviews[0]?.atRisk).toBe("20000.00");
  });

  test.each(["risk", "age"])("page by page by %s, each is shown once, alike ones too", async (sort) => {
    const ids = await waiting(
      ...Array.from({ length: 9 }, (_, at) => ({
        amount: 10 + (at % 3),
        score: at % 4 === 0 ? null : 1 / 3,
        day: at % 2,
      })),
    );
    const seen: string[] = [];
    let next: string | null = "";
    while (next !== null) {
      const page: ReviewList = await queue(`sort=${sort}&limit=2${next === "" ? "" : `&cursor=${next}`}`);
      seen.push(...idsOf(page));
      next = page.next;
    }
    expect(seen).toEqual(idsOf(await queue(`sort=${sort}`)));
    expect(seen.toSorted()).toEqual(ids.toSorted());
  });

  test("a cursor of another sorting, and what is no parameter, are refused", async () => {
    await waiting({ amount: 10, score: 0.5 }, { amount: 20, score: 0.5 });
    const { next } = await queue("limit=1");
    for (const query of [`sort=age&cursor=${next}`, "cursor=x", "sort=amount", "limit=0", "client=%20", "of=me"]) {
      await expectClear(await answered(`/api/reviews?${query}`), 400);
    }
  });

  test("a payment comes back when its verdict is taken back", async () => {
    const [id] = await waiting({ amount: 10, score: 0.5 });
    await say(id, "legitimate");
    expect(idsOf(await queue())).toEqual([]);
    await say(id, null);
    expect(idsOf(await queue())).toEqual([id]);
  });

  test("of very many it counts a thousand, and says that there are more", async () => {
    expect(await openStore(env).countOpenReviews(5)).toBe(0);
    await waiting(...Array.from({ length: 7 }, () => ({ amount: 10, score: 0.5 })));
    expect(await openStore(env).countOpenReviews(5)).toBe(5);
    expect(await openStore(env).countOpenReviews(50)).toBe(7);
  });
});

describe("claims", () => {
  test("a payment is one person's for ten minutes, others are told whose and until when, and the list shows it", async () => {
    const [id, other] = await waiting({ amount: 20, score: 0.5 }, { amount: 10, score: 0.5 });
    const before = Date.now();
    const mine = await claim(id);
    expect(mine.status).toBe(200);
    const { claim: got } = await mine.json<{ claim: ClaimView }>();
    expect(got).toMatchObject({ by: "api", mine: true });
    expect(Date.parse(got.until) - before).toBeGreaterThanOrEqual(CLAIM_MS);

    const theirs = await claim(id, "bob");
    expect(theirs.status).toBe(409);
    expect(await theirs.json()).toEqual({
      error: expect.stringMatching(/^a program is at this payment, until \d/),
      claim: { ...got, mine: false },
    });
    const [asAnn, asBob] = await Promise.all([queue("client=ann"), queue("client=bob")]);
    expect(asAnn.reviews.map(({ claim }) => claim)).toEqual([got, null]);
    expect(asAnn.counts).toEqual({ open: 2, more: false, mine: 1, claimedByOthers: 0 });
    expect(asBob.counts).toMatchObject({ mine: 0, claimedByOthers: 1 });
    expect((await claim(other, "bob")).status).toBe(200);
  });

  test("of twenty who claim the same at once one gets it, and each of twenty who ask for the next gets another", async () => {
    const ids = await waiting(...Array.from({ length: 21 }, (_, at) => ({ amount: 10 + at, score: 0.5 })));
    const clients = Array.from({ length: 20 }, (_, at) => `client-${at}`);
    const answers = await Promise.all(clients.map((client) => claim(ids[0], client)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(19).fill(409)]);

    const nexts = await Promise.all(clients.map((client) => taken({ client })));
    const got = nexts.map((review) => review?.payment.id);
    expect(got).not.toContain(ids[0]);
    expect(got.toSorted()).toEqual(ids.slice(1).toSorted());
    expect(await taken({ client: "late" })).toBeNull();
  });

  test("the next one is the dearest that is free, or the oldest, past those that the caller skips", async () => {
    const [dear, cheap, old] = await waiting(
      { amount: 30, score: 0.5, day: 2 },
      { amount: 20, score: 0.5, day: 1 },
      { amount: 10, score: 0.5, day: 0 },
    );
    expect((await taken({ client: "ann" }))?.payment.id).toBe(dear);
    expect(await taken({ client: "bob", sort: "age" })).toMatchObject({ payment: { id: old }, claim: { mine: true } });
    expect(await taken({ client: "cleo", skip: [cheap] })).toBeNull();
    expect((await taken({ client: "cleo" }))?.payment.id).toBe(cheap);
  });

  test("a claim is renewed by the same person, given back by them alone, and runs out", async () => {
    const [id] = await waiting({ amount: 20, score: 0.5 });
    const untilOf = async (answer: Response) => Date.parse((await answer.json<{ claim: ClaimView }>()).claim.until);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    try {
      const first = await untilOf(await claim(id));
      vi.setSystemTime(first - 60_000);
      expect(await untilOf(await claim(id))).toBe(first - 60_000 + CLAIM_MS);
      expect(await (await giveBack(id, "bob")).json()).toEqual({ given: false });
      expect((await claim(id, "bob")).status).toBe(409);
      vi.setSystemTime(first - 60_000 + CLAIM_MS);
      expect((await queue("client=ann")).counts).toMatchObject({ mine: 0, claimedByOthers: 0 });
      expect((await claim(id, "bob")).status).toBe(200);
      expect((await claim(id)).status).toBe(409);
      expect(await (await giveBack(id, "bob")).json()).toEqual({ given: true });
      expect((await claim(id)).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test("another's verdict counts all the same, ends the claim, and what has one cannot be claimed", async () => {
    const [id] = await waiting({ amount: 20, score: 0.5 });
    await claim(id);
    expect((await say(id, "fraud")).status).toBe(200);
    expect((await queue("client=ann")).counts).toEqual({ open: 0, more: false, mine: 0, claimedByOthers: 0 });
    const answer = await claim(id);
    expect([answer.status, await answer.json()]).toEqual([
      409,
      { error: "somebody has said that this payment is fraud", claim: null },
    ]);
    expect((await queue("client=ann")).counts.mine).toBe(0);
  });

  test("a payment that was let through, one that is not there, and a wrong body are refused", async () => {
    const [id] = await waiting({ amount: 20, score: 0.01, outcome: "approve" });
    expect(await (await claim(id)).json()).toMatchObject({
      error: expect.stringMatching(/not to be reviewed/),
      claim: null,
    });
    await expectClear(await claim("none"), 404);
    await expectClear(await claim("x".repeat(65)), 400);
    for (const body of [{ client: "a b" }, { client: 1 }, { clent: "a" }, []]) {
      await expectClear(await post(`/api/reviews/${id}/claim`, body), 400);
      await expectClear(await post("/api/reviews/next", body), 400);
    }
    for (const body of [{ sort: "amount" }, { skip: "x" }, { skip: Array(201).fill("x") }]) {
      await expectClear(await post("/api/reviews/next", body), 400);
    }
    await expectClear(await answered("/api/reviews/next", { method: "POST", body: "{" }), 400);
    await expectClear(await answered("/api/reviews/next", { method: "POST" }), 400);
  });

  test("through Access it is the person, in whichever browser; without it, the browser", async () => {
    const [id] = await waiting({ amount: 20, score: 0.5 });
    const key = await newKey("reviews");
    const team = newTeam();
    await team.serves(key);
    const variables = { ...team.variables, VIGIE_LOCAL: undefined };
    const as = async (email: string, client: string) => {
      const headers = { "cf-access-jwt-assertion": await team.sign(key, { email }), origin: HOST };
      return post(`/api/reviews/${id}/claim`, { client }, headers, variables);
    };
    expect((await as("ada@example.org", "phone")).status).toBe(200);
    expect((await as("ada@example.org", "desk")).status).toBe(200);
    const refused = await as("bob@example.org", "phone");
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      error: expect.stringMatching(/^ada@example\.org is at this payment/),
    });
  });

  test("readers may claim, and nobody else", async () => {
    const TOKEN = "a dashboard token of the tests";
    const [id] = await waiting({ amount: 20, score: 0.5 });
    const closed = { DASHBOARD_TOKEN: TOKEN, ADMIN_TOKEN: "an admin token of the tests", VIGIE_LOCAL: undefined };
    const bearer = { authorization: `Bearer ${TOKEN}` };
    await expectClear(await request(`/api/reviews/${id}/claim`, { method: "POST" }, closed), 401);
    expect((await post(`/api/reviews/${id}/claim`, {}, bearer, closed)).status).toBe(200);
  });
});
