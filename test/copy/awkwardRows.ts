// Rows for any table, made from its columns, with the values that are lost most easily on the way.
import { getTableColumns } from "drizzle-orm";
import type { Row, Table } from "../../local/copy/tables.ts";

const TEXTS = [
  ...["", "NULL", "0", "{}", "\uFFFD", " é e\u0301\n\t\u0001\u2028"],
  ...[`O'Hara "<b>" \\ 100%`, "\u{1F4B3} \u{1F3F4}\u200D\u2620\uFE0F"],
];
const WHOLES = [0, -1, 1, 2 ** 53 - 1, -(2 ** 53 - 1), 1_790_000_000_123];
const DOUBLES = [
  0,
  0.1 + 0.2,
  1 / 3,
  5e-324,
  1.7976931348623157e308,
  -2.2250738585072014e-308,
  0.1000000014901161,
  1e21,
];
/** Scores are probabilities: an index of PostgreSQL multiplies them by amounts, and refuses what overflows. */
const PROBABILITIES = [0, 0.1 + 0.2, 1 / 3, 5e-324, 1, 0.1000000014901161];
const LISTS = [
  [],
  [null, 0.1, 1e30, 5e-324, -0.5],
  [{ code: "night", share: 0.1 + 0.2, text: `03:14 "at night" \\ \u{1F4B3}` }],
];

export function awkwardRows(table: Table, count: number): Row[] {
  const columns = Object.entries(getTableColumns(table.d1));
  return Array.from({ length: count }, (_, at) => {
    const cells = columns.map(([name, column], place) => {
      // The kind too: only one incident of a kind may last.
      const mustDiffer = table.key.includes(name) || table.order.includes(name) || name === "kind";
      const turn = at + place;
      if (column.dataType === "json") return [name, of(LISTS, turn)];
      if (!column.notNull && turn % 3 === 0) return [name, null];
      if (column.dataType === "boolean") return [name, turn % 2 === 0];
      if (column.dataType === "string") return [name, mustDiffer ? `${of(TEXTS, turn)}${at}` : of(TEXTS, turn)];
      if (name === "score") return [name, of(PROBABILITIES, turn)];
      if (column.getSQLType() === "real") return [name, of(DOUBLES, turn)];
      return [name, mustDiffer ? at + 1 : of(WHOLES, turn)];
    });
    return Object.fromEntries(cells);
  });
}

function of<Value>(values: readonly Value[], turn: number): Value | undefined {
  return values[turn % values.length];
}
