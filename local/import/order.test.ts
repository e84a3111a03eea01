import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inOrder, type Ordered, type Placed } from "./order.ts";
import { wavesOf } from "./waves.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "vigie-order-test-"));
});
afterAll(() => rm(dir, { recursive: true }));

async function* listed(rows: readonly Placed[]): AsyncGenerator<Placed> {
  yield* rows;
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** Several of each moment, in no order, some with letters of several bytes. */
const MANY: Placed[] = Array.from({ length: 10_000 }, (_, at) => ({
  paidAt: (at * 7919) % 997,
  at,
  card: `card ${at % 61}`,
  body: JSON.stringify({ merchant: `Café ${"é".repeat(at % 90)}` }),
}));
const SORTED = MANY.toSorted((a, b) => a.paidAt - b.paidAt || a.at - b.at);

test.each([
  ["in memory", 100_000],
  ["in many parts", 700],
  ["in parts that fit exactly", 1_000],
])(
  "rows in any order come in the order of time, and of the file where times are the same: %s",
  async (_where, partRows) => {
    const ordered = await inOrder(listed(MANY), dir, partRows);
    expect(ordered.count).toBe(MANY.length);
    expect(await all(ordered.rows())).toEqual(SORTED);
    await ordered.close();
  },
);

test("nothing of what was laid down can be found while it is used, or afterwards", async () => {
  const ordered: Ordered = await inOrder(listed(MANY), dir, 700);
  expect(readdirSync(dir)).toEqual([]);
  await ordered.close();
});

test("a card's payments of one wave lie in one batch, in order, and no payment is lost or doubled", async () => {
  const waves = await all(wavesOf(listed(SORTED)));
  expect(waves.flat(2).toSorted((a, b) => a.paidAt - b.paidAt || a.at - b.at)).toEqual(SORTED);
  for (const wave of waves) {
    expect(wave.length).toBeLessThanOrEqual(4);
    const homes = new Map<string, Placed[]>();
    for (const batch of wave) {
      expect(batch.length).toBeLessThanOrEqual(100);
      expect(batch.toSorted((a, b) => a.paidAt - b.paidAt || a.at - b.at)).toEqual(batch);
      for (const { card } of batch) expect(homes.get(card) ?? batch).toBe(homes.set(card, batch).get(card));
    }
  }
});

test("each card's payments come in order over all waves", async () => {
  const latest = new Map<string, number>();
  for (const row of (await all(wavesOf(listed(SORTED)))).flat(2)) {
    expect(row.paidAt).toBeGreaterThanOrEqual(latest.get(row.card) ?? 0);
    latest.set(row.card, row.paidAt);
  }
});

test("payments of a single card go one batch after another", async () => {
  const waves = await all(wavesOf(listed(SORTED.map((row) => ({ ...row, card: "one" })))));
  expect(waves.map((wave) => wave.map(({ length }) => length))).toEqual(Array.from({ length: 100 }, () => [100]));
});
