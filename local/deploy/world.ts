// What a deploy touches outside itself. Tests give another one.
import type { Built } from "./build.ts";
import type { WranglerRun } from "./wrangler.ts";

export interface World {
  env: Record<string, string | undefined>;
  /** Where secrets that were made are kept until a person has them. */
  stateDir: string;
  fetch: typeof fetch;
  wait: (ms: number) => Promise<void>;
  nowMs: () => number;
  say: (line: string) => void;
  /** Null where nobody can be asked. */
  ask: ((question: string, hidden: boolean) => Promise<string>) | null;
  /** All of standard input; what a pipe gives in place of answers. */
  readInput: () => Promise<string>;
  runWrangler: WranglerRun;
  build: () => Promise<Built>;
  upload: typeof import("./upload.ts").upload;
  /** Why this version cannot use the PostgreSQL there; null when it can. */
  databaseProblem: (databaseUrl: string) => Promise<string | null>;
  /** True where its tables lack a migration. */
  databaseIsBehind: (databaseUrl: string) => Promise<boolean>;
  migrateDatabase: (databaseUrl: string) => Promise<void>;
  /** Who takes the lease, and whether another holder is known to have died. */
  holder: string;
  isGone: (holder: string) => boolean;
}
