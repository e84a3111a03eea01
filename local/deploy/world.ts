// All that a deploy touches outside itself. Tests give a world of their own.
import type { Built } from "./upload/build.ts";
import type { WranglerRun } from "./upload/wrangler.ts";

export interface World {
  env: Record<string, string | undefined>;
  /** The folder in which new secrets wait until a person has seen them. */
  stateDir: string;
  fetch: typeof fetch;
  wait: (ms: number) => Promise<void>;
  nowMs: () => number;
  say: (line: string) => void;
  /** Null where nobody can be asked. */
  ask: ((question: string, hidden: boolean) => Promise<string>) | null;
  /** Reads all of standard input, which a pipe gives in place of answers. */
  readInput: () => Promise<string>;
  runWrangler: WranglerRun;
  build: () => Promise<Built>;
  upload: typeof import("./upload/upload.ts").upload;
  /** Why this version cannot use the PostgreSQL there; null when it can. */
  databaseProblem: (databaseUrl: string) => Promise<string | null>;
  /** True where its tables lack a migration. */
  databaseIsBehind: (databaseUrl: string) => Promise<boolean>;
  databaseHasPayments: (databaseUrl: string) => Promise<boolean>;
  migrateDatabase: (databaseUrl: string) => Promise<void>;
  /** The name under which this deploy takes the lease. */
  holder: string;
  /** True where that holder is known to have died. */
  isGone: (holder: string) => boolean;
}
