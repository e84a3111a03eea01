// All that a Vigie has kept, as it answers itself. What an older version answered lies beside its state; a newer one must answer
// the same from that state. The shapes name only what is looked at by itself: a newer version may say more.
import { z } from "zod";
import { paymentList } from "../../worker/wire/answers.ts";
import { messageList } from "../../worker/wire/messages.ts";

const AT_ONCE = 32;

const payment = z.looseObject({
  payment: z.looseObject({
    id: z.string(),
    seq: z.int(),
    score: z.number().nullable(),
    outcome: z.string(),
    reasons: z.array(z.unknown()),
    unfamiliar: z.array(z.unknown()),
    model: z.string(),
  }),
  alerts: z.array(z.looseObject({ id: z.string() })),
  verdicts: z.array(z.unknown()),
});
const withFeatures = payment.extend({ features: z.array(z.looseObject({ name: z.string() })) });
const message = z.looseObject({ message: z.looseObject({ id: z.string(), kind: z.string() }), text: z.string() });
const rejectList = z.object({ rejects: z.array(z.looseObject({ id: z.string() })) });
const report = z.looseObject({ date: z.string(), state: z.string() });
export const health = z.looseObject({
  lastTick: z.looseObject({ error: z.string().nullable() }).nullable(),
  storage: z.looseObject({ archive: z.looseObject({ lastDate: z.string().nullable() }).nullable() }).nullable(),
  unfamiliar: z.looseObject({ payments: z.int(), what: z.record(z.string(), z.int()) }),
});

/** The answers of a Vigie that the test compares. */
const kept = z.object({
  /** By id, without the features. */
  payments: z.record(z.string(), payment),
  /** By id. */
  messages: z.record(z.string(), message),
  rejects: rejectList.shape.rejects,
  /** The report of a day that was closed. */
  report,
  /** What only grows, by name and labels as /api/metrics writes them. */
  counters: z.record(z.string(), z.number()),
  /** How many of the newest payments were looked at, and what was unfamiliar in them. */
  unfamiliar: health.shape.unfamiliar,
});
export type Kept = z.infer<typeof kept>;

/** What lies beside a state. */
export const beside = z.object({
  /** The commit that made it, and when its making began, epoch ms: rows.ts makes its rows from that. */
  commit: z.string(),
  startedAt: z.number(),
  /** When it was left alone. */
  kept,
  /** What that version did with the payments that its poller had kept and not stored, once it was started again. */
  stored: z.record(z.string(), payment),
  /** What that version decided of `newRow(paidAt)` after that. */
  decided: withFeatures.extend({ paidAt: z.number() }),
});
export type Beside = z.infer<typeof beside>;

export async function askKept(url: URL, closedDate: string): Promise<Kept> {
  const { unfamiliar } = await ask(url, "/api/health", health);
  return {
    payments: await askPayments(url, await askIds(url)),
    messages: await askMessages(url),
    rejects: (await ask(url, "/api/rejects?limit=500", rejectList)).rejects,
    report: await askReport(url, closedDate),
    counters: await askCounters(url),
    unfamiliar,
  };
}

export function askReport(url: URL, date: string): Promise<Kept["report"]> {
  return ask(url, `/api/reports/daily?date=${date}`, report);
}

export function askInFull(url: URL, id: string): Promise<z.infer<typeof withFeatures>> {
  return ask(url, `/api/payments/${id}`, withFeatures);
}

export async function askPayments(url: URL, ids: readonly string[]): Promise<Kept["payments"]> {
  const found: Kept["payments"] = {};
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    for (const { features, ...others } of await Promise.all(some.map((id) => askInFull(url, id)))) {
      found[others.payment.id] = others;
    }
  }
  return found;
}

/** The oldest first. */
export async function askIds(url: URL): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const page: z.infer<typeof paymentList> = await ask(url, `/api/payments?limit=500${cursor}`, paymentList);
    ids.push(...page.payments.map(({ id }) => id));
    cursor = page.next === null ? null : `&cursor=${page.next}`;
  }
  return ids.reverse();
}

async function askMessages(url: URL): Promise<Kept["messages"]> {
  const { messages, next } = await ask(url, "/api/alerts?limit=500", messageList);
  if (next !== null) throw new Error("there are more messages than one page holds");
  const found: Kept["messages"] = {};
  for (const { id } of messages.reverse()) {
    found[id] = await ask(url, `/api/alerts/${encodeURIComponent(id)}`, message);
  }
  return found;
}

/** Those of Prometheus' text that must not begin anew. */
async function askCounters(url: URL): Promise<Kept["counters"]> {
  const text = await (await fetch(new URL("/api/metrics", url))).text();
  const lines = text.split("\n").filter((line) => /^\w+_(total|count)\b/.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

export async function ask<Shape extends z.ZodType>(url: URL, address: string, shape: Shape): Promise<z.infer<Shape>> {
  const response = await fetch(new URL(address, url));
  const text = await response.text();
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${text.slice(0, 300)}`);
  return shape.parse(JSON.parse(text));
}
