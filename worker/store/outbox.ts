// The port of the store, topic outbox: alerts, and the messages that carry them.
import type { Outcome } from "../decision/decision.ts";
import type { Paid } from "../payment/paid.ts";

/** The duty to tell someone of a payment. A payment has at most one, ever. */
export interface OwedAlert {
  /** `fraud:` and the payment's id. */
  id: string;
  paymentId: string;
  cardId: string;
  /**
   * The payment's sequence number when it was stored. All alerts of one batch are stored together, so alerts up to it
   * are complete.
   */
  seq: number;
  paidAt: number;
  amountCents: number;
  outcome: Outcome;
  createdAt: number;
  /** True when the payment was made long before it was stored; see `isLate` in worker/alert/budget.ts. */
  late: boolean;
  /**
   * The notice that carries it: its own once everyone was told of it by itself. Null while it is held back for the next
   * roll-up, though some channels may have been told already, under its own id. Or `SNOOZED`, or `nobody`.
   */
  notice: string | null;
}

/** Stands in place of an alert's notice when people were not told because its card or merchant is snoozed. They never are. */
export const SNOOZED = "snoozed";

export type MessageKind = "fraud" | "rollup" | "digest" | "incident";

/** One message to one target. It is rendered when it becomes owed, so that every attempt sends the same bytes. */
export interface OwedMessage {
  /** Made from notice and target. */
  id: string;
  /** The notice, whoever gets it: `fraud:ID`, `rollup:SEQ`, `digest:ZONE:DATE`, … */
  notice: string;
  kind: MessageKind;
  /** `mail:ADDRESS`, or a channel and a hash of its secret address: `webhook:1f3a…`, `slack:…`, `discord:…`, `teams:…`. */
  target: string;
  subject: string;
  /** The plain text of a mail; the whole JSON body for other channels. */
  text: string;
  html: string | null;
  createdAt: number;
  /** Epoch ms of the next attempt. */
  dueAt: number;
}

export interface StoredMessage extends OwedMessage {
  state: "pending" | "sent" | "failed";
  attempts: number;
  /** Number of idempotency keys it has used. A new key is taken only when the last one certainly caused no mail. */
  keys: number;
  /** Epoch ms since when an attempt may have been accepted without our knowing; null when there is no doubt. */
  doubtSince: number | null;
  sentAt: number | null;
  /** The provider's id for it. */
  reference: string | null;
  /** Why it is not sent yet, or never will be; holds no secret. */
  problem: string | null;
  /** What became of an accepted mail, in the provider's own words; null while the provider has not been asked. */
  fate: string | null;
  /** Epoch ms at which the provider is next asked about it; null when it is not asked again. */
  fateDueAt: number | null;
}

/** The sums of all alerts that are held back. */
export interface HeldBack {
  /** The newest of these alerts. No held-back alert up to it is left out. */
  upToSeq: number;
  alerts: number;
  /** How many of them are to be reviewed; the others were declined. Left out when none are. */
  reviews?: number;
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
  largest: ({ paymentId: string; merchant: string; last4: string; paidAt: number } & Paid)[];
}

/** Alerts that are held back up to a sequence number, without those of which this target was told by itself. */
export interface HeldFilter {
  upToSeq: number;
  notToldTo: string;
}

/** The outcome of an attempt to send, as it is stored. */
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

/** A mail that the provider accepted and whose fate is still to be asked. */
export interface AcceptedMail {
  id: string;
  reference: string;
  sentAt: number;
  dueAt: number;
  fate: string | null;
  fateDueAt: number;
}

/** What became of the mail, as it is stored. */
export interface FateResult extends Pick<AttemptResult, "id" | "state" | "dueAt" | "problem" | "fate" | "fateDueAt"> {
  /** The provider's id of the mail that was asked about. */
  reference: string;
}

/** A position in the list of messages, newest first. */
export interface MessageCursor {
  createdAt: number;
  id: string;
}

export interface MessageFilter {
  /** Null selects all. */
  state: StoredMessage["state"] | null;
}

/** The state of the outbox, for health and metrics. */
export interface OutboxFacts {
  pending: number;
  heldBack: number;
  /** Messages given up since the time asked for that nobody has asked to retry. */
  failed: number;
  /** The failed ones that the provider had accepted; null when there are none. */
  lost: LostMails | null;
  /** Epoch ms since when the longest pending message has been owed; null when none is pending. */
  oldestPendingAt: number | null;
  /** Why that message is not sent yet, when an attempt has failed. */
  oldestProblem: string | null;
  /**
   * The places that messages wait for (`mail` for all mails, otherwise a target), and since when the oldest message has
   * waited.
   */
  waiting: { place: string; since: number }[];
}

export interface LostMails {
  mails: number;
  /**
   * How many of them are notices of incidents. A lost one must not become an incident of its own, or there would be no
   * end.
   */
  ofIncidents: number;
  /** Number of recipients of the others, and one of these recipients; null when there are no others. */
  recipients: number;
  to: string | null;
}

/** A message as lists show it, without its content. */
export type MessageSummary = Omit<StoredMessage, "text" | "html">;

export interface OutboxStore {
  /** Adds messages to the outbox. Messages that it has already stay as they are. */
  owe(messages: OwedMessage[]): Promise<void>;
  alertsOf(paymentId: string): Promise<OwedAlert[]>;
  /**
   * The recent alerts that the policy needs; see `RecentAlerts`. An alert that reached nobody does not count for its
   * card.
   */
  recentAlerts(
    cardIds: string[],
    daySince: number,
    stormSince: number,
  ): Promise<{ cards: Set<string>; atOnceLastDay: number; atOnceInStorm: number }>;

  /** Times of the alerts that are held back, if any, and of the roll-ups since a time. */
  heldSince(
    rollupsSince: number,
  ): Promise<{ firstHeldAt: number; newestHeldAt: number; lastRollupAt: number | null; rollups: number } | null>;
  /** Null when no such alert is held back. Without a filter: all of them. */
  heldBack(filter?: HeldFilter): Promise<HeldBack | null>;
  /** Alerts of these cards and merchants are held back no more: nobody is told of them. */
  snoozeHeld(cards: string[], merchants: string[]): Promise<void>;
  /** How many alerts owed in [from, to) people were not told of, because of a snooze. */
  snoozedAlerts(from: number, to: number): Promise<number>;
  /** Writes all of it or nothing. It writes nothing when other alerts are held back than were summed up. */
  rollUp(held: HeldBack, messages: OwedMessage[]): Promise<void>;

  /** Pending messages that are due, the longest waiting first. `except`: targets, or `mail` for all mails. */
  dueMessages(now: number, limit: number, except: string[]): Promise<StoredMessage[]>;
  /** Epoch ms of the next attempt for any other target than these; null when none is pending. */
  nextDueAt(except: string[]): Promise<number | null>;
  /** Notes, before the attempts are made, that they may succeed without our knowing. */
  beginAttempts(ids: string[], now: number): Promise<void>;
  endAttempt(result: AttemptResult): Promise<void>;
  /** The mails to ask about next, in order. */
  acceptedMails(limit: number): Promise<AcceptedMail[]>;
  /** Changes nothing when the message has been sent again as another mail since. */
  endFate(result: FateResult): Promise<void>;
  /** Mails that were sent, or may have been, since a time; and the time of the first of them. */
  mailsSince(since: number): Promise<{ count: number; firstAt: number | null }>;

  messages(filter: MessageFilter, limit: number, after: MessageCursor | null): Promise<MessageSummary[]>;
  message(id: string): Promise<StoredMessage | null>;
  messagesOf(notices: string[]): Promise<MessageSummary[]>;
  /** The alerts that a message carries, the largest amounts first. */
  alertsIn(message: Pick<OwedMessage, "notice" | "target">, limit: number): Promise<(OwedAlert & Paid)[]>;
  /** Makes a failed message pending again, under a key that certainly caused no mail. False when it had not failed. */
  retry(id: string, keys: number, now: number): Promise<boolean>;
  /** Makes every failed message pending again. A message in doubt keeps its key. Answers how many there were. */
  retryAll(now: number): Promise<number>;
  /** `failedSince`: failed messages given up before this time do not count. */
  outboxFacts(failedSince: number): Promise<OutboxFacts>;
  /**
   * Places (see `waiting`) at which this many messages, incidents aside, have failed since a time, and none was sent
   * after them.
   */
  unheardPlaces(since: number, messages: number): Promise<string[]>;
}
