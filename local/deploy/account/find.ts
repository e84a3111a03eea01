// Reads what the account has of this Vigie: the Worker as it runs, its database, bucket and queues. Changes nothing.
import { z } from "zod";
import { type Call, resultIfThere, resultOf } from "./api.ts";
import { appliedIn, hasPaymentsIn, tablesIn } from "./d1.ts";
import type { Names } from "./names.ts";

export type Binding = z.infer<typeof binding>;

export interface FoundWorker {
  bindings: Binding[];
  /** Names only: nobody can read them back. */
  secrets: string[];
  crons: string[];
  onWorkersDev: boolean;
  /** Tag of the last migration of Durable Objects. */
  objectsTag: string | null;
  /** The version that answers. */
  version: string | null;
}

export interface FoundDatabase {
  id: string;
  name: string;
  tables: string[];
  /** Files of migrations that were applied. */
  applied: string[];
  hasPayments: boolean;
}

export interface FoundQueue {
  id: string;
  name: string;
  /** Workers that consume it. */
  consumers: { id: string; script: string }[];
}

export interface FoundPostgres {
  /** Why this version cannot use it; null when it can. */
  problem: string | null;
  /** True where its tables lack a migration. */
  isBehind: boolean;
  hasPayments: boolean;
}

export interface FoundInAccount {
  /** The account's part of its workers.dev addresses; null when it has none yet. */
  subdomain: string | null;
  worker: FoundWorker | null;
  /** "gone": the Worker is bound to a database that does not exist any more. */
  database: FoundDatabase | "gone" | null;
  hasBucket: boolean;
  queues: FoundQueue[];
}

export interface Found extends FoundInAccount {
  /** Null where the store is D1, or the address of PostgreSQL is not known. */
  postgres: FoundPostgres | null;
}

const binding = z.looseObject({ type: z.string(), name: z.string() });
const settings = z.object({ bindings: z.array(binding).default([]) });
const secrets = z.array(z.object({ name: z.string() }));
const schedules = z.object({ schedules: z.array(z.object({ cron: z.string() })) });
const onWorkersDev = z.object({ enabled: z.boolean() });
const service = z.object({
  default_environment: z.object({ script: z.object({ migration_tag: z.string().nullish() }) }),
});
const deployments = z.object({
  deployments: z.array(z.object({ versions: z.array(z.object({ version_id: z.string() })) })),
});
const account = z.object({ subdomain: z.string() });
const databases = z.array(z.object({ uuid: z.string(), name: z.string() }));
const queues = z.array(
  z.object({
    queue_id: z.string(),
    queue_name: z.string(),
    consumers: z
      .array(
        z.object({
          consumer_id: z.string().default(""),
          script: z.string().optional(),
          script_name: z.string().optional(),
        }),
      )
      .default([]),
  }),
);

export async function findWorker(call: Call, name: string): Promise<FoundWorker | null> {
  const script = `/workers/scripts/${name}`;
  const read = async (path: string) => resultIfThere(await call("GET", path), `reading the Worker ${name}`);
  const live = await read(`${script}/settings`);
  if (live === null) return null;
  const { bindings } = settings.parse(live);
  return {
    bindings,
    secrets: secrets.parse((await read(`${script}/secrets`)) ?? []).map((secret) => secret.name),
    crons: schedules.parse((await read(`${script}/schedules`)) ?? { schedules: [] }).schedules.map(({ cron }) => cron),
    onWorkersDev: onWorkersDev.parse((await read(`${script}/subdomain`)) ?? { enabled: false }).enabled,
    objectsTag:
      service.safeParse(await read(`/workers/services/${name}`)).data?.default_environment.script.migration_tag ?? null,
    version:
      deployments.parse((await read(`${script}/deployments`)) ?? { deployments: [] }).deployments[0]?.versions[0]
        ?.version_id ?? null,
  };
}

/** Asks for a bucket and queues only where there may be some: a token may lack the right to read them. */
export async function findRest(
  call: Call,
  names: Names,
  worker: FoundWorker | null,
  parts: { archive: boolean; queue: boolean },
): Promise<FoundInAccount> {
  const subdomain = resultIfThere(await call("GET", "/workers/subdomain"), "reading the account's workers.dev address");
  return {
    subdomain: subdomain === null ? null : account.parse(subdomain).subdomain,
    worker,
    database: await findDatabase(call, names.database, boundTo(worker, "d1", "DB", "id")),
    hasBucket: parts.archive && (await hasBucket(call, names.bucket)),
    queues: parts.queue ? await findQueues(call, [names.queue, names.deadLetters]) : [],
  };
}

/** The value of this field of the Worker's binding; null where there is none. */
export function boundTo(worker: FoundWorker | null, type: string, name: string, field: string): string | null {
  const bound = worker?.bindings.find((each) => each.type === type && each.name === name)?.[field];
  return typeof bound === "string" ? bound : null;
}

/** The name of its bucket; null without --archive. */
export const boundBucket = (worker: FoundWorker | null) => boundTo(worker, "r2_bucket", "ARCHIVE", "bucket_name");
/** The name of its queue; null without --queue. */
export const boundQueue = (worker: FoundWorker | null) => boundTo(worker, "queue", "QUEUE", "queue_name");

/** Whether the store of a Vigie with these variables has payments. */
export function storeHasPayments({ database, postgres }: Found, { STORE }: Readonly<Record<string, string>>): boolean {
  if (STORE === "neon") return postgres?.hasPayments ?? false;
  return database !== null && database !== "gone" && database.hasPayments;
}

async function findDatabase(call: Call, name: string, boundId: string | null): Promise<Found["database"]> {
  const found = boundId === null ? await databaseCalled(call, name) : await databaseWith(call, boundId);
  if (found === null || found === "gone") return found;
  const tables = await tablesIn(call, found.id);
  const applied = await appliedIn(call, found.id, tables);
  return { ...found, tables, applied, hasPayments: await hasPaymentsIn(call, found.id, tables) };
}

async function databaseWith(call: Call, id: string): Promise<{ id: string; name: string } | "gone"> {
  const found = resultIfThere(await call("GET", `/d1/database/${id}`), "reading the database");
  return found === null ? "gone" : { id, name: z.object({ name: z.string() }).parse(found).name };
}

export async function databaseCalled(call: Call, name: string): Promise<{ id: string; name: string } | null> {
  const path = `/d1/database?name=${encodeURIComponent(name)}&per_page=100`;
  const found = databases.parse(resultOf(await call("GET", path), "listing databases"));
  const same = found.find((each) => each.name === name);
  return same === undefined ? null : { id: same.uuid, name };
}

export async function hasBucket(call: Call, name: string): Promise<boolean> {
  return resultIfThere(await call("GET", `/r2/buckets/${name}`), `looking for the bucket ${name}`) !== null;
}

export async function findQueues(call: Call, names: readonly string[]): Promise<FoundQueue[]> {
  const query = names.map((name) => `name=${name}`).join("&");
  const found = queues.parse(resultOf(await call("GET", `/queues?${query}`), "listing queues"));
  return found
    .filter(({ queue_name }) => names.includes(queue_name))
    .map(({ queue_id, queue_name, consumers }) => ({
      id: queue_id,
      name: queue_name,
      consumers: consumers.map(({ consumer_id, script, script_name }) => ({
        id: consumer_id,
        script: script ?? script_name ?? "another program",
      })),
    }));
}
