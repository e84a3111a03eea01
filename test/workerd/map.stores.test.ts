// Where flagged payments were made: what of a place is kept, and what is shown.
import { beforeEach, expect, test } from "vitest";
import type { PaymentMap } from "../../worker/wire/map.ts";
import { type FeedRow, feedRow, fraudRow } from "../rows.ts";
import { sql } from "./sql.ts";
import { answered, push } from "./worker.ts";

const HOUR_MS = 3_600_000;

/** A fraud that was paid so many hours ago. */
const fraud = (hoursAgo: number, place: Partial<Record<"merch_lat" | "merch_long", number | null>> = {}) =>
  ({ ...fraudRow({ current_time: Date.now() - hoursAgo * HOUR_MS }), ...place }) as FeedRow;

/** Whatever the model says of them: the map is about those that were flagged. */
async function flagged(...rows: FeedRow[]): Promise<void> {
  await push(rows);
  for (const [at, { trans_num }] of rows.entries()) {
    await sql("update payments set outcome = ? where id = ?", at % 2 === 0 ? "decline" : "review", trans_num);
  }
}

async function map(query = "", changes: object = {}): Promise<PaymentMap> {
  const answer = await answered(`/api/map?${query}`, {}, changes);
  expect(answer.status).toBe(200);
  return answer.json();
}

const kept = (row: FeedRow) => sql("select lat_tenths, long_tenths from payments where id = ?", row.trans_num);
const idsOf = ({ payments }: PaymentMap) => payments.map(({ id }) => id);

beforeEach(async () => {
  await sql("update payments set outcome = 'approve'");
});

test("a place is kept to a tenth of a degree, and nothing finer of it anywhere", async () => {
  const row = feedRow({ merch_lat: 40.5678, merch_long: -75.9432, lat: 40.1357, long: -75.2468 });
  await push(row);
  expect(await kept(row)).toEqual([{ lat_tenths: 406, long_tenths: -759 }]);
  const [stored] = await sql("select * from payments where id = ?", row.trans_num);
  for (const finer of ["40.56", "75.94", "40.13", "75.24"]) expect(JSON.stringify(stored)).not.toContain(finer);
});

test("without both halves of a place there is none", async () => {
  const half = { ...feedRow(), merch_long: null } as unknown as FeedRow;
  await push(half);
  expect(await kept(half)).toEqual([{ lat_tenths: null, long_tenths: null }]);
});

test("with MAP=off nothing of a place is kept, and none that was kept before is shown", async () => {
  const before = fraud(1);
  await flagged(before);
  const off = { MAP: "off" };
  const row = fraud(1);
  await push(row, off);
  expect(await kept(row)).toEqual([{ lat_tenths: null, long_tenths: null }]);
  expect(await map("", off)).toMatchObject({ on: false, payments: [] });
  expect(idsOf(await map())).toContain(before.trans_num);
});

test("the map has the flagged payments of the last hours, newest first, and counts those without a place", async () => {
  const [old, declined, reviewed] = [fraud(30), fraud(3, { merch_lat: 48.86, merch_long: 2.35 }), fraud(2)];
  const nowhere = fraud(1, { merch_lat: null });
  const approved = fraud(1);
  await flagged(declined, reviewed, old, nowhere);
  await push(approved);
  await sql("update payments set outcome = 'approve' where id = ?", approved.trans_num);

  const day = await map();
  expect(idsOf(day)).toEqual([reviewed.trans_num, declined.trans_num]);
  expect(day).toMatchObject({ on: true, hours: 24, flagged: 3, withoutPlace: 1, complete: true });
  expect(day.payments[1]).toMatchObject({
    ...{ amount: "1012.40", outcome: "decline", merchant: "Plum, Pear and Sons" },
    place: { lat: 48.9, long: 2.4 },
  });
  expect(idsOf(await map("hours=48"))).toEqual([reviewed.trans_num, declined.trans_num, old.trans_num]);
  expect(await map("hours=1")).toMatchObject({ flagged: 0, payments: [] });
});

test("the newest 500 are shown, and the answer says that there were more", async () => {
  const rows = Array.from({ length: 100 }, (_, at) => feedRow({ current_time: Date.now() - at }));
  await push(rows);
  await sql("update payments set outcome = 'decline' where paid_at > ?", Date.now() - HOUR_MS);
  const before = await map("hours=1");
  expect(before).toMatchObject({ complete: true });
  for (let pushed = 0; pushed < 5; pushed++) {
    await push(Array.from({ length: 100 }, (_, at) => feedRow({ current_time: Date.now() - at })));
  }
  await sql("update payments set outcome = 'decline' where paid_at > ?", Date.now() - HOUR_MS);
  const { payments, flagged, complete } = await map("hours=1");
  expect(payments).toHaveLength(500);
  expect(flagged).toBeGreaterThanOrEqual(600);
  expect(complete).toBe(false);
});

test.each(["0", "73", "1.5", "a day", ""])("hours=%s is refused with what is expected", async (hours) => {
  const answer = await answered(`/api/map?hours=${encodeURIComponent(hours)}`);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: expect.stringContaining("whole number of hours, 1 to 72") });
});
