// The bundled Worker in workerd, as a test wants it: a state directory of its own, polling each second.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inject } from "vitest";
import { type RunningWorker, startWorkerd } from "../../local/workerd.ts";
import { paymentList } from "../../worker/wire/answers.ts";
import type { PaymentView } from "../../worker/wire/board.ts";

export interface Place {
  url: URL;
  /** Where D1 and the objects live. */
  stateDir: string;
  /** Ends workerd; what was stored stays. */
  stop(): Promise<void>;
  /** On the same port and state as before. */
  start(): Promise<void>;
  /** The end of it all. */
  remove(): Promise<void>;
}

/** All that is stored, newest first, page by page. */
export async function storedIn({ url }: { url: URL }, query = "", headers = {}): Promise<PaymentView[]> {
  const payments: PaymentView[] = [];
  let cursor = "";
  do {
    const response = await fetch(new URL(`/api/payments?limit=500&${query}${cursor}`, url), { headers });
    const page = paymentList.parse(await response.json());
    payments.push(...page.payments);
    cursor = page.next === null ? "" : `&cursor=${page.next}`;
  } while (cursor !== "");
  return payments;
}

export async function openPlace(feedUrl: string, variables: Record<string, string> = {}): Promise<Place> {
  const { bundleDir, boardDir } = inject("built");
  const stateDir = await mkdtemp(path.join(tmpdir(), "vigie-state-"));
  const run = async (port: number): Promise<RunningWorker> => {
    const worker = await startWorkerd(bundleDir, {
      port,
      stateDir,
      boardDir,
      variables: {
        VIGIE_LOCAL: "1",
        CARD_KEY: "a key of the tests, thirty-two characters or more",
        PAYMENTS_URL: feedUrl,
        POLL_SECONDS: "1",
        ...variables,
      },
      onLog: (line) => process.stderr.write(`${line}\n`),
    });
    await worker.beat();
    return worker;
  };
  let worker = await run(0);
  const { url } = worker;
  const stop = () => worker.close();
  return {
    url,
    stateDir,
    stop,
    start: async () => {
      worker = await run(Number(url.port));
    },
    remove: async () => {
      await stop();
      await rm(stateDir, { recursive: true });
    },
  };
}
