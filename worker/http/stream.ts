// Many payments in one answer: read page by page while they are sent, so that memory stays flat however many there are.
import type { Context } from "hono";
import { logError } from "../log.ts";
import { asClosed, type Closing } from "../report/asClosed.ts";
import type { PaymentFilter, StoredPayment } from "../store/payments.ts";
import type { Store } from "../store/store.ts";

/** A Worker may ask its database a limited number of times a request (free plan: 50), and a page must fit its memory. */
const PAGE = 5_000;

export type Pages = AsyncGenerator<StoredPayment[], void>;

/** When a page cannot be read the stream breaks off: a file that is cut short must not look whole. */
export function streamed(
  pages: Pages,
  header: string,
  lineOf: (payment: StoredPayment) => string,
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

async function* chunks(
  pages: Pages,
  header: string,
  lineOf: (payment: StoredPayment) => string,
): AsyncGenerator<Uint8Array, void> {
  const encoder = new TextEncoder();
  if (header !== "") yield encoder.encode(header);
  for await (const page of pages) yield encoder.encode(page.map(lineOf).join(""));
}

/** Those of a filter that are in the store, newest first. */
export async function* storedPages(store: Pick<Store, "payments">, filter: PaymentFilter): Pages {
  // The next page is read while this one is on its way.
  let coming = store.payments(filter, PAGE, null);
  for (;;) {
    const page = await coming;
    const last = page.at(-1);
    if (last === undefined) return;
    const isLast = page.length < PAGE;
    if (!isLast) {
      coming = store.payments(filter, PAGE, last);
      // Awaited in the next round; should the reader leave first, its failure is nobody's.
      coming.catch(() => undefined);
    }
    yield page;
    if (isLast) return;
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

/** Names of downloads are made of our own words, dates and digits only. */
export function download(context: Context, body: ReadableStream, type: string, name: string): Response {
  return context.body(body, 200, { "content-type": type, "content-disposition": `attachment; filename="${name}"` });
}

export const CSV_TYPE = "text/csv; charset=utf-8; header=present";
