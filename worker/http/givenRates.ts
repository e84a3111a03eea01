// What other currencies are worth, as a change of the policy gives it, and as answers show it. docs/money.md.
import { z } from "@hono/zod-openapi";
import { decimalsOf } from "../currencies.ts";
import { MOST_RATES, RATE_FORM, type Rate } from "../policy/rates.ts";
import { isoTime } from "../wire/views.ts";
import { dayOf } from "../zone.ts";
import { objectSuchAs, plainText } from "./policyWrite.ts";

const SUCH = '{"currency":"EUR","rate":"1.0842","from":"2026-11-20"}';
const SOURCE_LENGTH = 200;
const FROM = "must be a day such as 2026-11-20, or an ISO 8601 time with a zone";

const rate = z.strictObject(
  {
    currency: z
      .string("must be a currency by its three letters, such as EUR")
      .refine((code) => decimalsOf(code) !== null, "must be a currency by its three letters (ISO 4217), such as EUR"),
    rate: z
      .string('must be a decimal as text, such as "1.0842", so that no digit is lost')
      .regex(RATE_FORM, 'must be a decimal such as "1.0842", with at most 7 digits before the point and 12 behind it')
      .refine((text) => /[1-9]/.test(text), "must be above 0")
      .meta({ description: "How much of CURRENCY one unit is" }),
    from: z.string(FROM).meta({ description: "From when on it holds: a time, or a day of REPORT_TIMEZONE" }),
    source: plainText(SOURCE_LENGTH).nullish().meta({ description: "Where it was read, for people" }),
  },
  { error: objectSuchAs(SUCH) },
);

export const ratesBody = z
  .array(rate, `must be a list of rates such as ${SUCH}`)
  .max(MOST_RATES, `must be at most ${MOST_RATES} rates`)
  .meta({ description: "Replaces all rates. The newest whose `from` is not after a payment's time holds for it" });

/** A list of MOST_RATES, each with a source. */
export const MOST_RATES_BYTES = 1_000_000;

const time = z.iso.datetime({ offset: true });

/** In one order: two lists that say the same are the same. */
export function readRates(
  given: z.infer<typeof ratesBody>,
  { currency, reportZone }: { currency: string; reportZone: string },
): { ok: true; rates: Rate[] } | { ok: false; field: string; problem: string } {
  const rates: Rate[] = [];
  const seen = new Map<string, number>();
  for (const [at, one] of given.entries()) {
    const wrong = (field: keyof Rate, problem: string) =>
      ({ ok: false, field: `rates.${at}.${field}`, problem }) as const;
    if (one.currency === currency) return wrong("currency", `must not be ${currency}: that is CURRENCY itself`);
    const from = dayOf(reportZone, one.from)?.from ?? (time.safeParse(one.from).success ? Date.parse(one.from) : null);
    if (from === null) return wrong("from", FROM);
    const key = `${one.currency} ${from}`;
    const before = seen.get(key);
    if (before !== undefined)
      return wrong("from", `is that of rates.${before}, too: one currency has one rate at a time`);
    seen.set(key, at);
    rates.push({ currency: one.currency, rate: one.rate, from, source: one.source ?? null });
  }
  return { ok: true, rates: rates.sort(inOrder) };
}

/** Rates sorted by currency, the newest of each first. */
export function shownRates(rates: readonly Rate[]) {
  return rates.toSorted(inOrder).map(({ from, ...rate }) => ({ ...rate, from: isoTime(from) }));
}

function inOrder(a: Rate, b: Rate): number {
  return a.currency < b.currency ? -1 : a.currency > b.currency ? 1 : b.from - a.from;
}
