// Packs arrivals that have passed the door into messages that the queue takes. No card number gets here, because the door
// drops it. Pure.
import type { Arrival } from "../pipeline/arrival.ts";

/**
 * Must change when the shape of an arrival does. A message may wait for days and is read by the version that is deployed then.
 * That version should still read messages of the version before.
 */
const VERSION = 1;
/** The platform takes 128 kB, and bills each 64 kB begun. When a larger message failed, more payments would fail with it. */
export const MAX_MESSAGE_BYTES = 60_000;
/** Messages in one call. The platform takes 256 kB, and adds some 100 bytes to each message. */
const MESSAGES_A_SEND = 4;
/** The bytes of a message that are left for its arrivals. */
const ROOM = MAX_MESSAGE_BYTES - wrapped([]).length;
/** Most bytes in UTF-8 for one character, as JavaScript counts characters. */
const BYTES_A_CHARACTER = 3;

/** Puts each arrival into exactly one message, in order. */
export function packMessages(arrivals: readonly Arrival[]): string[] {
  const messages: string[] = [];
  let packed: string[] = [];
  let size = 0;
  for (const arrival of arrivals) {
    const text = JSON.stringify(arrival);
    const bytes = bytesOf(text) + 1;
    if (packed.length > 0 && size + bytes > ROOM) {
      messages.push(wrapped(packed));
      packed = [];
      size = 0;
    }
    packed.push(text);
    size += bytes;
  }
  return packed.length === 0 ? messages : [...messages, wrapped(packed)];
}

/** Groups the messages by the call that sends them. */
export function sendsOf(messages: readonly string[]): string[][] {
  const count = Math.ceil(messages.length / MESSAGES_A_SEND);
  return Array.from({ length: count }, (_, at) => messages.slice(at * MESSAGES_A_SEND, (at + 1) * MESSAGES_A_SEND));
}

/** Null when the message is not ours, or is of another version. */
export function unpackMessage(body: unknown): Arrival[] | null {
  if (typeof body !== "string") return null;
  try {
    const message: unknown = JSON.parse(body);
    if (!isObject(message) || message.version !== VERSION || !Array.isArray(message.arrivals)) return null;
    return message.arrivals.every(isArrival) ? message.arrivals : null;
  } catch {
    return null;
  }
}

/** Order by event time, because a card's earlier payment is history to its later one. */
export function byEventTime(a: Arrival, b: Arrival): number {
  return eventTime(a) - eventTime(b);
}

function eventTime({ admission, seenAt }: Arrival): number {
  return admission.ok ? (admission.payment ?? admission.refund).paidAt : seenAt;
}

function wrapped(packed: readonly string[]): string {
  return `{"version":${VERSION},"arrivals":[${packed.join(",")}]}`;
}

/** The most bytes that a text may take. A text of ASCII characters takes exactly one byte for each. */
function bytesOf(text: string): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length : text.length * BYTES_A_CHARACTER;
}

/** Checks the fields that are read before the deciders. The rest is as the door of this version made it. */
function isArrival(value: unknown): value is Arrival {
  if (!isObject(value) || !Number.isFinite(value.seenAt) || !isObject(value.admission)) return false;
  const { ok, payment, refund, reject } = value.admission;
  const taken = payment ?? refund;
  if (ok === true) return isObject(taken) && typeof taken.id === "string" && Number.isFinite(taken.paidAt);
  return ok === false && isObject(reject) && typeof reject.id === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
