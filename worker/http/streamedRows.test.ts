import { expect, test } from "vitest";
import { scoredPayment } from "../../test/rows.ts";
import type { PageAsked, PaymentPage, StoredPayment } from "../store/payments.ts";
import type { ChangedVerdict } from "../store/reports.ts";
import { closedPages } from "./streamedRows.ts";

test("what people say while a closed day is read is not in what was read of it", async () => {
  const CLOSED_AT = Date.UTC(2026, 10, 21, 1);
  const stored: StoredPayment[] = Array.from({ length: 5_002 }, (_, at) =>
    scoredPayment({ id: String(at), seq: at + 1, verdict: at === 3 ? "fraud" : null }),
  );
  const said: ChangedVerdict[] = [];
  /** Before each page someone judges its second payment. */
  const store = {
    async payments(_filter: unknown, { limit, after = null }: PageAsked): Promise<PaymentPage> {
      const from = after === null ? 0 : Number(after.id) + 1;
      const judged = stored[from + 1];
      if (judged === undefined) return { payments: [], next: null, searched: null };
      said.push({ ...judged, before: judged.verdict, at: CLOSED_AT + 1 });
      stored[from + 1] = { ...judged, verdict: "legitimate" };
      const payments = stored.slice(from, from + limit);
      const last = payments.at(-1);
      const next = last === undefined || from + limit >= stored.length ? null : { ...last, key: last.paidAt };
      return { payments, next, searched: null };
    },
    verdictsSince: async () => [...said],
    labelsSince: async () => [],
  };
  const read: StoredPayment[] = [];
  for await (const page of closedPages(store, { from: 0, to: 1, closedAt: CLOSED_AT })) read.push(...page);
  expect(said).toHaveLength(2);
  expect(read.flatMap(({ id, verdict }) => (verdict === null ? [] : [[id, verdict]]))).toEqual([["3", "fraud"]]);
  expect(read).toHaveLength(5_002);
});
