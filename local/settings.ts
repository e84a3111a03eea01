// The settings of `npm start` from the environment, with its own values where nothing is set.
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { SOURCE_SECRET } from "../worker/config/sourceSecrets.ts";
import { Mendable } from "./errorSentence.ts";
import { DEFAULT_STATE_DIR, makeStateDir } from "./stateDir.ts";
import { writeWhole } from "./wholeFile.ts";

/** Variables that are passed on to the Worker unchanged. */
const WORKER_VARIABLES = [
  "PAYMENTS_HEADERS",
  "PAYMENTS_SOURCE",
  "PAYMENTS_FEED",
  "FEED_TIMEZONE",
  "STORE",
  "DATABASE_URL",
  "RESEND_API_KEY",
  "RESEND_BASE_URL",
  "ALERT_FROM",
  "ALERT_TO",
  "MAIL_DAILY_LIMIT",
  "ALERT_WEBHOOK_URL",
  "ALERT_WEBHOOK_SECRET",
  "ALERT_OUTCOMES",
  "REVIEW_THRESHOLD",
  "DECLINE_THRESHOLD",
  "CARE_UNFAMILIAR_TIMES",
  "CARE_FAR_ABOVE_TIMES",
  "CARE_PAYMENTS_IN_10_MINUTES",
  "CARE_PAYMENTS_IN_HOUR",
  "CARE_SAME_AMOUNT_IN_DAY",
  "CARE_CARDS_AT_MERCHANT",
  "CURRENCY",
  "REPORT_TIMEZONE",
  "REPORT_HOUR",
  "MLFLOW_TRACKING_URI",
  "MLFLOW_MODEL",
  "MLFLOW_TAKES_AS",
  "MLFLOW_TRACKING_TOKEN",
  "MLFLOW_TRACKING_USERNAME",
  "MLFLOW_TRACKING_PASSWORD",
  "RETENTION_DAYS",
  "DECIDERS",
  "MAP",
  "STORE_LIMIT_GB",
  "SILENCE_MINUTES",
  "HEARTBEAT_URL",
  "PUBLIC_URL",
  "DASHBOARD_TOKEN",
  "ADMIN_TOKEN",
  "ADMINS",
  "INGEST_SECRET",
  "ACCESS_TEAM_DOMAIN",
  "ACCESS_AUD",
];
export const HELP = `Everything on this machine: simulated payments, the Worker, its database, the board. Ctrl-C ends it.

  npm start

  From the environment, each of them optional:

  PORT            where the board is (8787; 0: any free one)
  STATE_DIR       where everything is kept (.vigie)
  PAYMENTS_URL    a feed to poll, instead of simulated payments; none: payments are only pushed
  POLL_SECONDS    how often (12; 3 for simulated payments)
  STORE           d1, or neon: PostgreSQL
  DATABASE_URL    where PostgreSQL is (without it, one is started here)
  SIMULATED_SHOP  off: no second source beside the simulated feed
  CARD_KEY        key of the cards' ids (made once, and kept in STATE_DIR)

  and of the Worker, as README.md says under Configure:

${wrapped([...WORKER_VARIABLES, "SOURCE_SECRET_<NAME>"])}`;

/** Our own simulator has no limit, and the board is livelier with frequent polls. */
const SIMULATED_POLL_SECONDS = "3";

export interface StartSettings {
  port: number;
  stateDir: string;
  /** Null: the simulator is started and polled. `none`: there is no feed, and payments are only pushed. */
  paymentsUrl: string | null;
  /** Beside the simulated payments a made-up shop sends its own, by a provider's webhooks. */
  hasShop: boolean;
  pollSeconds: string;
  feedZone: string;
  store: "d1" | "neon";
  /** Null: if STORE is neon, a PostgreSQL is started. */
  databaseUrl: string | null;
  ingestSecret: string | null;
  dashboardToken: string | null;
  adminToken: string | null;
  /** Variables for the Worker, still without PAYMENTS_URL and DATABASE_URL of what is started here. */
  variables: Record<string, string>;
}

/** Throws, naming the variable, when one cannot be used. */
export async function readStartSettings(env: NodeJS.ProcessEnv): Promise<StartSettings> {
  const port = Number(env.PORT || 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Mendable(`PORT must be 0 to 65535, not "${env.PORT}"`);
  const stateDir = path.resolve(env.STATE_DIR || DEFAULT_STATE_DIR);
  const paymentsUrl = env.PAYMENTS_URL || null;
  const pollSeconds = env.POLL_SECONDS || (paymentsUrl === null ? SIMULATED_POLL_SECONDS : "12");
  const ofSources = Object.keys(env).filter((name) => SOURCE_SECRET.test(name));
  const passedOn = [...WORKER_VARIABLES, ...ofSources].flatMap((name) =>
    env[name] ? [[name, env[name]] as const] : [],
  );
  return {
    port,
    stateDir,
    paymentsUrl,
    hasShop: paymentsUrl === null && env.PAYMENTS_FEED !== "snapshot" && env.SIMULATED_SHOP !== "off",
    pollSeconds,
    feedZone: env.FEED_TIMEZONE || "UTC",
    store: env.STORE === "neon" ? "neon" : "d1",
    databaseUrl: env.DATABASE_URL || null,
    ingestSecret: env.INGEST_SECRET || null,
    dashboardToken: env.DASHBOARD_TOKEN || null,
    adminToken: env.ADMIN_TOKEN || null,
    variables: {
      ...Object.fromEntries(passedOn),
      VIGIE_LOCAL: "1",
      POLL_SECONDS: pollSeconds,
      CARD_KEY: env.CARD_KEY || (await keptKey(stateDir)),
    },
  };
}

/** The key of all card ids. It is made once, and kept beside the data that depends on it. */
async function keptKey(stateDir: string): Promise<string> {
  const file = path.join(stateDir, "card-key");
  await makeStateDir(stateDir);
  const kept = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    // No new key is made: it would turn every card of the stored payments into a new one.
    throw error;
  });
  if (kept !== null) return kept.trim();
  const key = randomBytes(32).toString("base64url");
  await writeWhole(file, `${key}\n`, 0o600);
  return key;
}

function wrapped(names: readonly string[]): string {
  const lines = [""];
  for (const name of names) {
    if (`${lines.at(-1)} ${name}`.length > 100) lines.push("");
    lines.push(`${lines.pop() ?? ""} ${name}`);
  }
  return lines.map((line) => ` ${line}\n`).join("");
}
