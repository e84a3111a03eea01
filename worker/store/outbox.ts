// The port of the store: alerts, and the messages that carry them.
import type { Outcome } from "../scoring/decision.ts";

/** That someone must be told of a payment: one a payment, ever. */
export interface OwedAlert {
  /** `fraud:` and the payment's id. */
  id: string;
  paymentId: string;
  cardId: string;
  /** The payment's sequence number when it was stored: alerts of one batch are known to be complete up to it. */
  seq: number;
  paidAt: number;
  amountCents: number;
  outcome: Outcome;
  createdAt: number;
  /** The payment was already old when it was first seen (a load of past days, the end of an outage). */
  late: boolean;
  /** The notice that carries it; null while it is held back for the next roll-up. */
  notice: string | null;
}

export type MessageKind = "fraud" | "rollup" | "digest" | "incident";

/** One message to one target, rendered when it became owed, so that every attempt to send it has the same bytes. */
export interface OwedMessage {
  /** Notice and target. */
  id: string;
  /** What it says, to whomever: `fraud:ID`, `rollup:SEQ`, `digest:ZONE:DATE`, … */
  notice: string;
  kind: MessageKind;
  /** `mail:ADDRESS`, or a channel and a hash of its secret address: `webhook:1f3a…`, `slack:…`, `discord:…`, `teams:…`. */
  target: string;
  subject: string;
  /** Plain text of a mail; the whole JSON body for other channels. */
  text: string;
  html: string | null;
  createdAt: number;
  /** Epoch ms of the next attempt. */
  dueAt: number;
}

export interface StoredMessage extends OwedMessage {
  state: "pending" | "sent" | "failed";
  attempts: number;
  /** How many idempotency keys it has had: another one only once it is known that the last brought no mail about. */
  keys: number;
  /** Since when an attempt may have been accepted without our knowing; null: no doubt. */
  doubtSince: number | null;
  sentAt: number | null;
  /** The provider's id of it. */
  reference: string | null;
  /** Why it is not sent yet, or never will be; nothing secret. */
  problem: string | null;
}

export interface OutboxStore {
  /** Adds messages to the outbox; those that it has are left as they are. */
  owe(messages: OwedMessage[]): Promise<void>;
  alertsOf(paymentId: string): Promise<OwedAlert[]>;
}
