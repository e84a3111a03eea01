// Many rows in one answer: read page by page while they are sent, so that memory stays flat however many there are.
import type { Context } from "hono";
import { logError } from "../log.ts";
import { NEWEST_FIRST, type Sorting } from "../payment/query/sorting.ts";
import { asClosed, type Closing } from "../report/asClosed.ts";
import type { Origin, PaymentFilter, StoredPayment } from "../store/payments.ts";
import type { Store } from "../store/store.ts";

/** A Worker may ask its database a limited number of times a request (free plan: 50), and a page must fit its memory. */
const PAGE = 5_000;
/** Payments that may be looked at for a page, where a filter has no index: few questions, each well within its deadline. */
const MAY_READ = 100_000;

export type Pages<Row = StoredPayment> = AsyncGenerator<Row[], void>;

/** When a page cannot be read the stream breaks off: a file that is cut short must not look whole. */
export function streamed<Row>(
  pages: Pages<Row>,
  header: string,
  lineOf: (row: Row) => string,
): ReadableStream<Uint8Array> {
  const coming = chunks(pages, header, lineOf);
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await coming.next().catch((error: unknown) => {
        logError("export_cut_short", error, { sentBytes: sent });
        throw error;
      });
      if (done === true) controller.close();
      else {
        sent += value.length;
        controller.enqueue(value);
      }
    },
    async cancel() {
      await coming.return();
    },
  });
}

async function* chunks<Row>(
  pages: Pages<Row>,
  header: string,
  lineOf: (row: Row) => string,
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  if (header !== "") yield encoder.encode(header);
  for await (const page of pages) yield encoder.encode(page.map(lineOf).join(""));
}

/** Those of a filter that are in the store, newest first or as they are to be sorted. */
export async function* storedPages(
  store: Pick<Store, "payments">,
  filter: PaymentFilter,
  sorting: Sorting = NEWEST_FIRST,
): Pages {
  const asked = { limit: PAGE, sorting, mayRead: MAY_READ };
  // The next page is read while this one is on its way.
  let coming = store.payments(filter, asked);
  for (;;) {
    const { payments, next } = await coming;
    if (next !== null) {
      coming = store.payments(filter, { ...asked, after: next });
      // Awaited in the next round; should the reader leave first, its failure is nobody's.
      coming.catch(() => undefined);
    }
    if (payments.length > 0) yield payments;
    if (next === null) return;
  }
}

/** Those of a closed day as it was then. */
export async function* closedPages(
  store: Pick<Store, "labelsSince" | "payments" | "verdictsSince">,
  closing: Closing,
): Pages {
  const { from, to, closedAt } = closing;
  for await (const page of storedPages(store, { from, to, outcomes: [], storedBy: closedAt })) {
    yield await asClosed(page, closing, store);
  }
}

/** The name says what a file on somebody's disk holds. */
export function fileName(name: string, origin: Origin | null): string {
  return origin === "simulated" ? `simulated-${name}` : name;
}

/** Names of downloads are made of our own words, dates and digits only. */
export function download(context: Context, body: ReadableStream, type: string, name: string): Response {
  return context.body(body, 200, { "content-type": type, "content-disposition": `attachment; filename="${name}"` });
}

export const CSV_TYPE = "text/csv; charset=utf-8; header=present";
