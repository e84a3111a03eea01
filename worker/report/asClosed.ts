// A closed day's payments as they stood when it was closed, whatever people have said since.
import type { StoredPayment } from "../store/payments.ts";
import type { ReportStore } from "../store/reports.ts";

export interface Closing {
  from: number;
  to: number;
  closedAt: number;
}

/**
 * What was said since is asked for when the page has been read: a word that came while it was read is then known, and
 * cannot pass for one from before the closing.
 */
export async function asClosed<Kind extends StoredPayment>(
  page: readonly Kind[],
  { from, to, closedAt }: Closing,
  store: Pick<ReportStore, "verdictsSince">,
): Promise<Kind[]> {
  if (page.length === 0) return [];
  const changed = await store.verdictsSince(from, to, closedAt);
  const before = new Map(changed.map((change) => [change.id, change.before]));
  return page.map((payment) => {
    const verdict = before.get(payment.id);
    return verdict === undefined ? payment : { ...payment, verdict };
  });
}
