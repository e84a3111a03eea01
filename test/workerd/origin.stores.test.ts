// Simulated and real payments: a store holds either, and says which wherever it tells of them.
import { evictDurableObject } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import type { Health } from "../../worker/wire/board.ts";
import { feedBody, feedRow } from "../rows.ts";
import { emptied, pushFromSimulator, SIMULATOR } from "./emptied.ts";
import { feedAnswers } from "./feed.ts";
import { sql } from "./sql.ts";
import { withoutDecisions } from "./storeLine.ts";
import { forgotten, ledger, push, request, storedIds, tick } from "./worker.ts";

const now = () => ({ current_time: Date.now() });

const health = async () => (await request("/api/health")).json<Health>();

beforeEach(emptied);

test("a store of simulated payments takes none of a real feed, and says so; once the simulator answers it goes on", async () => {
  const [first, real, next] = [feedRow(now()), feedRow(now()), feedRow(now())];
  await feedAnswers(
    { body: feedBody([first]), headers: SIMULATOR },
    { body: feedBody([real]) },
    { body: feedBody([next]), headers: SIMULATOR },
  );
  await tick();
  expect(await health()).toMatchObject({ simulated: true, problems: [] });
  await tick();
  expect(await storedIds()).toEqual([first.trans_num]);
  const { problems } = await health();
  expect(problems).toEqual([
    "The feed answered real payments, but those kept here are simulated, and the two never mix: none was taken. " +
      "They need a place of their own: another STATE_DIR, or another database.",
  ]);
  expect((await health()).simulated).toBe(true);
  await tick();
  expect(await storedIds()).toEqual([first.trans_num, next.trans_num]);
});

test("a store of real payments takes none of a simulator, polled or pushed", async () => {
  const [real, polled, pushed] = [feedRow(now()), feedRow(now()), feedRow(now())];
  const answer = await push(real);
  expect(await answer.json()).not.toHaveProperty("simulated");
  await feedAnswers({ body: feedBody([polled]), headers: SIMULATOR });
  await tick();
  const refused = await pushFromSimulator(pushed);
  expect([refused.status, await refused.json()]).toEqual([
    409,
    { error: expect.stringContaining("the body holds simulated payments, but those kept here are real") },
  ]);
  expect(await storedIds()).toEqual([real.trans_num]);
  expect(await health()).toMatchObject({
    simulated: false,
    problems: [expect.stringMatching(/^The feed answered simulated payments, but those kept here are real/)],
  });
});

test("a store from before origins were kept has that of the feed's last answer", async () => {
  await feedAnswers(
    { body: feedBody([feedRow(now())]), headers: SIMULATOR },
    { body: feedBody([feedRow(now())]) },
    { body: feedBody([feedRow(now())]), headers: SIMULATOR },
  );
  await tick();
  await sql("update writer set origin = null");
  await evictDurableObject(ledger());
  await forgotten();
  expect((await health()).simulated).toBe(true);
  await tick();
  expect(await storedIds()).toHaveLength(1);
  expect(await sql("select origin from writer")).toEqual([{ origin: "simulated" }]);
  await tick();
  expect(await storedIds()).toHaveLength(2);
});

test("a feed's answer that was kept while the store was away is not mixed in afterwards", async () => {
  await push(feedRow(now()));
  const made = feedRow(now());
  await feedAnswers({ body: feedBody([made]), headers: SIMULATOR }, { body: feedBody([feedRow(now())]) });
  await withoutDecisions(async () => {
    await evictDurableObject(ledger());
    await tick();
  });
  await tick();
  expect(await storedIds()).toHaveLength(2);
  expect(await storedIds()).not.toContain(made.trans_num);
  expect(await sql("select code, payment_id from rejects")).toEqual([{ code: "origin", payment_id: made.trans_num }]);
});
