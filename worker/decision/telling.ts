// How facts are told to people: by whose clocks, in whose money.
import { FIRST_CURRENCY } from "../money.ts";

/** Whose clocks tell the time of a payment. */
export interface Clocks {
  /** Gives a payment its hour, and so its time of day. */
  feedZone: string;
  /** The one in which people read all times. */
  reportZone: string;
}

/** Without both clocks times stand without the name of their zone. */
export interface Telling extends Partial<Clocks> {
  /** CURRENCY: what amounts are summed and judged in. */
  currency?: string;
}

export function clocksOf({ feedZone, reportZone }: Telling): Clocks | null {
  return feedZone === undefined || reportZone === undefined ? null : { feedZone, reportZone };
}

export function currencyOf({ currency = FIRST_CURRENCY }: Telling): string {
  return currency;
}
