// Recognizes payments with an object around them, as many APIs answer: `{"payments":[…],"next":…}`. They are not taken, since
// such an object may be one page of many; whoever sent it is told by key what to send instead. Pure.
import { cleanText } from "../text.ts";

/** A row with none of these columns is no payment, not even a bad one. */
const A_PAYMENTS_OWN = ["trans_num", "cc_num", "card", "merchant", "amt", "current_time"];
/** Columns in which services give their reason. */
export const SAID_IN = ["error", "message", "detail", "title", "description", "reason"];
const LONGEST_KEY = 40;
/** `{"data":{"items":[…]}}` is as deep as APIs go. */
const DEPTH = 2;

export function isLikePayment(columns: Readonly<Record<string, unknown>>): boolean {
  return A_PAYMENTS_OWN.some((name) => Object.hasOwn(columns, name));
}

/** The problem in words; null when no payments lie under a key of this object. */
export function wrappedProblem(object: Readonly<Record<string, unknown>>): string | null {
  if (isLikePayment(object)) return null;
  const found = keyOf(object, holdsPayments, DEPTH);
  if (found !== null) return words(found);
  // Words beside the list are an error's: `{"error":"Rate limit exceeded","items":[]}`.
  const isError = [...SAID_IN, "errors"].some((name) => Object.hasOwn(object, name) && Boolean(object[name]));
  const list = isError ? null : keyOf(object, isListOfRows, DEPTH);
  return list === null ? null : words(list);
}

interface Found {
  path: readonly string[];
  isList: boolean;
}

function words({ path, isList }: Found): string {
  const name = path.map((key) => cleanText(key).slice(0, LONGEST_KEY).toWellFormed()).join(".");
  return `found the key ${name}; send the ${isList ? "list" : "payment"} itself`;
}

/** The way to the first value that fits; values nearer to the top come first. */
function keyOf(
  object: Readonly<Record<string, unknown>>,
  fits: (value: unknown, key: string) => boolean,
  depth: number,
): Found | null {
  // A name of the language that no API uses; it is tried by strangers, and is a column like any other.
  const entries = Object.entries(object).filter(([key]) => key !== "__proto__");
  const here = entries.find(([key, value]) => fits(value, key));
  if (here !== undefined) return { path: [here[0]], isList: Array.isArray(here[1]) };
  if (depth <= 1) return null;
  for (const [key, value] of entries) {
    const inside = isRecord(value) ? keyOf(value, fits, depth - 1) : null;
    if (inside !== null) return { ...inside, path: [key, ...inside.path] };
  }
  return null;
}

function holdsPayments(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => isRecord(item) && isLikePayment(item));
  return isRecord(value) && isLikePayment(value);
}

/** An empty `data` alone is split form that has lost its columns. */
function isListOfRows(value: unknown, key: string): boolean {
  return Array.isArray(value) && value.every(isRecord) && (value.length > 0 || key !== "data");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
