// A payment provider's webhooks about made-up payments, in the shape of Stripe's: charges, and later a dispute or a refund of some of
// them. A pure function of the world's rows. Ids have no digits, so that none can look like a card number.
import { createHmac } from "node:crypto";
import { MINUTE_MS } from "../worker/duration.ts";
import type { FeedRow } from "./row.ts";
import { createRandom, hashText, hexId } from "./world/random.ts";

/** Nobody disputes a small payment: the fee is higher. */
const LEAST_DISPUTED = 200;
const REFUNDED_SHARE = 1 / 25;
/** A dispute takes weeks in the real world. Here a person who tries Vigie sees one within minutes. */
const LATER_MS = { from: MINUTE_MS, to: 4 * MINUTE_MS };
const COUNTRIES = ["FR", "DE", "ES", "IT", "NL", "BE"] as const;
const LATER_SALT = 0xd15b;

export interface Money {
  /** ISO 4217, with two decimals. */
  currency: string;
  /** How many of the world's dollars one unit is. */
  dollars: number;
}

export interface Webhook {
  /** Epoch ms. */
  dueAt: number;
  event: Readonly<{ id: string; type: string; created: number; data: { object: Record<string, unknown> } }>;
}

/** All that is ever said about one payment, the earliest first. */
export function webhooksOf(row: FeedRow, money: Money): Webhook[] {
  const key = hashText(row.id);
  const random = createRandom(key, LATER_SALT);
  const amount = Math.round((row.amount / money.dollars) * 100);
  const [isRefunded, isPartly] = [random() < REFUNDED_SHARE, random() < 0.5];
  const laterAt = row.paidAt + Math.round(LATER_MS.from + random() * (LATER_MS.to - LATER_MS.from));
  const charge = `ch_${lettersOf(row.id)}`;
  const currency = money.currency.toLowerCase();
  const paid = webhook("charge.succeeded", row.id, row.paidAt, {
    ...{
      id: charge,
      object: "charge",
      amount,
      currency,
      created: secondsOf(row.paidAt),
      paid: true,
      status: "succeeded",
    },
    calculated_statement_descriptor: row.merchant.replace(/^fraud_/, ""),
    metadata: { category: row.category },
    payment_method_details: {
      type: "card",
      card: {
        country: COUNTRIES[hashText(row.holder.cardNumber) % COUNTRIES.length],
        fingerprint: lettersOf(hexId(hashText(row.holder.cardNumber), 0, 0, LATER_SALT)).slice(0, 16),
        last4: row.holder.cardNumber.slice(-4),
      },
    },
  });
  const about = { charge, currency, created: secondsOf(laterAt) };
  if (row.isFraud && row.amount >= LEAST_DISPUTED) {
    const dispute = { id: `dp_${lettersOf(row.id)}`, object: "dispute", amount, ...about, reason: "fraudulent" };
    return [paid, webhook("charge.dispute.created", row.id, laterAt, { ...dispute, status: "needs_response" })];
  }
  if (row.isFraud || !isRefunded) return [paid];
  const back = isPartly ? Math.ceil(amount / 2) : amount;
  const refund = { id: `re_${lettersOf(row.id)}`, object: "refund", amount: back, ...about, status: "succeeded" };
  return [paid, webhook("refund.created", row.id, laterAt, { ...refund, reason: "requested_by_customer" })];
}

/** The value of the header `stripe-signature`. */
export function stripeSignature(secret: string, body: string, atMs: number): string {
  const seconds = secondsOf(atMs);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

function webhook(type: string, id: string, dueAt: number, object: Record<string, unknown>): Webhook {
  const event = { id: `evt_${type.split(".")[1]?.[0]}${lettersOf(id)}`, object: "event", type, livemode: false };
  return { dueAt, event: { ...event, created: secondsOf(dueAt), data: { object } } };
}

/** Digits become letters behind f. */
function lettersOf(hex: string): string {
  return hex.slice(0, 24).replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "");
}

function secondsOf(ms: number): number {
  return Math.floor(ms / 1000);
}
