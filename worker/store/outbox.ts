// The port of the store: alerts, and the messages that carry them.
import type { Outcome } from "../decision/decision.ts";

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
  /** Paid long before it was stored; see `isLate` in worker/alert/policy.ts. */
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
  /** What the provider last said became of a mail that it had accepted, in its words; null: not asked yet. */
  fate: string | null;
  /** Epoch ms of the next time that the provider is asked for it; null: not again. */
  fateDueAt: number | null;
}

/** All alerts that are held back, in sum. */
export interface HeldBack {
  /** The newest among them; there are none beyond it that are not counted. */
  upToSeq: number;
  alerts: number;
  amountCents: number;
  cards: number;
  lateAlerts: number;
  firstHeldAt: number;
  newestHeldAt: number;
  firstPaidAt: number;
  lastPaidAt: number;
  /** The cards with the largest sums, at most ten. */
  topCards: { cardId: string; last4: string; alerts: number; amountCents: number }[];
  /** The largest payments, at most ten. */
  largest: { paymentId: string; merchant: string; last4: string; amountCents: number; paidAt: number }[];
}

/** What became of an attempt to send, as it is kept. */
export interface AttemptResult {
  id: string;
  state: StoredMessage["state"];
  dueAt: number;
  doubtSince: number | null;
  keys: number;
  sentAt: number | null;
  reference: string | null;
  problem: string | null;
  fate: string | null;
  fateDueAt: number | null;
}

/** A mail whose fate is still to be asked for. */
export interface AcceptedMail {
  id: string;
  reference: string;
  sentAt: number;
  dueAt: number;
  fate: string | null;
  fateDueAt: number;
}

/** What became of it, as it is kept. */
export interface FateResult extends Pick<AttemptResult, "id" | "state" | "dueAt" | "problem" | "fate" | "fateDueAt"> {
  /** The provider's id of the mail that was asked for. */
  reference: string;
}

/** A position in the list of messages, newest first. */
export interface MessageCursor {
  createdAt: number;
  id: string;
}

export interface MessageFilter {
  /** Null: all. */
  state: StoredMessage["state"] | null;
}

/** How the outbox fares: what health and metrics are made of. */
export interface OutboxFacts {
  pending: number;
  heldBack: number;
  /** Given up since the time asked for, and nobody has asked for another try. */
  failed: number;
  /** Those among them that the provider had accepted; null: none. */
  lost: LostMails | null;
  /** Epoch ms since when the longest pending message has been owed; null: none is. */
  oldestPendingAt: number | null;
  /** Why that one is not sent yet, where an attempt has failed. */
  oldestProblem: string | null;
  /** The places that messages wait for (`mail` for all mails, else a target), and since when the longest has been owed. */
  waiting: { place: string; since: number }[];
}

export interface LostMails {
  mails: number;
  /** Notices of incidents among them: that one is lost must not be an incident of its own, or there would be no end. */
  ofIncidents: number;
  /** How many recipients the others were to, and one of these; null: there are no others. */
  recipients: number;
  to: string | null;
}

/** A message in the list: without what it says. */
export type MessageSummary = Omit<StoredMessage, "text" | "html">;

export interface OutboxStore {
  /** Adds messages to the outbox; those that it has are left as they are. */
  owe(messages: OwedMessage[]): Promise<void>;
  alertsOf(paymentId: string): Promise<OwedAlert[]>;
  /** What the policy asks; see `RecentAlerts`. An alert of which nobody could be told does not count for its card. */
  recentAlerts(
    cardIds: string[],
    daySince: number,
    stormSince: number,
  ): Promise<{ cards: Set<string>; atOnceLastDay: number; atOnceInStorm: number }>;

  /** When alerts were held back, if any are, and the roll-ups since a time. */
  heldSince(
    rollupsSince: number,
  ): Promise<{ firstHeldAt: number; newestHeldAt: number; lastRollupAt: number | null; rollups: number } | null>;
  /** Null when none is. */
  heldBack(): Promise<HeldBack | null>;
  /** All of it or nothing, and nothing when other alerts are held back than were summed up. */
  rollUp(held: HeldBack, messages: OwedMessage[]): Promise<void>;

  /** Pending messages whose time has come, the longest waiting first. `except`: targets, or `mail` for all mails. */
  dueMessages(now: number, limit: number, except: string[]): Promise<StoredMessage[]>;
  /** Epoch ms of the next attempt of any but these; null: none is pending. */
  nextDueAt(except: string[]): Promise<number | null>;
  /** Notes, before the attempts are made, that they may succeed without our ever knowing. */
  beginAttempts(ids: string[], now: number): Promise<void>;
  endAttempt(result: AttemptResult): Promise<void>;
  /** Those that are asked for next, in order. */
  acceptedMails(limit: number): Promise<AcceptedMail[]>;
  /** Nothing, where that mail is no longer what the message was sent as. */
  endFate(result: FateResult): Promise<void>;
  /** Mails that were sent, or may have been, since a time; and when the first of them was. */
  mailsSince(since: number): Promise<{ count: number; firstAt: number | null }>;

  messages(filter: MessageFilter, limit: number, after: MessageCursor | null): Promise<MessageSummary[]>;
  message(id: string): Promise<StoredMessage | null>;
  messagesOf(notices: string[]): Promise<MessageSummary[]>;
  /** The alerts that a notice carries, the largest amounts first. */
  alertsIn(notice: string, limit: number): Promise<OwedAlert[]>;
  /** A failed message becomes pending again, under a key of which nothing is in doubt. False: it had not failed. */
  retry(id: string, keys: number, now: number): Promise<boolean>;
  /** The same of every failed message; where something is in doubt it keeps its key. Answers how many. */
  retryAll(now: number): Promise<number>;
  /** `failedSince`: from when failed messages count, by when they were given up. */
  outboxFacts(failedSince: number): Promise<OutboxFacts>;
}
