// Forms that the value of a variable may have. Each says in words what the value must be.
import { z } from "zod";
import { decimalsOf } from "../currencies.ts";
import { webhookSecretProblem } from "./secrets.ts";

export const DATABASE_URL_RULE = "must be an address such as postgresql://user:password@host/database";

export const text = z.string();

export const zone = z.string().refine(isZone, "must be an IANA time zone such as Europe/Paris");

export const currency = z
  .string()
  .refine((code) => decimalsOf(code) !== null, "must be a currency by its three letters (ISO 4217), such as EUR");

export const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) address" });

/** The value of PAYMENTS_URL where there is no feed, and `npm start` is not to make one up. */
export const NO_FEED = "none";

export const feedUrl = z
  .string()
  .refine((url) => url === NO_FEED || httpUrl.safeParse(url).success, "must be an http(s) address");

const HEADERS_RULE =
  "must be lines of headers such as Authorization: Bearer …, or a JSON object of them; not host, cookie or what the connection needs";
/** Set by whoever asks. */
const OWN_HEADERS = /^(?:host|connection|content-length|transfer-encoding|cookie|upgrade|te|trailer|keep-alive)$/i;

/** Its words never hold what was written: it is a secret. */
export const feedHeaders = z
  .string()
  .transform((text) => headersIn(text))
  .refine((headers) => headers !== null, HEADERS_RULE)
  .transform((headers) => headers ?? {});

function headersIn(text: string): Record<string, string> | null {
  const pairs = text.startsWith("{") ? pairsOfJson(text) : text.split(/\r?\n/).flatMap(pairOfLine);
  if (pairs === null || pairs.length === 0 || pairs.length > 20) return null;
  const isRight = ([name, value]: readonly [string, string]) =>
    /^[\w-]{1,60}$/.test(name) && !OWN_HEADERS.test(name) && /^[\x20-\x7e]{1,4000}$/.test(value);
  return pairs.every(isRight) ? Object.fromEntries(pairs) : null;
}

function pairsOfJson(text: string): [string, string][] | null {
  try {
    const entries = Object.entries(JSON.parse(text));
    const texts = entries.flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value] as [string, string]] : [],
    );
    return texts.length === entries.length ? texts : null;
  } catch {
    return null;
  }
}

function pairOfLine(line: string): [string, string][] {
  if (line.trim() === "") return [];
  const at = line.indexOf(":");
  // Without a colon it is no header: an empty name is refused.
  return [at === -1 ? ["", ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]];
}

export const webhookSecret = z.string().superRefine(without(webhookSecretProblem));

export const probability = number(0, 1, "must be a probability, 0 to 1");

/** A whole or fractional number, written in digits. */
export function number(min: number, max: number, message: string) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message));
}

/** What switches a check off. */
const OFF = "off";

/** A number, or null for `off`. */
export function levelOr(number: z.ZodType<number, string>, message: string) {
  return z.union([z.literal(OFF).transform(() => null), number], message);
}

/** Items with commas between them. */
export function list(message: string, isRight: (item: string) => boolean) {
  return z
    .string()
    .transform((text) => text.split(",").flatMap((item) => item.trim() || []))
    .refine((items) => items.every(isRight), message);
}

/** Refuses a value when `problemOf` finds a problem, in the words of that problem. */
export function without(problemOf: (value: string) => string | null) {
  return (value: string, context: z.RefinementCtx): void => {
    const problem = problemOf(value);
    if (problem !== null) context.addIssue(problem);
  };
}

export function isDatabaseUrl(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return false;
  return url.username !== "" && url.hostname !== "" && url.pathname.length > 1;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
