// GET /api/metrics as Prometheus reads it, with the real objects and stores.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openStore } from "../../worker/store/open.ts";
import { findingsOn, readMetrics } from "../promRules.ts";
import { feedBody, feedRow, fraudRow } from "../rows.ts";
import { feedAnswers } from "./feed.ts";
import { sql } from "./sql.ts";
import { decider, ledger, poller, push, request, tick } from "./worker.ts";

/** Each failed poll is tried twice, with a pause. */
const AT_MOST = 60_000;

async function scraped() {
  const answer = await request("/api/metrics");
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return readMetrics(await answer.text());
}

/** By its name and its labels' values, every count that there is: of counters, and of histograms. */
async function counts(): Promise<Map<string, number>> {
  const families = [...(await scraped()).values()].filter(({ type }) => type !== "gauge");
  const series = families.flatMap((each) => each.series);
  return new Map(series.map(({ name, labels, value }) => [[name, ...labels.values()].join(" "), value]));
}

/** The counts that changed, and by how much. A count that has shrunk would be below 0. */
function growth(before: Map<string, number>, after: Map<string, number>): Record<string, number> {
  const grown = [...before.keys(), ...after.keys()].map((name): [string, number] => [
    name,
    (after.get(name) ?? 0) - (before.get(name) ?? 0),
  ]);
  return Object.fromEntries(grown.filter(([name, by]) => by !== 0 && !name.startsWith("vigie_latency")));
}

test("Prometheus' checker has no finding", async () => {
  await push(fraudRow());
  expect(findingsOn((await scraped()).values())).toEqual([]);
});

test(
  "payments, refused rows and polls are counted, and a repetition is not",
  async () => {
    const before = await counts();
    const [row, fraud] = [feedRow(), fraudRow()];
    await push([row, { ...feedRow(), amt: 1.005 }]);
    await push(row);
    await feedAnswers({ body: feedBody([row, fraud, feedRow()]) });
    await tick();
    await feedAnswers({ status: 500 }, { status: 500 });
    await tick();
    const { version } = (await decider().status()).model;
    expect(growth(before, await counts())).toEqual({
      "vigie_payments_total approve push": 1,
      "vigie_payments_total approve poll": 1,
      "vigie_payments_total decline poll": 1,
      [`vigie_decisions_total ${version} approve`]: 2,
      [`vigie_decisions_total ${version} decline`]: 1,
      "vigie_rejects_total invalid push": 1,
      "vigie_ticks_total ok": 1,
      "vigie_ticks_total feed_failed": 1,
    });
  },
  AT_MOST,
);

test("no count shrinks when objects end, or when payments leave the store", async () => {
  await push(feedRow());
  await feedAnswers({ body: feedBody([feedRow()]) });
  await tick();
  const before = await counts();
  expect(before.get("vigie_latency_seconds_count scored_to_stored")).toBeGreaterThan(0);
  for (const table of ["payments", "rejects", "minutes", "quarters"]) await sql(`delete from ${table}`);
  for (const object of [ledger(), poller(), env.OUTBOX.getByName("outbox")]) await evictDurableObject(object);
  const after = await counts();
  expect(growth(before, after)).toEqual({});
  for (const [name, value] of before) expect(after.get(name), name).toBeGreaterThanOrEqual(value);
});

test("the last payment, the version and the model are said", async () => {
  const from = Date.now() / 1000;
  await push(feedRow());
  const families = await scraped();
  const [stored] = families.get("vigie_last_payment_timestamp_seconds")?.series ?? [];
  expect(stored?.value).toBeGreaterThanOrEqual(from - 1);
  expect(stored?.value).toBeLessThanOrEqual(Date.now() / 1000 + 1);
  const [build] = families.get("vigie_build_info")?.series ?? [];
  expect(build).toMatchObject({ value: 1 });
  expect(build?.labels.get("version")).toMatch(/^\d+\.\d+\.\d+$/);
  expect(build?.labels.get("store")).toBe(openStore(env).kind);
  const [model] = families.get("vigie_model_info")?.series ?? [];
  expect(Object.fromEntries(model?.labels ?? [])).toMatchObject({
    engine: "onnx",
    model: expect.stringMatching(/^[0-9a-f]{12}$/),
  });
});
