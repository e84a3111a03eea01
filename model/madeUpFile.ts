// Small made-up files of labelled payments in the Kaggle columns, for tests of the commands.
import { HOUR_MS } from "../worker/duration.ts";

export interface MadeUpRow {
  trans_date_trans_time: string;
  cc_num: string;
  merchant: string;
  category: string;
  amt: string;
  gender: string;
  dob: string;
  city_pop: string;
  lat: string;
  long: string;
  merch_lat: string;
  merch_long: string;
  trans_num: string;
  is_fraud: string;
}

const CARDS = 60;
const FRAUDS_OF_CARD = [20, 21, 22, 23];
const CATEGORIES = ["home", "travel", "misc_net", "grocery_pos"];

/**
 * 60 cards pay every 13 hours, 40 times, in turn. A card's payments 20 to 23 are frauds of high amounts in one category. Some of
 * the others are high too.
 */
export function madeUpRows(): MadeUpRow[] {
  return Array.from({ length: CARDS * 40 }, (_, i) => {
    const [card, turn] = [i % CARDS, Math.floor(i / CARDS)];
    const isFraud = FRAUDS_OF_CARD.includes(turn);
    const at = Date.UTC(2019, 0, 1, 8) + turn * 13 * HOUR_MS + card * 61_000;
    return {
      trans_date_trans_time: new Date(at).toISOString().slice(0, 19).replace("T", " "),
      cc_num: `4000${String(card * 7919 + 12_345_671).padStart(12, "0")}`,
      merchant: "fraud_Shop",
      category: isFraud ? "misc_net" : (CATEGORIES[(i * 7 + turn) % CATEGORIES.length] ?? "home"),
      amt: ((isFraud || turn % 9 === 4 ? 600 : 20) + ((i * 37) % 50)).toFixed(2),
      gender: card % 2 === 0 ? "F" : "M",
      dob: `19${50 + (card % 40)}-03-09`,
      city_pop: String(500 + card * 400),
      lat: "36.0",
      long: "-81.1",
      merch_lat: "36.0",
      merch_long: "-82.0",
      trans_num: `a${i}`,
      is_fraud: isFraud ? "1" : "0",
    };
  });
}

export function csvOf(rows: readonly MadeUpRow[]): string {
  const header = Object.keys(rows[0] ?? {});
  return [header, ...rows.map((row) => Object.values(row))].map((cells) => `${cells.join(",")}\n`).join("");
}
