// The way to D1: the binding itself, except that every query has a deadline, and that a query that broke off is
// repeated if it only reads.
import type { D1Database, D1PreparedStatement } from "@cloudflare/workers-types";
import { type Ask, PATIENCE, type Patience, patiently } from "../patience.ts";
import { brokeOff } from "../trouble.ts";

/** One connection per database, shared by the whole isolate: all its callers know when the database is away. */
const connections = new WeakMap<D1Database, D1Database>();

export function connect(database: D1Database): D1Database {
  const known = connections.get(database);
  if (known !== undefined) return known;
  const connection = patientDatabase(database, PATIENCE, () => Date.now());
  connections.set(database, connection);
  return connection;
}

/** D1's messages for a query that never reached the database, or found it not started. */
const NOT_RUN = /transient issue on remote node|while starting up D1 DB/i;

interface Known {
  statement: D1PreparedStatement;
  isRead: boolean;
}

export function patientDatabase(database: D1Database, patience: Patience, now: () => number): D1Database {
  const ask = patiently("d1", patience, now);
  // D1 takes only its own statements, so each wrapper leads back to one.
  const known = new WeakMap<D1PreparedStatement, Known>();

  function patient(statement: D1PreparedStatement, isRead: boolean): D1PreparedStatement {
    const own = standIn(statement, {
      bind: (...values: unknown[]) => patient(statement.bind(...values), isRead),
      ...asked(statement, isRead, ask),
    });
    known.set(own, { statement, isRead });
    return own;
  }

  return standIn(database, {
    prepare: (text: string) => patient(database.prepare(text), /^\s*select\b/i.test(text)),
    batch: (statements: D1PreparedStatement[]) => {
      const own = statements.map((statement) => known.get(statement) ?? { statement, isRead: false });
      const isRead = own.every((each) => each.isRead);
      return ask(() => database.batch(own.map(({ statement }) => statement)), mayAskAgain(isRead));
    },
  });
}

function asked(statement: D1PreparedStatement, isRead: boolean, ask: Ask): Record<string, unknown> {
  const ways = ["all", "first", "raw", "run"].map((way) => {
    const method: unknown = Reflect.get(statement, way);
    if (typeof method !== "function") throw new Error(`D1 has no ${way}`);
    return [
      way,
      (...given: unknown[]) => ask(async () => Reflect.apply(method, statement, given), mayAskAgain(isRead)),
    ];
  });
  return Object.fromEntries(ways);
}

/** The same object with some members replaced. */
function standIn<Target extends object>(target: Target, instead: Record<string, unknown>): Target {
  return new Proxy(target, {
    get(_, name) {
      if (typeof name === "string" && Object.hasOwn(instead, name)) return instead[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function mayAskAgain(isRead: boolean): (error: unknown) => boolean {
  return (error) => NOT_RUN.test(String(error)) || (isRead && brokeOff(error));
}
