// A stand-in for Cloudflare on loopback: the API that a deploy speaks to, and the addresses where deployed Workers
// answer. It is honest as far as it goes: statements run on a real SQLite, and the uploaded Worker runs in workerd with
// the bindings that it was uploaded with.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Hono } from "hono";
import type { Miniflare } from "miniflare";
import { type Account, newAccount, type Permission } from "./account.ts";
import { answer, refuse } from "./answers.ts";
import { boardFileRoutes } from "./boardFiles.ts";
import { boot, shutDown } from "./booted.ts";
import { databaseRoutes, fileOf, queryFile } from "./databases.ts";
import { bucketRoutes, queueRoutes } from "./queuesAndBuckets.ts";
import { scriptRoutes } from "./scripts.ts";

export interface Call {
  /** Counted from 1. */
  number: number;
  method: string;
  /** Without the account. */
  path: string;
}

export interface Platform {
  apiUrl: string;
  /** Where the Worker that is on workers.dev answers. */
  workerUrl: string;
  token: string;
  account: Account;
  calls: Call[];
  /** Tests set these: they act on a call instead of, or before, the answer; and after it. */
  meddle: {
    before: (call: Call) => Response | null | Promise<Response | null>;
    after: (call: Call) => void | Promise<void>;
    /** Answers in place of the deployed Worker. */
    worker: ((request: Request) => Response | Promise<Response>) | null;
  };
  sql(databaseName: string, sql: string): unknown[];
  /** The deployed Worker, running. */
  running(): Promise<Miniflare>;
  close(): Promise<void>;
}

const PERMISSION_OF: [RegExp, Permission][] = [
  [/^\/workers/, "Workers Scripts"],
  [/^\/d1/, "D1"],
  [/^\/queues/, "Queues"],
  [/^\/r2/, "Workers R2 Storage"],
];

export async function startPlatform(): Promise<Platform> {
  const dir = mkdtempSync(path.join(tmpdir(), "vigie-platform-"));
  const token = "a-token-of-the-stand-in-with-every-right";
  const account = newAccount(token);
  const calls: Call[] = [];
  const meddle: Platform["meddle"] = { before: () => null, after: () => undefined, worker: null };

  let worker: Promise<Miniflare> | null = null;
  const stop = async () => {
    const old = worker;
    worker = null;
    // One that could not be booted said so to whoever asked for it.
    await old?.then(shutDown, () => undefined);
  };
  let stopped = Promise.resolve();
  const onChange = () => {
    stopped = stopped.then(stop);
  };
  const running = async () => {
    await stopped;
    const [name] = [...account.scripts].find(([, { onWorkersDev }]) => onWorkersDev) ?? [];
    if (name === undefined) throw new Error("no Worker is on workers.dev");
    worker ??= boot(account, name, dir);
    return worker;
  };

  const api = await listen(apiOf(account, dir, calls, meddle, onChange));
  const edge = await listen(async (request) => {
    if (meddle.worker !== null) return meddle.worker(request);
    const miniflare = await running().catch((error: unknown) => new Error(String(error)));
    if (miniflare instanceof Error) return new Response(miniflare.message, { status: 530 });
    const { pathname, search } = new URL(request.url);
    const [name] = account.scripts.keys();
    const body = request.body === null ? {} : { body: Buffer.from(await request.arrayBuffer()) };
    const headers = Object.fromEntries(request.headers);
    delete headers.host;
    return miniflare.dispatchFetch(`https://${name}.${account.subdomain}.workers.dev${pathname}${search}`, {
      method: request.method,
      headers,
      redirect: "manual",
      ...body,
    }) as unknown as Promise<Response>;
  });
  return {
    apiUrl: `${api.url}client/v4`,
    workerUrl: edge.url,
    token,
    account,
    calls,
    meddle,
    sql(databaseName, sql) {
      const [uuid] = [...account.databases].find(([, name]) => name === databaseName) ?? [];
      if (uuid === undefined) throw new Error(`no database is called ${databaseName}`);
      return queryFile(fileOf(dir, uuid), sql, []);
    },
    running,
    async close() {
      await Promise.all([api.close(), edge.close()]);
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function apiOf(account: Account, dir: string, calls: Call[], meddle: Platform["meddle"], onChange: () => void) {
  const base = "/client/v4";
  const own = `${base}/accounts/${account.id}`;
  const app = new Hono();
  app.onError((error, context) => refuse(context, 400, 10021, error.message));
  app.notFound((context) => refuse(context, 404, 7003, `Could not route to ${context.req.path}`));
  app.use(async (context, next) => {
    const call = { number: calls.length + 1, method: context.req.method, path: context.req.path.replace(own, "") };
    calls.push(call);
    const instead = await meddle.before(call);
    if (instead !== null) return instead;
    await next();
    await meddle.after(call);
    return undefined;
  });
  app.use(async (context, next) => {
    if (context.req.path.endsWith("/assets/upload")) return next();
    const token = context.req.header("authorization")?.replace("Bearer ", "") ?? "";
    const permissions = account.tokens.get(token);
    if (permissions === undefined) return refuse(context, 401, 10000, "Authentication error");
    const topic = context.req.path.replace(own, "");
    const [, needed] = PERMISSION_OF.find(([pattern]) => pattern.test(topic)) ?? [];
    if (needed !== undefined && !permissions.has(needed)) return refuse(context, 403, 10000, "Authentication error");
    return next();
  });
  app.get(`${base}/accounts`, (context) => answer(context, [{ id: account.id, name: "Acme" }]));
  app.route(`${own}/d1/database`, databaseRoutes(account, dir));
  app.route(`${own}/queues`, queueRoutes(account));
  app.route(`${own}/r2/buckets`, bucketRoutes(account));
  app.route(`${own}/workers`, boardFileRoutes(account));
  app.route(`${own}/workers`, scriptRoutes(account, onChange));
  return (request: Request) => app.fetch(request);
}

async function listen(answerTo: (request: Request) => Response | Promise<Response>) {
  const server: Server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing, answerTo).catch((error: unknown) => {
      outgoing.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answerTo: (request: Request) => Response | Promise<Response>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const request = new Request(new URL(incoming.url ?? "/", `http://${incoming.headers.host}`), {
    method: incoming.method ?? "GET",
    headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(body.length === 0 ? {} : { body }),
  });
  const response = await answerTo(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}
