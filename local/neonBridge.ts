// Test and development equipment: a plain PostgreSQL behind the HTTP protocol of Neon's driver (`POST /sql`), so that
// the store runs unchanged, driver and all, without an account. It is never deployed and listens on this machine only.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import pg, { type PoolClient } from "pg";

export interface Bridge {
  port: number;
  close(): Promise<void>;
}

interface Statement {
  query: string;
  params: unknown[];
}

/** Values are sent as PostgreSQL writes them; the driver reads them. */
const AS_TEXT = { rowMode: "array", types: { getTypeParser: () => (text: string) => text } } as const;

const ISOLATION: Record<string, string> = {
  ReadUncommitted: "read uncommitted",
  ReadCommitted: "read committed",
  RepeatableRead: "repeatable read",
  Serializable: "serializable",
};

/** The fields of a PostgreSQL error that the driver passes on. */
const ERROR_FIELDS =
  "severity code detail hint position internalPosition internalQuery where schema table column dataType constraint file line routine".split(
    " ",
  );

/** The words of Neon's proxy for a database that was not reached: the store repeats what certainly did not run. */
const UNREACHED = { message: "Couldn't connect to compute node" };

/**
 * Starts a bridge to the PostgreSQL on `postgresPort`, which decides by the user of the connection string who may do
 * what. It listens on `wishedPort`; 0 takes any free port.
 */
export async function startBridge(postgresPort: number, wishedPort: number): Promise<Bridge> {
  const pools = new Map<string, InstanceType<typeof pg.Pool>>();
  const poolFor = (connection: string) => {
    const known = pools.get(connection);
    if (known !== undefined) return known;
    const { username, password, pathname } = new URL(connection);
    const pool = new pg.Pool({
      host: "127.0.0.1",
      port: postgresPort,
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
      max: 8,
      pipeline: true,
      idleTimeoutMillis: 10_000,
    });
    // PostgreSQL may end any connection, idle or at work, when it stops or one of its processes is killed. The caller
    // learns this from the query. Without a listener this event would end the process, and with it everyone's
    // connection.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
    pools.set(connection, pool);
    return pool;
  };

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.method !== "POST" || request.url !== "/sql") return answer(404, { message: "there is only POST /sql" });
    try {
      const connection = headerOf(request, "neon-connection-string");
      if (connection === null) return answer(400, { message: "no neon-connection-string" });
      const body: { queries: Statement[] } | Statement = JSON.parse(await textOf(request));
      const begin = beginOf(request);
      const client = await poolFor(connection).connect();
      let broken = true;
      try {
        if ("queries" in body) answer(200, { results: await transaction(client, body.queries, begin) });
        else answer(200, await run(client, body));
        broken = false;
      } catch (error) {
        broken = !isOfStatement(error);
        throw error;
      } finally {
        // A connection that was lost must not be given to the next request.
        client.release(broken);
      }
    } catch (error) {
      if (isUnreached(error)) answer(500, UNREACHED);
      else answer(400, errorFieldsOf(error));
    }
  });
  // A connection that waits is never ended here, only by the client. A client that is busy would otherwise send its next
  // statement into a connection that has just ended, and not know whether it was run.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(wishedPort, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

async function transaction(client: PoolClient, statements: Statement[], begin: string) {
  // All are sent without waiting for answers. After one that fails PostgreSQL refuses the rest, and `commit` rolls
  // back.
  const all = [{ query: begin, params: [] }, ...statements, { query: "commit", params: [] }];
  const settled = await Promise.allSettled(all.map((statement) => run(client, statement)));
  for (const one of settled) if (one.status === "rejected") throw one.reason;
  return settled.slice(1, -1).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

async function run(client: PoolClient, { query, params }: Statement) {
  const { command, fields, rowCount, rows } = await client.query({ text: query, values: params, ...AS_TEXT });
  return { command, fields, rowCount, rows, rowAsArray: true };
}

/** True when PostgreSQL refused the statement and the connection can be used again. */
function isOfStatement(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === "ERROR";
}

/** True when there was no connection for the query. */
function isUnreached(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && error.syscall === "connect";
}

function beginOf(request: IncomingMessage): string {
  const isolation = ISOLATION[headerOf(request, "neon-batch-isolation-level") ?? "ReadCommitted"];
  if (isolation === undefined) throw new Error("there is no such isolation level");
  const access = headerOf(request, "neon-batch-read-only") === "true" ? "read only" : "read write";
  return `begin isolation level ${isolation} ${access}`;
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === "string" ? value : null;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function errorFieldsOf(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const fields = ERROR_FIELDS.flatMap((name) => {
    const value: unknown = Reflect.get(error, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { message: error.message, ...Object.fromEntries(fields) };
}
