// Columns of one's own, as the page shows and changes them. Pure.
import { COLUMN_NAME, isColumnName } from "../../../worker/payment/extra.ts";
import { type Column, MOST_COLUMNS } from "../../../worker/policy/ownColumns.ts";
import type { Health } from "../../../worker/wire/board.ts";

type Came = Health["notUnderstood"][number];

export interface LeftOut extends Pick<Came, "payments" | "lastSeenAt"> {
  /** Null: names that are not told apart. */
  name: string | null;
  /** As which it is declared. Null: it is not. */
  kind: Column["kind"] | null;
}

export const KIND_WORDS: Readonly<Record<Column["kind"], string>> = { number: "Number", text: "Text" };

/** What came lately and was left out, the most first. */
export function leftOutIn(came: readonly Came[], columns: readonly Column[]): LeftOut[] {
  return came
    .filter(({ field }) => field === "extra")
    .map(({ value, payments, lastSeenAt }) => {
      return { name: value, kind: columns.find(({ name }) => name === value)?.kind ?? null, payments, lastSeenAt };
    })
    .toSorted((a, b) => b.payments - a.payments);
}

/** Why a column cannot be called so, or null. */
export function nameProblem(text: string, columns: readonly Column[]): string | null {
  const name = text.trim();
  if (name === "") return "Give the column’s name, as rows carry it in extra.";
  if (!COLUMN_NAME.test(name))
    return "A name has small letters, digits and _, at most 40, and begins with a letter: device_age_days.";
  if (!isColumnName(name)) return "The name looks like a card’s number.";
  if (columns.some((each) => each.name === name)) return `There is a column ${name} already.`;
  return columns.length < MOST_COLUMNS
    ? null
    : `There are ${MOST_COLUMNS} columns, which is the most: remove one first.`;
}

/** In the place of one with its name. */
export function withColumn(columns: readonly Column[], column: Column): Column[] {
  return [...withoutColumn(columns, column.name), column];
}

export function withoutColumn(columns: readonly Column[], name: string): Column[] {
  return columns.filter((each) => each.name !== name);
}
