// The currencies of ISO 4217, and how many decimals each one's amounts have. A yen has none, a Kuwaiti dinar has three:
// divided by a hundred as cents are, 5,000 yen would become 50.

/** Whole units only. */
const NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";

/** Dinars and the Omani rial have a thousand parts. */
const THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND";

/**
 * All others. BGN, HRK and ANG are among them: they were given up lately, and past payments were paid in them. Metals,
 * test codes and the units of account with four decimals (CLF, UYW) are not: nobody pays a card payment in them.
 */
const TWO_DECIMALS = `
  AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
  COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR
  IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
  NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
  TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`;

export type Decimals = 0 | 2 | 3;

const DECIMALS: ReadonlyMap<string, Decimals> = new Map([
  ...codes(NO_DECIMALS, 0),
  ...codes(TWO_DECIMALS, 2),
  ...codes(THREE_DECIMALS, 3),
]);

/** All codes, in the order of the alphabet. */
export const CURRENCIES: readonly string[] = [...DECIMALS.keys()].sort();

/** How many decimals an amount of this currency has. Null when the code, in capitals, is none that is known. */
export function decimalsOf(code: string): Decimals | null {
  return DECIMALS.get(code) ?? null;
}

function codes(list: string, decimals: Decimals): [string, Decimals][] {
  return list
    .trim()
    .split(/\s+/)
    .map((code) => [code, decimals]);
}
