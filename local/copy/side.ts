// One end of a copy, in either store. Rows hold JavaScript values, which are the same for both.
import type { Writer } from "../../worker/store/store.ts";
import type { Row, Table } from "./tables.ts";

/** A part of a table's rows: see `Table.last`. */
export type Part = "all" | "first" | "last";

/** A payment's position among all payments in order of time. */
export interface Paid {
  paidAt: number;
  id: string;
}

export interface Side {
  kind: "d1" | "neon";
  /** Where the store is, in words for people. */
  place: string;
  takeWriter(): Promise<Writer>;
  /** Rows after a row, in the table's order. */
  page(table: Table, part: Part, after: Row | null, limit: number): Promise<Row[]>;
  /** The rows with the keys of the given ones. */
  find(table: Table, rows: readonly Row[]): Promise<Row[]>;
  /**
   * Writes rows, which replace those with the same keys, unless the table's rows are only added. All of it or nothing; throws `Superseded` when another writer
   * has taken over.
   */
  put(epoch: number, table: Table, rows: readonly Row[]): Promise<void>;
  /** Payments after a moment and an id and paid before `to`, in order of time. */
  paidBehind(after: Paid, to: number, limit: number): Promise<Row[]>;
  /** Deletes the rows with the keys of these; otherwise like `put`. */
  drop(epoch: number, table: Table, rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}
