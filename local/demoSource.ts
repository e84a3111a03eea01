// The second source of the simulated world: a payment provider's webhooks, in another currency than the feed, with disputes and refunds.
import { z } from "zod";
import { createTimeline } from "../simulator/timeline.ts";
import { type Money, stripeSignature, type Webhook, webhooksOf } from "../simulator/webhooks.ts";
import { createWorld, type WorldOptions } from "../simulator/world/world.ts";
import { MINUTE_MS } from "../worker/duration.ts";
import type { Mapping } from "../worker/payment/sources/mapping.ts";
import { stripe } from "../worker/payment/sources/stripe.ts";
import { SIMULATOR_HEADER } from "../worker/pipeline/origin.ts";
import { reasonOf } from "./errorSentence.ts";

export const SOURCE_SECRET = "SOURCE_SECRET_STRIPE";
const NOTE = "npm start: a made-up shop whose payments come by a provider's webhooks";
/** How long ago the first ones were paid, so that a board has some at once. A dispute comes within four minutes. */
const BEGINS_BEFORE_MS = 10 * MINUTE_MS;
const ROUND_MS = 2_000;
const MOST_A_ROUND = 200;
const DEADLINE_MS = 15_000;

/** The policy's version once the second model is the challenger. */
const OF_NPM_START = 1;
const held = z.object({ version: z.int(), rates: z.array(z.unknown()) });

/** The shop's currency, where Vigie judges in this one. The rate is of late 2026, near enough for a made-up shop. */
const MONEY: Readonly<Record<string, { money: Money; rate: string }>> = {
  USD: { money: { currency: "EUR", dollars: 1.0842 }, rate: "1.0842" },
  EUR: { money: { currency: "USD", dollars: 1 }, rate: "0.9223" },
};

/** Null where Vigie judges in a currency for which no rate is known here: then there is no second source. */
export function moneyOfShop(currency: string): Money | null {
  return MONEY[currency]?.money ?? null;
}

/** The shop says in its charges who sold what. */
const MAPPING: Mapping = {
  ...stripe.mapping,
  payment: {
    ...stripe.mapping.payment,
    merchant: { path: "/data/object/calculated_statement_descriptor" },
    category: { path: "/data/object/metadata/category" },
  },
};

export interface Settings {
  workerUrl: URL;
  /** Null: this machine is open. */
  adminToken: string | null;
  /** CURRENCY of that Vigie. */
  currency: string;
  signal: AbortSignal;
}

/**
 * Sets the rate of the shop's currency, and how its charges are read. Only where nobody has set anything but the second model: what
 * people set stays as it is. Returns whether it did. Throws when Vigie refuses.
 */
export async function setDemoSource({ workerUrl, adminToken, currency, signal }: Settings): Promise<boolean> {
  const own = MONEY[currency];
  if (own === undefined) return false;
  const authorization: Record<string, string> = adminToken === null ? {} : { authorization: `Bearer ${adminToken}` };
  const ask = async (address: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { ...authorization, ...init.headers };
    const answer = await fetch(new URL(address, workerUrl), { ...init, headers, signal });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the Worker answered ${answer.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };
  const put = (address: string, body: Record<string, unknown>, from: number) => {
    const headers = { "content-type": "application/json", "if-match": `"${from}"` };
    return ask(address, { method: "PUT", headers, body: JSON.stringify({ ...body, note: NOTE }) });
  };
  const { version, rates } = held.parse(await ask("/api/policy"));
  if (version > OF_NPM_START || rates.length > 0) return false;
  const rate = { currency: own.money.currency, rate: own.rate, from: "2026-01-01", source: "npm start" };
  await put("/api/policy", { rates: [rate] }, version);
  await put("/api/sources/stripe", { mapping: MAPPING }, version + 1);
  return true;
}

export interface Sender {
  world: WorldOptions;
  money: Money;
  workerUrl: URL;
  secret: string;
  now: () => number;
  /** Rejects when the signal says so. */
  wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Called when events are not taken for the first time, and again once they were taken in between. */
  onProblem: (why: string) => void;
  signal: AbortSignal;
}

/** Sends each event when it is due, as a provider does: one that is not taken is sent again. Ends with the signal only. */
export async function sendWebhooks(sender: Sender): Promise<void> {
  const { world, money, now, wait, signal, onProblem } = sender;
  const timeline = createTimeline(createWorld(world));
  let position = timeline.positionAt(now() - BEGINS_BEFORE_MS);
  let waiting: Webhook[] = [];
  let isTold = false;
  while (!signal.aborted) {
    const news = timeline.forward(position, now(), MOST_A_ROUND);
    position = news.next;
    waiting = [...waiting, ...news.rows.flatMap((row) => webhooksOf(row, money))].sort((a, b) => a.dueAt - b.dueAt);
    // In order: no dispute comes before its charge was taken.
    while (waiting[0] !== undefined && waiting[0].dueAt <= now() && !signal.aborted) {
      const sent = await post(sender, waiting[0]);
      if (sent.problem !== null && !isTold && !signal.aborted) onProblem(sent.problem);
      isTold = sent.problem !== null;
      if (sent.again) break;
      waiting = waiting.slice(1);
    }
    await wait(ROUND_MS, signal).catch(() => undefined);
  }
}

async function post({ workerUrl, secret, now, signal }: Sender, { event }: Webhook) {
  const body = JSON.stringify(event);
  const headers = {
    "content-type": "application/json",
    "stripe-signature": stripeSignature(secret, body, now()),
    [SIMULATOR_HEADER]: "world",
  };
  const address = new URL("/api/payments/from/stripe", workerUrl);
  try {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    const answer = await fetch(address, { method: "POST", headers, body, signal: deadline });
    const text = await answer.text();
    if (answer.ok) return { problem: null, again: false };
    // One that cannot be read would hold up all others for ever.
    return { problem: `the Worker answered ${answer.status}: ${text.slice(0, 200)}`, again: answer.status !== 400 };
  } catch (error) {
    return { problem: reasonOf(error) ?? String(error), again: true };
  }
}
