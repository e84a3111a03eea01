// Money that goes back: taken like payments, never scored, and shown with the payment that it belongs to. On both stores.
import { expect, test } from "vitest";
import { feedRow } from "../rows.ts";
import { push, recorded, request } from "./worker.ts";

const PAID_AT = Date.now() - 60_000;

async function read<Answer>(path: string): Promise<Answer> {
  return (await request(path)).json<Answer>();
}

test("a refund is taken once, stands with its payment and in the list, and is in no sum of payments", async () => {
  const row = feedRow({ current_time: PAID_AT });
  const refund = { trans_num: "refund-1", refund_of: row.trans_num, amt: -20.5, current_time: PAID_AT + 1_000 };
  const answer = await push([row, refund]);
  const taken = { type: "refund", id: "refund-1", status: "stored", refundOf: row.trans_num };
  expect(await answer.json()).toMatchObject({
    decisions: [{ id: row.trans_num, status: "stored" }, taken],
    rejects: [],
  });
  const shown = {
    id: "refund-1",
    refundOf: row.trans_num,
    amount: "20.50",
    currency: "USD",
    paid: null,
    source: "push",
  };
  // From the moment on at which it is answered.
  expect(await read("/api/payments/refund-1")).toMatchObject({ type: "refund", refund: shown });
  await recorded();
  await expect.poll(() => read(`/api/payments/${row.trans_num}`)).toMatchObject({ recorded: true, refunds: [shown] });
  expect(await read("/api/payments/refund-1")).toMatchObject({ type: "refund", refund: shown, recorded: true });
  expect(await read("/api/refunds")).toMatchObject({ refunds: [shown], next: null });
  expect(await read("/api/payments")).toMatchObject({ payments: [{ id: row.trans_num }] });
  const again = await push(refund);
  expect([again.status, await again.json()]).toEqual([200, { ...taken, status: "repeated" }]);
  const other = await push({ ...refund, amt: -21 });
  expect(other.status).toBe(422);
  expect(await other.json()).toMatchObject({ field: "amt", error: expect.stringContaining("refund with this id") });
  const sameId = await push({ ...refund, trans_num: row.trans_num });
  expect([sameId.status, await sameId.json()]).toMatchObject([422, { field: "trans_num" }]);
});

test("refunds are listed page by page, the newest first, and one in another currency by its own money", async () => {
  const refunds = [1, 2, 3].map((nth) => ({
    ...feedRow({ trans_num: `r-${nth}`, current_time: PAID_AT + 10_000 * nth }),
    ...{ type: "refund", amt: null, amount_minor: 1_000 * nth, currency: "JPY" },
  }));
  expect((await push(refunds)).status).toBe(200);
  await recorded();
  const ids = async (path: string) => {
    const { refunds, next } = await read<{ refunds: { id: string }[]; next: string | null }>(path);
    return { ids: refunds.map(({ id }) => id).filter((id) => id.startsWith("r-")), next };
  };
  await expect.poll(() => ids("/api/refunds")).toEqual({ ids: ["r-3", "r-2", "r-1"], next: null });
  const first = await ids("/api/refunds?limit=2");
  expect(first.ids).toEqual(["r-3", "r-2"]);
  expect(await ids(`/api/refunds?limit=2&cursor=${first.next}`)).toEqual({ ids: ["r-1"], next: null });
  expect(await read("/api/refunds?limit=1")).toMatchObject({
    refunds: [{ amount: null, paid: { amount: "3000", currency: "JPY", rate: null }, refundOf: null }],
  });
});
