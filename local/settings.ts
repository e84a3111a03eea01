// What `npm start` takes from the environment, and what it makes up where nothing is set.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Passed on to the Worker as they are. */
const WORKER_VARIABLES = [
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
  "REPORT_TIMEZONE",
  "REPORT_HOUR",
  "RETENTION_DAYS",
  "STORE_LIMIT_GB",
  "SILENCE_MINUTES",
  "HEARTBEAT_URL",
  "PUBLIC_URL",
  "DASHBOARD_TOKEN",
  "INGEST_SECRET",
  "ACCESS_TEAM_DOMAIN",
  "ACCESS_AUD",
];
/** Our own simulator may be asked as often as one likes, and the board is livelier for it. */
const SIMULATED_POLL_SECONDS = "3";

export interface StartSettings {
  port: number;
  stateDir: string;
  /** Null: the simulator is started, and polled. */
  paymentsUrl: string | null;
  pollSeconds: string;
  feedZone: string;
  store: "d1" | "neon";
  /** Null where STORE is neon: a PostgreSQL is started. */
  databaseUrl: string | null;
  ingestSecret: string | null;
  dashboardToken: string | null;
  /** For the Worker; PAYMENTS_URL and DATABASE_URL are still to be added where they are started here. */
  variables: Record<string, string>;
}

/** Throws, naming the variable, when one cannot be used. */
export async function readStartSettings(env: NodeJS.ProcessEnv): Promise<StartSettings> {
  const port = Number(env.PORT || 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT must be 0 to 65535, not "${env.PORT}"`);
  const stateDir = path.resolve(env.STATE_DIR || ".vigie");
  const paymentsUrl = env.PAYMENTS_URL || null;
  const pollSeconds = env.POLL_SECONDS || (paymentsUrl === null ? SIMULATED_POLL_SECONDS : "12");
  const passedOn = WORKER_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
  return {
    port,
    stateDir,
    paymentsUrl,
    pollSeconds,
    feedZone: env.FEED_TIMEZONE || "UTC",
    store: env.STORE === "neon" ? "neon" : "d1",
    databaseUrl: env.DATABASE_URL || null,
    ingestSecret: env.INGEST_SECRET || null,
    dashboardToken: env.DASHBOARD_TOKEN || null,
    variables: {
      ...Object.fromEntries(passedOn),
      VIGIE_LOCAL: "1",
      POLL_SECONDS: pollSeconds,
      CARD_KEY: env.CARD_KEY || (await keptKey(stateDir)),
    },
  };
}

/** The key of all card ids: made once, and kept beside the data that depends on it. */
async function keptKey(stateDir: string): Promise<string> {
  const file = path.join(stateDir, "card-key");
  const kept = await readFile(file, "utf8").catch(() => null);
  if (kept !== null) return kept.trim();
  await mkdir(stateDir, { recursive: true });
  const key = randomBytes(32).toString("base64url");
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return key;
}
