// One end of a copy, whichever store it is: rows as JavaScript has them, which are the same for both.
import type { Writer } from "../../worker/store/store.ts";
import type { Row, Table } from "./tables.ts";

/** Which rows of a table: see `Table.last`. */
export type Part = "all" | "first" | "last";

/** Where a payment stands among all, by when it was paid. */
export interface Paid {
  paidAt: number;
  id: string;
}

export interface Side {
  kind: "d1" | "neon";
  /** Where it is, for people. */
  place: string;
  takeWriter(): Promise<Writer>;
  /** Rows after a row, in the table's order. */
  page(table: Table, part: Part, after: Row | null, limit: number): Promise<Row[]>;
  /** Those with the keys of these rows. */
  find(table: Table, rows: readonly Row[]): Promise<Row[]>;
  /** Rows take the place of those with their keys. All of it or nothing; `Superseded` when another writer has taken over. */
  put(epoch: number, table: Table, rows: readonly Row[]): Promise<void>;
  /** Payments behind a moment and an id and paid before `to`, by when they were paid. */
  paidBehind(after: Paid, to: number, limit: number): Promise<Row[]>;
  /** Rows with the keys of these go; otherwise like `put`. */
  drop(epoch: number, table: Table, rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}
