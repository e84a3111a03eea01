// An account as the platform keeps it: plain data, as far as a deploy of Vigie can see it.
import { randomUUID } from "node:crypto";

export interface Account {
  id: string;
  /** The account's part of its workers.dev addresses; null when none was registered. */
  subdomain: string | null;
  /** Permissions by token. */
  tokens: Map<string, Set<Permission>>;
  scripts: Map<string, Script>;
  /** Names of databases by id. */
  databases: Map<string, string>;
  queues: Map<string, Queue>;
  /** Keys of objects by bucket. */
  buckets: Map<string, Set<string>>;
  /** False: R2 was never switched on for the account. */
  hasR2: boolean;
  /** Contents of board files by hash. */
  files: Map<string, Buffer>;
}

export const PERMISSIONS = ["Workers Scripts", "D1", "Queues", "Workers R2 Storage"] as const;
export type Permission = (typeof PERMISSIONS)[number];

export interface Script {
  tag: string;
  /** Tag of the last migration of Durable Objects. */
  migrationTag: string | null;
  /** Durable Object classes with SQLite, by migrations, and the name with which each began: its objects keep what they stored. */
  classes: Map<string, string>;
  versions: Map<string, Version>;
  /** The version that answers. */
  deployed: string | null;
  onWorkersDev: boolean;
  crons: string[];
}

export interface Binding {
  type: string;
  name: string;
  [field: string]: unknown;
}

export interface Version {
  id: string;
  mainModule: string;
  modules: Map<string, { type: string; contents: Buffer }>;
  bindings: Binding[];
  compatibilityDate: string;
  compatibilityFlags: string[];
  assets: { files: Map<string, string>; config: Record<string, unknown> } | null;
}

export interface Queue {
  name: string;
  consumers: { id: string; script: string; settings: Record<string, unknown>; deadLetterQueue: string | null }[];
}

export function newAccount(token: string): Account {
  return {
    id: randomUUID().replaceAll("-", ""),
    subdomain: "acme",
    tokens: new Map([[token, new Set(PERMISSIONS)]]),
    scripts: new Map(),
    databases: new Map(),
    queues: new Map(),
    buckets: new Map(),
    hasR2: true,
    files: new Map(),
  };
}

export function deployedVersion({ versions, deployed }: Script): Version {
  const version = versions.get(deployed ?? "");
  if (version === undefined) throw new Error("no version of this Worker is deployed");
  return version;
}
