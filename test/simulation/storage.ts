// The storage of a Durable Object on Node's own SQLite: the decider's memory is the real one. It outlives the object.
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

type Storage = Pick<DurableObjectStorage, "kv" | "sql" | "transactionSync">;

interface Opened {
  database: DatabaseSync;
  statements: Map<string, Prepared>;
}

interface Prepared {
  statement: StatementSync;
  isRead: boolean;
}

/** Opening a database and preparing its statements takes longer than a schedule does. */
const spare: Opened[] = [];

/** `end`: nobody uses it any more. */
export function objectStorage(): Storage & { end: () => void } {
  const opened = spare.pop() ?? { database: new DatabaseSync(":memory:"), statements: new Map() };
  const { database, statements } = opened;
  let cells = new Map<string, unknown>();

  function prepared(query: string): Prepared {
    const known = statements.get(query);
    if (known !== undefined) return known;
    const made = { statement: database.prepare(query), isRead: /^\s*select/i.test(query) };
    statements.set(query, made);
    return made;
  }
  const run = (query: string) => prepared(query).statement.run();

  const sql = {
    exec(query: string, ...values: SQLInputValue[]) {
      const { statement, isRead } = prepared(query);
      const rows = isRead ? statement.all(...values) : [];
      const rowsWritten = isRead ? 0 : Number(statement.run(...values).changes);
      return {
        rowsWritten,
        toArray: () => rows,
        one: () => rows[0],
        [Symbol.iterator]: () => rows[Symbol.iterator](),
      };
    },
  };
  const kv = {
    get: (key: string) => cells.get(key),
    put: (key: string, value: unknown) => void cells.set(key, structuredClone(value)),
    delete: (key: string) => cells.delete(key),
  };
  const transactionSync = <Result>(work: () => Result): Result => {
    const before = new Map(cells);
    run("begin");
    try {
      const result = work();
      run("commit");
      return result;
    } catch (error) {
      run("rollback");
      cells = before;
      throw error;
    }
  };
  const end = () => {
    const tables = prepared("select name from sqlite_master where type = 'table'").statement.all();
    for (const { name } of tables) run(`delete from ${name}`);
    spare.push(opened);
  };
  return { sql, kv, transactionSync, end } as unknown as ReturnType<typeof objectStorage>;
}
