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

/** What was decided a moment ago is recorded so much later at most, unless the store is away. */
const RECORDED_WITHIN_MS = 2_000;

/** All that is stored, newest first, page by page. What was decided just now is waited for. */
export async function storedIn(place: { url: URL }, query = "", headers = {}): Promise<PaymentView[]> {
  const { url } = place;
  const untilMs = Date.now() + RECORDED_WITHIN_MS;
  const waits = async () =>
    paymentList.parse(await (await fetch(new URL("/api/payments?limit=1", url), { headers })).json()).waiting !== 0;
  while (Date.now() < untilMs && (await waits())) await new Promise((resolve) => setTimeout(resolve, 50));
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
