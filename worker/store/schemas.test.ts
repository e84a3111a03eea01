// Both stores have the same tables, so that one can hold what the other holds.
import { SQL } from "drizzle-orm";
import { PgDialect, PgTable, PgView, getTableConfig as pgTable, getViewConfig as pgView } from "drizzle-orm/pg-core";
import {
  SQLiteSyncDialect,
  SQLiteTable,
  SQLiteView,
  getTableConfig as sqliteTable,
  getViewConfig as sqliteView,
} from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import * as d1 from "./d1/schema.ts";
import * as neon from "./neon/schema.ts";

/** PostgreSQL's type for each type of SQLite. */
const SAME_TYPE: Record<string, string> = {
  bigint: "integer",
  boolean: "integer",
  "double precision": "real",
  numeric: "real",
  json: "text",
};

interface Column {
  name: string;
  notNull: boolean;
  primary: boolean;
  getSQLType(): string;
}

interface Index {
  config: { name?: string | undefined; unique: boolean; columns: unknown[]; where?: SQL | undefined };
}

interface Table {
  name: string;
  columns: Column[];
  primaryKeys: { columns: Column[] }[];
  indexes: Index[];
  foreignKeys: unknown[];
  checks: unknown[];
}

type Render = (expression: SQL) => string;

const renderSqlite: Render = (expression) => new SQLiteSyncDialect().sqlToQuery(expression).sql.replaceAll('"', "");
const renderPg: Render = (expression) => new PgDialect().sqlToQuery(expression).sql.replaceAll('"', "");

function columnsOf(columns: Column[]) {
  return columns.map((column) => {
    const type = column.getSQLType();
    return { name: column.name, notNull: column.notNull, primary: column.primary, type: SAME_TYPE[type] ?? type };
  });
}

function described({ name, columns, primaryKeys, indexes, foreignKeys, checks }: Table, render: Render) {
  const indexed = (column: unknown) => {
    if (column instanceof SQL) return render(column).replace(`${name}.`, "");
    return Reflect.get(Object(column), "name");
  };
  return {
    name,
    columns: columnsOf(columns),
    keys: primaryKeys.map((key) => key.columns.map((column) => column.name)),
    indexes: indexes.map(({ config }) => ({
      name: config.name,
      unique: config.unique,
      columns: config.columns.map(indexed),
      where: config.where && render(config.where),
    })),
    others: [foreignKeys.length, checks.length],
  };
}

const tables = Object.keys(d1).filter((key) => Reflect.get(d1, key) instanceof SQLiteTable);
const views = Object.keys(d1).filter((key) => Reflect.get(d1, key) instanceof SQLiteView);

test("both stores have tables and views of the same names", () => {
  expect(Object.keys(neon).sort()).toEqual(Object.keys(d1).sort());
  expect(tables.length + views.length).toBe(Object.keys(d1).length);
});

test.each(tables)("%s has the same columns, keys and indexes in both stores", (key) => {
  const [here, there] = [Reflect.get(d1, key), Reflect.get(neon, key)];
  if (!(here instanceof SQLiteTable && there instanceof PgTable)) throw new Error(`${key} is no table`);
  expect(described(pgTable(there), renderPg)).toEqual(described(sqliteTable(here), renderSqlite));
});

test.each(views)("%s has the same columns in both stores", (key) => {
  const [here, there] = [Reflect.get(d1, key), Reflect.get(neon, key)];
  if (!(here instanceof SQLiteView && there instanceof PgView)) throw new Error(`${key} is no view`);
  const columns = (fields: object) => columnsOf(Object.values(fields));
  expect(columns(pgView(there).selectedFields)).toEqual(columns(sqliteView(here).selectedFields));
});
