// The half year's frauds, from what is stored.
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openStore } from "../../worker/store/open.ts";
import type { ScoredPayment } from "../../worker/store/payments.ts";
import { scoredPayment } from "../rows.ts";
import { sql } from "./sql.ts";
import { request } from "./worker.ts";

const store = openStore(env);
const at = (time: string) => Date.parse(time);

async function cellsOf(half: string): Promise<{ notes: string[]; rows: string[][] }> {
  const answer = await request(`/api/reports/half-year/csv?for=programs&half=${half}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toContain(`frauds-${half}.csv`);
  const lines = (await answer.text()).trimEnd().split("\r\n");
  return {
    notes: lines.filter((line) => /^"?#/.test(line)),
    rows: lines.filter((line) => !/^"?#/.test(line)).map((line) => line.split(",")),
  };
}

test("a half holds its own payments, each fraud under the type that the newest verdict says, also when days have left", async () => {
  const { epoch, lastSeq } = await store.takeWriter();
  let seq = lastSeq;
  const payment = (id: string, paidAt: string, changes: Partial<ScoredPayment> = {}) => {
    seq += 1;
    return scoredPayment({ id, seq, paidAt: at(paidAt), amountCents: 1_000, label: null, source: "push", ...changes });
  };
  const payments = [
    payment("before", "2025-06-30T23:59:59Z", { amountCents: 999_999 }),
    payment("good", "2025-07-01T00:00:00Z", { outcome: "approve" }),
    payment("lost", "2025-08-01T00:00:00Z", { outcome: "approve" }),
    payment("stopped", "2025-08-02T00:00:00Z", { outcome: "decline" }),
    payment("label", "2025-12-31T23:59:59Z", { outcome: "review", label: "fraud", source: "poll" }),
    payment("denied", "2025-09-01T00:00:00Z", { outcome: "decline", label: "fraud" }),
    payment("after", "2026-01-01T00:00:00Z", { amountCents: 999_999 }),
  ];
  await store.commit(epoch, { payments });
  const say = async (
    paymentId: string,
    verdict: "fraud" | "legitimate",
    fraudType: "counterfeit" | "card_details" | null,
    when: number,
  ) => {
    seq += 1;
    const found = await store.payment(paymentId);
    if (found === null) throw new Error(`no ${paymentId}`);
    const { features: _, ...before } = found;
    const verdicts = [
      {
        id: `${paymentId}${when}`,
        paymentId,
        verdict,
        fraudType,
        note: null,
        by: "ann",
        via: "board" as const,
        at: when,
        seq,
        before,
      },
    ];
    await store.commit(epoch, { verdicts });
  };
  await say("lost", "fraud", "counterfeit", 1);
  await say("lost", "fraud", "card_details", 2);
  await say("stopped", "fraud", null, 1);
  await say("denied", "legitimate", null, 1);

  const { notes, rows } = await cellsOf("2025-H2");
  expect(notes.join()).toContain("EBA/GL/2018/05");
  const frauds = rows.filter(([kind, , , , , many]) => !["all", "total"].includes(kind ?? "") && many === "1");
  expect(frauds.map(([kind, source, outcome, , , , ...values]) => [kind, source, outcome, ...values])).toEqual([
    ["card details stolen", "push", "approved", "10.00", "10.00", "0.00", "0.00"],
    ["not known: a verdict without a type", "push", "declined", "10.00", "0.00", "0.00", "10.00"],
    ["not known: a label alone says so", "poll", "to review", "10.00", "0.00", "10.00", "0.00"],
  ]);
  expect(rows.at(-1)).toEqual(["total", "", "", "5", "50.00", "3", "30.00", "10.00", "10.00", "10.00"]);

  const day = { zone: "UTC", date: "2025-08-01" };
  const [from, to] = [at("2025-08-01T00:00:00Z"), at("2025-08-02T00:00:00Z")];
  await store.recordArchived({ ...day, paidFrom: from, paidTo: to, closedAt: to, archivedAt: to });
  await store.beginSettling(day, seq);
  await store.recordSettled(day, { upToSeq: seq, settledAt: to, corrections: "null" });
  await sql("delete from payments where id = 'lost'");
  const later = await cellsOf("2025-H2");
  expect(later.notes.join()).toContain("2025-08-01");
  expect(later.rows.at(-1)).toEqual(rows.at(-1));
  const left = later.rows.find(([kind, , outcome]) => kind === "not known: in the archive" && outcome === "approved");
  expect(left?.slice(5)).toEqual(["1", "10.00", "10.00", "0.00", "0.00"]);
});

test("what is no half is refused by its name", async () => {
  for (const half of ["2026-H3", "2026", "0000-H1"]) {
    const answer = await request(`/api/reports/half-year/csv?half=${half}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ field: "half" });
  }
});
