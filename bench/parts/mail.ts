// The time from a stored fraud to the request at the mail provider; and ten thousand frauds at once.
import { createServer } from "node:http";
import { type FakeAnswer, fakeResend } from "../../test/fakeResend.ts";
import { messageList } from "../../worker/wire/messages.ts";
import { type Measurement, percentile } from "../measure.ts";
import type { Part } from "../part.ts";
import { startWorker } from "../worker.ts";

export const mail: Part = {
  name: "mail",
  about: "a stored fraud to the request at the mail provider; 10,000 frauds at once, to the cent",
  run,
};

const STORM = 10_000;
const BATCH = 100;
const LIMIT = 1_000;
const PATIENCE_MS = 20 * 60_000;

async function run({ quick, progress }: Parameters<Part["run"]>[0]): Promise<Measurement[]> {
  const provider = await startProvider();
  // Every pushed payment is a fraud: how well frauds are recognized is measured elsewhere.
  const worker = await startWorker({
    variables: {
      DECLINE_THRESHOLD: "0",
      REVIEW_THRESHOLD: "0",
      RESEND_API_KEY: "re_bench",
      RESEND_BASE_URL: provider.url,
      ALERT_FROM: "Vigie <vigie@example.org>",
      ALERT_TO: "ann@example.org",
      MAIL_DAILY_LIMIT: String(LIMIT),
      PUBLIC_URL: "https://vigie.example",
    },
  });
  const push = async (rows: object[]) => {
    const response = await fetch(worker.pushUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(rows),
    });
    if (!response.ok) throw new Error(`the push was answered ${response.status}`);
    return performance.now();
  };
  try {
    // Stays below the storm's limit: the way of the mail is measured, not the policy.
    const frauds = quick ? 20 : 80;
    const latenciesMs: number[] = [];
    for (let at = 0; at < frauds; at += 1) {
      progress(`a fraud on its way to the provider, ${at + 1} of ${frauds}`);
      const id = `alone-${at}`;
      const storedAt = await push([row(id, `4111${String(at).padStart(12, "0")}`, 1012.4)]);
      // The answer to the push may come after the mail has left.
      const mailedAt = await until(() => provider.askedAt(id));
      latenciesMs.push(Math.max(0, mailedAt - storedAt));
      await pause(quick ? 300 : 600);
    }

    progress(`${STORM} frauds at once`);
    const cards = STORM / 4;
    const cents = Array.from({ length: STORM }, (_, at) => 100 + ((at * 7919) % 100_000));
    const rows = cents.map((amount, at) =>
      row(`storm-${at}`, `4222${String(at % cards).padStart(12, "0")}`, amount / 100),
    );
    const before = provider.mails().length;
    for (let from = 0; from < STORM; from += BATCH) await push(rows.slice(from, from + BATCH));
    const listOf = async () =>
      messageList.parse(await (await fetch(new URL("/api/alerts?limit=1", worker.url))).json());
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      const { heldBack, pending } = await listOf();
      if (heldBack === 0 && pending === 0) break;
      progress(`${STORM} frauds at once: ${heldBack} held back, ${pending} waiting`);
      await pause(1_000);
    }
    const mails = provider.mails().slice(before);
    const summaries = mails.flatMap(({ subject }) => {
      const [, count, sum] = /^([\d,]+) more frauds? held back: \$([\d,.]+)$/.exec(subject) ?? [];
      return count === undefined || sum === undefined
        ? []
        : [{ count: plainNumber(count), cents: Math.round(plainNumber(sum) * 100) }];
    });
    const singles = mails.flatMap(({ text }) => /payments\/(storm-\d+)/.exec(text)?.[1] ?? []);
    const told = summaries.reduce((sum, { count }) => sum + count, 0) + singles.length;
    const toldCents =
      summaries.reduce((sum, summary) => sum + summary.cents, 0) +
      singles.reduce((sum, id) => sum + (cents[Number(id.slice("storm-".length))] ?? 0), 0);
    const owedCents = cents.reduce((sum, amount) => sum + amount, 0);
    const cardsTold = new Set(singles.map((id) => Number(id.slice("storm-".length)) % cards));
    const count = (
      what: string,
      unit: Measurement["unit"],
      value: number,
      target: Measurement["target"],
    ): Measurement => ({ what, unit, values: [value], target });
    return [
      {
        what: "stored fraud to the provider's request, p50",
        unit: "ms",
        values: [percentile(latenciesMs, 0.5)],
        target: null,
      },
      {
        what: "  the same, p99",
        unit: "ms",
        values: [percentile(latenciesMs, 0.99)],
        target: { atMost: 1_000 },
        note: `${frauds} frauds one after the other`,
      },
      count(`${STORM.toLocaleString("en")} frauds at once, all told in`, "mails", mails.length, { atMost: LIMIT }),
      count("  of which of a single fraud", "mails", singles.length, null),
      count("  mails of a single fraud beyond one a card", "mails", singles.length - cardsTold.size, { atMost: 0 }),
      count("  not told of, or twice", "frauds", Math.abs(STORM - told), { atMost: 0 }),
      count("  their sums are off by", "cents", Math.abs(owedCents - toldCents), { atMost: 0 }),
    ];
  } finally {
    await worker.close();
    provider.close();
  }
}

function row(id: string, card: string, amount: number) {
  return {
    ...{ trans_num: id, cc_num: card, merchant: "fraud_Corner Shop", category: "shopping_net", amt: amount },
    ...{ gender: "F", dob: "1981-04-12", city_pop: 5300, lat: 40.1, long: -75.2, merch_lat: 40.5, merch_long: -75.9 },
    current_time: Date.now(),
  };
}

/** Resend's rules, behind a socket. */
async function startProvider() {
  const rules = fakeResend(Date.now);
  const askedAt = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const id = /payments\/(alone-\d+)/.exec(body)?.[1];
    if (id !== undefined && !askedAt.has(id)) askedAt.set(id, at);
    const headers = new Headers(
      Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const url = `http://${request.headers.host}${request.url}`;
    const answer: FakeAnswer | null = rules.handle({ method: request.method ?? "GET", url, headers, body });
    response.writeHead(answer?.status ?? 504, answer?.headers ?? {});
    response.end(answer?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the provider has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    askedAt: (id: string) => askedAt.get(id),
    mails: () => rules.accepted,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function until(known: () => number | undefined): Promise<number> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const at = known();
    if (at !== undefined) return at;
    await pause(5);
  }
  throw new Error("the mail did not come within a minute");
}

function plainNumber(text: string): number {
  return Number(text.replaceAll(",", ""));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
