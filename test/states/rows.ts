// The rows that are pushed into a kept state, made anew from the time at which it was made: a test can send one of them again,
// and the file that keeps the state holds no card number.
import { HOUR_MS } from "../../worker/duration.ts";
import { type FeedRow, feedRow } from "../rows.ts";

/** Its history lies in the state. */
const KNOWN_CARD = "4000123412341234567";
/** Apart, so that its payments reach into the day before whatever the hour is, and make a habit. */
const APART_MS = 7 * HOUR_MS;
const KNOWN_PAYMENTS = 12;

const id = (name: string) => Buffer.from(name).toString("hex").padEnd(32, "0");

/** Payments of some days of one card, to be loaded as past, the oldest first. */
export function knownCardRows(startedAt: number): FeedRow[] {
  return Array.from({ length: KNOWN_PAYMENTS }, (_, at) =>
    feedRow({
      cc_num: KNOWN_CARD,
      trans_num: id(`known ${at}`),
      amt: 40 + at,
      current_time: startedAt - (KNOWN_PAYMENTS - at) * APART_MS,
    }),
  );
}

/** For a first payment of a card this is far too much at a grocer's, at noon too; a card that is known may pay it. */
const MUCH = { category: "grocery_pos", amt: 390 };

/** First payments, each of another card, that are declined. */
export function declinedRows(startedAt: number): FeedRow[] {
  return ["4000123400000001", "4000123400000002", "4000123400000003", "4000123400000004"].map((cc_num, at) =>
    feedRow({
      ...MUCH,
      cc_num,
      trans_num: id(`declined ${at}`),
      merchant: `fraud_Nightjar Grocers ${at}`,
      current_time: startedAt - at * 1_000,
    }),
  );
}

/** A harmless payment that comes a second time with another label, and one with a column that cannot be read. */
export function oddRows(startedAt: number): { relabelled: [FeedRow, FeedRow]; unread: FeedRow; refused: FeedRow } {
  const relabelled = feedRow({ cc_num: "4000123400000005", trans_num: id("relabelled"), current_time: startedAt });
  return {
    relabelled: [relabelled, { ...relabelled, is_fraud: 1 }],
    unread: feedRow({ cc_num: "4000123400000006", trans_num: id("unread"), gender: "?", current_time: startedAt }),
    refused: feedRow({ cc_num: "4000123400000007", trans_num: id("refused"), amt: 1.005, current_time: startedAt }),
  };
}

/** A new payment of the card that is known. It would be declined if the card's history were lost. */
export function newRow(paidAt: number): FeedRow {
  return feedRow({
    ...MUCH,
    cc_num: KNOWN_CARD,
    trans_num: id("new"),
    merchant: "fraud_Heron Grocers",
    current_time: paidAt,
  });
}

/** All cards of these rows. */
export function cardNumbers(): string[] {
  const { relabelled, unread, refused } = oddRows(0);
  const rows = [...knownCardRows(0), ...declinedRows(0), ...relabelled, unread, refused, newRow(0)];
  return [...new Set(rows.map(({ cc_num }) => cc_num))];
}
