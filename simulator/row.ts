// One row of the feed, before it is put on the wire.

export interface CardHolder {
  /** Digits as text: a number above 2^53 would lose some of them. */
  cardNumber: string;
  first: string;
  last: string;
  gender: "F" | "M";
  street: string;
  city: string;
  state: string;
  /** A number, so leading zeros are lost, as on the real feed. */
  zip: number;
  latitude: number;
  longitude: number;
  cityPopulation: number;
  job: string;
  /** YYYY-MM-DD */
  birthDate: string;
}

/** A holder of whom a file may not know everything. */
export type FeedHolder = {
  [Name in keyof CardHolder]: Name extends "gender" | "zip" | "latitude" | "longitude" | "cityPopulation" | "birthDate"
    ? CardHolder[Name] | null
    : CardHolder[Name];
};

export interface FeedRow {
  holder: FeedHolder;
  merchant: string;
  category: string;
  /** Dollars, with at most two decimals. */
  amount: number;
  id: string;
  merchantLatitude: number | null;
  merchantLongitude: number | null;
  isFraud: boolean;
  /** Epoch milliseconds. */
  paidAt: number;
  /** The row's number in the table it is drawn from. */
  index: number;
}

/** A payment that was made up: all of it is known. */
export interface WorldRow extends FeedRow {
  holder: CardHolder;
  merchantLatitude: number;
  merchantLongitude: number;
}
