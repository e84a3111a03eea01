// The environment, read once into typed settings. Every missing or wrong variable is named at once.

import type { CareLevels } from "../decision/careLevels.ts";
import type { Outcome } from "../decision/decision.ts";
import { MINUTE_MS, SECOND_MS } from "../duration.ts";
import { readChannels } from "../notice/targets.ts";
import { SIZE_LIMIT_BYTES } from "../store/size.ts";
import { lowerAscii } from "../text.ts";
import { NO_FEED } from "./forms.ts";
import { readModelName, signInHeader } from "./mlflow.ts";
import { type Variables, variables } from "./variables.ts";

export type Config = ReturnType<typeof settingsFrom>;
export type MailSettings = Config["mail"];
/** Where an MLflow server keeps a model, and what becomes of a version that its alias comes to point to. */
export type MlflowSettings = NonNullable<Config["mlflow"]>;
export type StoreSettings = { kind: "d1" } | { kind: "neon"; databaseUrl: string };

/** One application of a Cloudflare Access team. */
export interface AccessApplication {
  /** Where the team signs, such as https://team.cloudflareaccess.com. */
  issuer: string;
  /** The application's audience tag. */
  audience: string;
}

export type ConfigReading = { ok: true; config: Config } | { ok: false; problems: string[] };

/** The recipient of local mails when ALERT_TO is not set: they can still be read in the outbox. */
const LOCAL_RECIPIENT = "you@vigie.local";
const BYTES_A_GB = 1e9;

function settingsFrom(v: Variables) {
  const isLocal = v.VIGIE_LOCAL === "1";
  return {
    /** The database that keeps payments and everything else. */
    store: storeFrom(v),
    /**
     * True for VIGIE_LOCAL=1, which `npm start` sets, and for `wrangler dev`. Without tokens the page is then open to
     * this machine, and says so (http/door/onThisMachine.ts). Elsewhere it is closed.
     */
    local: isLocal,
    /** Null when payments are only pushed. */
    paymentsUrl: v.PAYMENTS_URL === NO_FEED ? null : (v.PAYMENTS_URL ?? null),
    /** What the feed is asked with, such as a key. Never shown. */
    paymentsHeaders: v.PAYMENTS_HEADERS ?? {},
    /** The source whose mapping reads the feed's answer; null when it answers rows. */
    paymentsSource: v.PAYMENTS_SOURCE ?? null,
    feed: v.PAYMENTS_FEED,
    feedZone: v.FEED_TIMEZONE,
    pollMs: v.POLL_SECONDS * SECOND_MS,
    cardKey: v.CARD_KEY,
    /** Null: the model's own thresholds hold. */
    reviewThreshold: v.REVIEW_THRESHOLD ?? null,
    declineThreshold: v.DECLINE_THRESHOLD ?? null,
    care: {
      unfamiliarTimes: v.CARE_UNFAMILIAR_TIMES,
      farAboveTimes: v.CARE_FAR_ABOVE_TIMES,
      paymentsInTenMinutes: v.CARE_PAYMENTS_IN_10_MINUTES,
      paymentsInHour: v.CARE_PAYMENTS_IN_HOUR,
      sameAmountInDay: v.CARE_SAME_AMOUNT_IN_DAY,
      cardsAtMerchant: v.CARE_CARDS_AT_MERCHANT,
    } satisfies CareLevels,
    /** ISO 4217: what amounts are summed and judged in. */
    currency: v.CURRENCY,
    reportZone: v.REPORT_TIMEZONE,
    /** The board's public address, for links in mails; null when mails have no links. */
    publicUrl: v.PUBLIC_URL ?? null,
    dashboardToken: v.DASHBOARD_TOKEN ?? null,
    /** For whoever may change policy, models and sources, and not only read. */
    adminToken: v.ADMIN_TOKEN ?? null,
    /** Mail addresses, in small letters, of the people who may do so when they come through Cloudflare Access. */
    admins: v.ADMINS.map(lowerAscii),
    ingestSecret: v.INGEST_SECRET ?? null,
    /** Cloudflare Access in front of the board; null when there is none. */
    access: accessFrom(v),
    mail: {
      /** Resend's key; null: mails stay in the outbox, where the board shows them. */
      apiKey: v.RESEND_API_KEY ?? null,
      baseUrl: v.RESEND_BASE_URL,
      from: v.ALERT_FROM ?? "Vigie <vigie@vigie.local>",
      to: v.ALERT_TO.length === 0 && isLocal ? [LOCAL_RECIPIENT] : v.ALERT_TO,
      /** Mails in 24 hours, counted per recipient: the limit of the provider's plan. */
      dailyLimit: v.MAIL_DAILY_LIMIT,
    },
    /** Webhooks and chats. They are told the same as mails. */
    channels: readChannels(v.ALERT_WEBHOOK_URL) ?? [],
    /** Signs the outgoing webhooks that are not chats; null only when there are none. */
    webhookSecret: v.ALERT_WEBHOOK_SECRET ?? null,
    /** Payments with these outcomes cause an alert; the others are only on the board and in the digest. */
    alertOutcomes: (v.ALERT_OUTCOMES === "decline" ? ["decline"] : ["review", "decline"]) as Outcome[],
    /** The morning digest leaves at this hour in `reportZone`. */
    reportHour: v.REPORT_HOUR,
    /** This long without a payment is an incident. */
    silenceMs: v.SILENCE_MINUTES * MINUTE_MS,
    /** Address of an outside watchman, called each minute while all is well. It alerts people when the calls stop. */
    heartbeatUrl: v.HEARTBEAT_URL ?? null,
    /** Days older than this leave the store when there is an archive; null when none does. */
    retentionDays: v.RETENTION_DAYS ?? null,
    /** Where payments were made is kept, to a tenth of a degree, and shown on a map. */
    keepsPlaces: v.MAP === "on",
    /** The model of an MLflow server that is asked for new versions; null when none is. */
    mlflow: mlflowFrom(v),
    /** The cards are spread over so many deciders. */
    deciders: v.DECIDERS,
    /** Size that the store may grow to; null when it is not known. */
    storeLimitBytes: v.STORE_LIMIT_GB === undefined ? SIZE_LIMIT_BYTES[v.STORE] : v.STORE_LIMIT_GB * BYTES_A_GB,
  };
}

function storeFrom({ STORE, DATABASE_URL }: Variables): StoreSettings {
  return STORE === "neon" && DATABASE_URL !== undefined ? { kind: "neon", databaseUrl: DATABASE_URL } : { kind: "d1" };
}

function mlflowFrom(v: Variables) {
  const { name, alias } = (v.MLFLOW_MODEL !== undefined && readModelName(v.MLFLOW_MODEL)) || {};
  if (v.MLFLOW_TRACKING_URI === undefined || name === undefined || !alias) return null;
  return {
    uri: v.MLFLOW_TRACKING_URI.replace(/\/+$/, ""),
    /** The Authorization header; null when the server asks for none. */
    authorization: signInHeader({
      token: v.MLFLOW_TRACKING_TOKEN,
      username: v.MLFLOW_TRACKING_USERNAME,
      password: v.MLFLOW_TRACKING_PASSWORD,
    }),
    name,
    alias,
    /** What becomes of a new version. It is registered as a candidate in any case. */
    takesAs: v.MLFLOW_TAKES_AS ?? "candidate",
  };
}

function accessFrom({ ACCESS_TEAM_DOMAIN, ACCESS_AUD }: Variables): AccessApplication | null {
  if (ACCESS_TEAM_DOMAIN === undefined || ACCESS_AUD === undefined) return null;
  return { issuer: ACCESS_TEAM_DOMAIN, audience: ACCESS_AUD };
}

/** An environment does not change while its isolate lives, and every request asks for it: read it once. */
const readings = new WeakMap<object, ConfigReading>();

export function readConfig(env: object): ConfigReading {
  const known = readings.get(env);
  if (known !== undefined) return known;
  const reading = read(env);
  readings.set(env, reading);
  return reading;
}

function read(env: object): ConfigReading {
  const parsed = variables.safeParse(setVariables(env));
  if (parsed.success) return { ok: true, config: settingsFrom(parsed.data) };
  return { ok: false, problems: parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`) };
}

/** Values without the blanks around them, such as the line break of a pasted secret. A blank variable counts as unset. */
function setVariables(env: object): Record<string, string> {
  const values = Object.keys(variables.shape).map((name) => [name, String(Reflect.get(env, name) ?? "").trim()]);
  return Object.fromEntries(values.filter(([, value]) => value !== ""));
}

/** True when nothing guards the page, which is only allowed on a developer's own machine. ADMIN_TOKEN guards changes alone. */
export function isOpen({ local, dashboardToken, access }: Config): boolean {
  return local && dashboardToken === null && access === null;
}

/**
 * The settings, for Durable Objects: they only run behind a door that has already checked the configuration. Throws if
 * it is wrong.
 */
export function configOf(env: object): Config {
  const reading = readConfig(env);
  if (reading.ok) return reading.config;
  throw new Error(`Vigie is not configured: ${reading.problems.join("; ")}`);
}
