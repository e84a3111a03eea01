// Loads past days of the simulated world through POST /api/payments, so that charts and reports aren't empty.
import { createInterface } from "node:readline";
import { Readable } from "node:stream";

const BATCH = 100;
const IN_FLIGHT = 4;

export interface PastDays {
  simulatorUrl: string;
  workerUrl: URL;
  /** What lets a body in: none while the Worker is open, a signature with INGEST_SECRET. */
  headersFor: (body: string) => Record<string, string>;
  days: number;
  /** The first so many cards of the world: each with all its payments, so that histories are whole. */
  cards: number;
  /** Called after each batch with the payments loaded so far. */
  onProgress: (loaded: number) => void;
}

/** Answers how many payments were loaded. Loading the same days again changes nothing. */
export async function loadPastDays(options: PastDays): Promise<number> {
  const { simulatorUrl, days, cards, onProgress } = options;
  const response = await fetch(`${simulatorUrl}/past?days=${days}&cards=${cards}`);
  if (!response.ok || response.body === null)
    throw new Error(`the simulator answered ${response.status} for past days`);
  let loaded = 0;
  const inFlight = new Set<Promise<void>>();
  const send = (lines: string[]) => {
    const sent = push(options, lines).then(() => {
      loaded += lines.length;
      inFlight.delete(sent);
      onProgress(loaded);
    });
    inFlight.add(sent);
  };
  let batch: string[] = [];
  for await (const line of createInterface({ input: Readable.fromWeb(response.body), crlfDelay: Infinity })) {
    batch.push(line);
    if (batch.length < BATCH) continue;
    send(batch);
    batch = [];
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
  }
  if (batch.length > 0) send(batch);
  await Promise.all(inFlight);
  return loaded;
}

async function push({ workerUrl, headersFor }: PastDays, lines: string[]): Promise<void> {
  const body = `[${lines.join(",")}]`;
  const response = await fetch(new URL("/api/payments", workerUrl), {
    method: "POST",
    headers: { "content-type": "application/json", ...headersFor(body) },
    body,
  });
  if (!response.ok) throw new Error(`the Worker answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
  await response.body?.cancel();
}
