// Compares what is wanted with what is found, and says what is to be done and in what order: tables before the code. Pure.
import { refusalWords } from "../../worker/store/newerDatabase.ts";
import { boundBucket, boundQueue, boundTo, type Found, type FoundWorker, storeHasPayments } from "./account/find.ts";
import type { Names } from "./account/names.ts";
import { configProblems } from "./configProblems.ts";
import { secretsToSet, type WantedSecrets } from "./secrets/toSet.ts";

export interface Wanted {
  accountId: string;
  names: Names;
  /** Fingerprint of code, board and configuration. */
  build: string;
  crons: readonly string[];
  onWorkersDev: boolean;
  /** Asked for by an option. What is bound already stays. */
  archive: boolean;
  queue: boolean;
  /** Variables of wrangler.toml and of --set; an empty value takes the variable away. */
  variables: ReadonlyMap<string, string>;
  secrets: WantedSecrets;
  /** Files of migrations, in order. */
  migrations: readonly string[];
}

export type Step =
  | { do: "make the database"; name: string }
  | { do: "make the bucket"; name: string }
  | { do: "make the queue"; name: string }
  | { do: "migrate D1"; files: string[] }
  | { do: "migrate PostgreSQL" }
  | { do: "upload"; because: string[] };

export interface Plan {
  /** Why nothing may be done, each with its remedy. */
  refusals: string[];
  steps: Step[];
  /** Variables that the Worker is to have. */
  variables: Record<string, string>;
  /** Names of those that it has already. */
  kept: string[];
  /** Secrets that the upload brings. */
  secrets: { given: string[]; made: string[] };
  archive: boolean;
  queue: boolean;
}

/** The variable that says which upload answers: the fingerprint, a dot, and a number of its own for each upload. */
export const BUILD = "VIGIE_BUILD";

export function planDeploy(wanted: Wanted, found: Found): Plan {
  const { worker } = found;
  const live = variablesOf(worker);
  const variables = variablesWanted(wanted, worker);
  const secrets = secretsToSet(wanted.secrets, worker?.secrets ?? [], variables);
  for (const name of [...secrets.given, ...secrets.made]) delete variables[name];
  const archive = wanted.archive || boundBucket(worker) !== null;
  const queue = wanted.queue || boundQueue(worker) !== null;
  const because = whyUpload(wanted, found, { live, variables, secrets, archive, queue });
  const pending = pendingMigrations(wanted, found);
  const known = new Set([...(worker?.secrets ?? []), ...secrets.given, ...secrets.made]);
  const steps: Step[] = [
    ...(found.database === null ? [{ do: "make the database" as const, name: wanted.names.database }] : []),
    ...(archive && !found.hasBucket ? [{ do: "make the bucket" as const, name: wanted.names.bucket }] : []),
    ...(queue ? missingQueues(wanted.names, found) : []).map((name) => ({ do: "make the queue" as const, name })),
    ...(pending.length === 0 ? [] : [{ do: "migrate D1" as const, files: pending }]),
    ...(found.postgres?.isBehind ? [{ do: "migrate PostgreSQL" as const }] : []),
    ...(because.length === 0 ? [] : [{ do: "upload" as const, because }]),
  ];
  return {
    refusals: [
      ...takenNames(wanted, found),
      ...newerTables(wanted, found),
      ...clashes(wanted, worker),
      ...secrets.refusals,
      ...newCardKey(secrets.made, variables, found),
      ...configProblems(variables, wanted.secrets, known),
      ...(found.postgres?.problem == null ? [] : [found.postgres.problem]),
      ...noAddress(wanted, found),
    ],
    steps,
    variables,
    kept: Object.keys(variables).filter((name) => variables[name] === live[name]),
    secrets: { given: secrets.given, made: secrets.made },
    archive,
    queue,
  };
}

function variablesOf(worker: FoundWorker | null): Record<string, string> {
  const texts = (worker?.bindings ?? []).filter(({ type, name }) => type === "plain_text" && name !== BUILD);
  return Object.fromEntries(texts.map(({ name, text }) => [name, String(text)]));
}

/** The variables that the Worker is to have: those that are there, and those that are set anew. */
export function variablesWanted({ variables }: Wanted, worker: FoundWorker | null): Record<string, string> {
  const all = Object.entries({ ...variablesOf(worker), ...Object.fromEntries(variables) });
  return Object.fromEntries(all.filter(([, value]) => value !== ""));
}

interface Wishes {
  live: Record<string, string>;
  variables: Record<string, string>;
  secrets: { given: string[]; made: string[] };
  archive: boolean;
  queue: boolean;
}

function whyUpload({ build, crons, onWorkersDev, names }: Wanted, found: Found, wishes: Wishes): string[] {
  const { worker } = found;
  if (worker === null) return ["it is not there yet"];
  const changed = [...new Set([...Object.keys(wishes.live), ...Object.keys(wishes.variables)])].filter(
    (name) => wishes.live[name] !== wishes.variables[name],
  );
  const secrets = [...wishes.secrets.given, ...wishes.secrets.made];
  const consumed = [names.queue, names.deadLetters].every((name) =>
    found.queues.some((queue) => queue.name === name && queue.consumers.some(({ script }) => script === names.worker)),
  );
  return [
    ...(fingerprintOf(worker) === build ? [] : ["another version of the code runs there"]),
    ...(changed.length === 0 ? [] : [`${changed.join(", ")} changed`]),
    ...(secrets.length === 0 ? [] : [`${secrets.join(", ")} to be set`]),
    ...(boundTo(worker, "d1", "DB", "id") !== null ? [] : ["no database is bound"]),
    ...(wishes.archive && boundBucket(worker) === null ? ["the archive is to be bound"] : []),
    ...(wishes.queue && !(boundQueue(worker) !== null && consumed) ? ["the queue is to be bound"] : []),
    ...(crons.every((cron) => worker.crons.includes(cron)) ? [] : ["its schedule is not set"]),
    ...(worker.onWorkersDev === onWorkersDev ? [] : ["its address is not set"]),
  ];
}

export function fingerprintOf(worker: FoundWorker): string | null {
  return boundTo(worker, "plain_text", BUILD, "text")?.split(".")[0] ?? null;
}

function pendingMigrations({ migrations }: Wanted, { database }: Found): string[] {
  const applied = database === null || database === "gone" ? [] : database.applied;
  return migrations.filter((name) => !applied.includes(name));
}

function missingQueues({ queue, deadLetters }: Names, { queues }: Found): string[] {
  // A queue's messages go to the dead letters' queue, which therefore comes first.
  return [deadLetters, queue].filter((name) => !queues.some((each) => each.name === name));
}

/** Refuses names that belong to something else. */
function takenNames({ names, migrations }: Wanted, { worker, database, queues }: Found): string[] {
  const refusals: string[] = [];
  const choose = "choose another name for this Vigie with --name";
  const isVigie = worker?.bindings.some(({ type, name }) => type === "durable_object_namespace" && name === "POLLER");
  if (worker !== null && !isVigie)
    refusals.push(`a Worker called ${names.worker} is there, and is no Vigie: ${choose}`);
  if (database === "gone") {
    refusals.push(
      "the database that the Worker is bound to does not exist any more: restore it, or begin anew with `npm run deploy -- --remove`",
    );
  } else if (database !== null) {
    const own = database.applied[0] === migrations[0];
    const foreign = database.tables.filter((table) => !/^(sqlite_|_cf_|d1_migrations$|deploy_lease$)/.test(table));
    if (!own && (database.applied.length > 0 || foreign.length > 0)) {
      refusals.push(
        `the database ${database.name} has tables of another program (${foreign.slice(0, 3).join(", ")}): ${choose}`,
      );
    }
  }
  for (const { name, consumers } of queues) {
    const other = consumers.find(({ script }) => script !== names.worker);
    if (other !== undefined) refusals.push(`the queue ${name} is read by ${other.script}: ${choose}`);
  }
  return refusals;
}

/** Refuses a variable whose name is a secret's. */
function clashes({ variables }: Wanted, worker: FoundWorker | null): string[] {
  return [...variables.keys()]
    .filter((name) => worker?.secrets.includes(name))
    .map(
      (name) =>
        `${name} is a secret there: use --secret ${name}, or delete it first (npx wrangler secret delete ${name})`,
    );
}

/** Refuses to make a key for cards that have ids by another one. */
function newCardKey(made: readonly string[], variables: Readonly<Record<string, string>>, found: Found): string[] {
  if (!made.includes("CARD_KEY") || !storeHasPayments(found, variables)) return [];
  return [
    "there are payments already, and with a new CARD_KEY every card of theirs would get another id: give the CARD_KEY that made them, in the environment (CARD_KEY=… npm run deploy) or with --secret CARD_KEY. Where it is lost, give a new one in the same way: every card then begins anew",
  ];
}

/** Refuses tables of a newer Vigie, on which this version would not run. */
function newerTables({ migrations }: Wanted, { database }: Found): string[] {
  if (database === null || database === "gone" || database.applied[0] !== migrations[0]) return [];
  const newest = database.applied.filter((name) => !migrations.includes(name)).at(-1);
  return newest === undefined ? [] : [`the database ${database.name} ${refusalWords(newest, "deploy")}`];
}

function noAddress({ accountId, onWorkersDev }: Wanted, { subdomain }: Found): string[] {
  if (subdomain !== null || !onWorkersDev) return [];
  return [
    `the account has no workers.dev address yet: choose one at https://dash.cloudflare.com/${accountId}/workers/onboarding`,
  ];
}
