// What lies in the queue: arrivals that have passed the door, packed into messages that the platform takes. No card
// number gets here, since the door drops it. Pure.
import type { Arrival } from "../pipeline/arrival.ts";

/**
 * Changed with the shape of an arrival. A message may wait for days and is read by whatever is deployed by then, which should
 * go on reading the version before.
 */
const VERSION = 1;
/** The platform takes 128 kB, and bills for each 64 kB begun. A larger one would also take more neighbours along when it fails. */
export const MAX_MESSAGE_BYTES = 60_000;
/** In one call; the platform takes 256 kB, with some 100 bytes of its own a message. */
const MESSAGES_A_SEND = 4;
/** What is left of a message for its arrivals. */
const ROOM = MAX_MESSAGE_BYTES - wrapped([]).length;
/** A character is at most so many bytes in UTF-8, by the length that JavaScript counts. */
const BYTES_A_CHARACTER = 3;

/** Each arrival in exactly one message, in order. */
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

/** Messages by the call that sends them. */
export function sendsOf(messages: readonly string[]): string[][] {
  const count = Math.ceil(messages.length / MESSAGES_A_SEND);
  return Array.from({ length: count }, (_, at) => messages.slice(at * MESSAGES_A_SEND, (at + 1) * MESSAGES_A_SEND));
}

/** Null: not one of ours, or of another version. */
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

/** By event time, as the intake should see them: a card's earlier payment is history to its later one. */
export function byEventTime(a: Arrival, b: Arrival): number {
  return eventTime(a) - eventTime(b);
}

function eventTime({ admission, seenAt }: Arrival): number {
  return admission.ok ? admission.payment.paidAt : seenAt;
}

function wrapped(packed: readonly string[]): string {
  return `{"version":${VERSION},"arrivals":[${packed.join(",")}]}`;
}

/** Counted only where the characters might not be single bytes. */
function bytesOf(text: string): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length : text.length * BYTES_A_CHARACTER;
}

/** What the way to the intake looks at; the rest is as the door of this version made it. */
function isArrival(value: unknown): value is Arrival {
  if (!isObject(value) || !Number.isFinite(value.seenAt) || !isObject(value.admission)) return false;
  const { ok, payment, reject } = value.admission;
  if (ok === true) return isObject(payment) && typeof payment.id === "string" && Number.isFinite(payment.paidAt);
  return ok === false && isObject(reject) && typeof reject.id === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
