// A file of payments as rows of the feed: the Kaggle CSV, or parquet with the same columns. Other columns are ignored.
import { isEmpty, numberOf, textOf } from "../paymentFile/cells.ts";
import { noFindings, noteLeftOut, refuseIfRuined, sentencesOf } from "../paymentFile/findings.ts";
import { type FilePayment, PAYMENT_COLUMNS, paymentOf } from "../paymentFile/payment.ts";
import { piecesOf } from "../paymentFile/table.ts";
import { UnusableFile } from "../paymentFile/unusable.ts";
import type { FeedHolder, FeedRow } from "./row.ts";

const TEXT_COLUMNS = ["merchant", "first", "last", "street", "city", "state", "zip", "job", "trans_num"] as const;
const COLUMNS = [...PAYMENT_COLUMNS, ...TEXT_COLUMNS];

type Row = Record<(typeof COLUMNS)[number] | "currency", unknown>;

/** The file's rows in order of time. `paidAt` is still what the wall clock showed, as if in UTC. */
export async function readKaggleFile(file: string, log: (line: string) => void): Promise<FeedRow[]> {
  const findings = noFindings();
  const holders = new Map<string, FeedHolder>();
  const rows: FeedRow[] = [];
  for await (const piece of piecesOf(file, { needed: COLUMNS, welcome: ["currency"] })) {
    for (const remark of piece.remarks) findings.remarks.add(remark);
    for (const [at, cells] of piece.rows.entries()) {
      const where = () => piece.where(at);
      const payment = paymentOf(cells, findings, where);
      const unfit = "what" in payment ? payment.column : unfitColumn(payment, cells);
      if ("what" in payment || unfit !== null) {
        noteLeftOut(findings, unfit ?? "", unfit === null ? null : cells[unfit], where);
        continue;
      }
      // A million rows belong to a thousand cards: each holder is kept in memory once.
      const holder = holders.get(payment.cardNumber) ?? holderOf(payment, cells);
      holders.set(payment.cardNumber, holder);
      rows.push(feedRow(payment, cells, holder, findings.rows - 1));
    }
  }
  // However many card numbers are rounded, each card gets a number of its own here.
  refuseIfRuined(findings, file, { mostRounded: 1 });
  if (rows.length === 0) throw new UnusableFile(`${file} has no usable rows`);
  for (const sentence of sentencesOf(findings)) log(`replay: ${sentence}`);
  return rows.sort((a, b) => a.paidAt - b.paidAt || a.index - b.index);
}

/** The first column that makes a row unfit for the feed: a card needs a number, and a payment needs an id. */
function unfitColumn({ cardNumber }: FilePayment, { trans_num }: Row): keyof Row | null {
  if (!/^\d{1,19}$/.test(cardNumber)) return "cc_num";
  return isEmpty(trans_num) ? "trans_num" : null;
}

function feedRow(payment: FilePayment, cells: Row, holder: FeedHolder, index: number): FeedRow {
  return {
    holder,
    merchant: textOf(cells.merchant),
    category: payment.category,
    amount: payment.amount,
    id: textOf(cells.trans_num),
    merchantLatitude: payment.merchantLatitude,
    merchantLongitude: payment.merchantLongitude,
    isFraud: payment.fraud === 1,
    paidAt: payment.wallMs,
    index,
  };
}

function holderOf(payment: FilePayment, cells: Row): FeedHolder {
  const { cardNumber, gender, birthDate, latitude, longitude, cityPopulation } = payment;
  return {
    cardNumber,
    gender,
    birthDate,
    latitude,
    longitude,
    cityPopulation,
    first: textOf(cells.first),
    last: textOf(cells.last),
    street: textOf(cells.street),
    city: textOf(cells.city),
    state: textOf(cells.state),
    zip: numberOf(cells.zip),
    job: textOf(cells.job),
  };
}
