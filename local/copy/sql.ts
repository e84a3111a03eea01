// SQL that both ends of a copy share; pure.
import { and, type Column, gt, lt, not, type SQL, sql } from "drizzle-orm";
import { excluded } from "../../worker/store/sql/expressions.ts";
import type { Paid, Part } from "./side.ts";
import type { Row, Table } from "./tables.ts";

export function picked<Each>(columns: Record<string, Each>, names: readonly string[]): Each[] {
  return names.flatMap((name) => columns[name] ?? []);
}

/** `(a, b)`: one key of several columns. */
export function listOf(columns: readonly Column[]): SQL {
  return sql`(${sql.join([...columns], sql`, `)})`;
}

export function belongs(columns: Record<string, Column>, table: Table, part: Part, row: Row | null) {
  const order = picked(columns, table.order);
  const values = sql.join(
    table.order.map((name) => sql`${row?.[name]}`),
    sql`, `,
  );
  const later = row === null ? undefined : gt(listOf(order), sql`(${values})`);
  if (part === "all" || table.last === null) return later;
  return and(later, part === "last" ? table.last : not(table.last));
}

/** Compares payments as a pair, so that the index of all lists of payments is used. */
export function isPaidBehind(columns: { paidAt: Column; id: Column }, { paidAt, id }: Paid, to: number) {
  return and(gt(listOf([columns.paidAt, columns.id]), sql`(${paidAt}, ${id})`), lt(columns.paidAt, to));
}

/** `merchant = excluded.merchant, …` for all columns that are neither part of the key nor the target's own. */
export function replaced(columns: Record<string, Column>, { key, kept }: Table): Record<string, SQL> {
  const others = Object.entries(columns).filter(([name]) => !key.includes(name) && !kept.includes(name));
  return Object.fromEntries(others.map(([name, column]) => [name, excluded(column)]));
}
