// A closed day's payments as they were when it was closed, without what people and feeds have said since.
import type { StoredPayment } from "../store/payments.ts";
import type { ReportStore } from "../store/reports.ts";

export interface Closing {
  from: number;
  to: number;
  closedAt: number;
}

/**
 * Verdicts and labels are queried after the page was read. One that came while it was read is then known as later, and
 * cannot pass for one from before the closing.
 */
export async function asClosed<Kind extends StoredPayment>(
  page: readonly Kind[],
  { from, to, closedAt }: Closing,
  store: Pick<ReportStore, "labelsSince" | "verdictsSince">,
): Promise<Kind[]> {
  if (page.length === 0) return [];
  const [verdicts, labels] = await Promise.all([
    store.verdictsSince(from, to, closedAt),
    store.labelsSince(from, to, closedAt),
  ]);
  const verdictsThen = new Map(verdicts.map(({ id, before }) => [id, before]));
  const labelsThen = new Map(labels.map(({ id, before }) => [id, before]));
  return page.map((payment) => {
    const [verdict, label] = [verdictsThen.get(payment.id), labelsThen.get(payment.id)];
    if (verdict === undefined && label === undefined) return payment;
    return { ...payment, ...(verdict === undefined ? {} : { verdict }), ...(label === undefined ? {} : { label }) };
  });
}
