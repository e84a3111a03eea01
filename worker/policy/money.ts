// How much other currencies are worth, as people say it. Vigie asks nobody: a rate that nobody set is not known.

/** Holds for payments from its day on, until a later one of the same currency. */
export interface Rate {
  /** ISO 4217. */
  currency: string;
  /** How much of CURRENCY one unit is, as a decimal such as "1.0842". */
  rate: string;
  /** Epoch ms. */
  from: number;
  /** Where it was read, for people. */
  source: string | null;
}

export const MOST_RATES = 2_000;
