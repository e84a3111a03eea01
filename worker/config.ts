// The environment, read once into typed settings. Names every missing or bad variable at once.
import { z } from "zod";
import { type Channel, isAddress, isMailbox, readChannels } from "./alert/targets.ts";
import { LEAST_DAYS } from "./archive/retention.ts";
import type { Outcome } from "./decision/decision.ts";
import type { FeedKind } from "./payment/payment.ts";
import { secretProblem, webhookSecretProblem } from "./secrets.ts";
import { SIZE_LIMIT_BYTES } from "./store/size.ts";

export interface Config {
  /** Where payments and all else are kept. */
  store: StoreSettings;
  /**
   * VIGIE_LOCAL=1, set by `npm start` and in the example for `wrangler dev`: without tokens the page is open to this machine,
   * and says so (http/place.ts). Anywhere else it is closed.
   */
  local: boolean;
  /** Null when payments are only pushed. */
  paymentsUrl: string | null;
  feed: FeedKind;
  feedZone: string;
  pollMs: number;
  cardKey: string;
  /** Null: the model's own. */
  reviewThreshold: number | null;
  declineThreshold: number | null;
  reportZone: string;
  /** Where people reach the board, for links in mails; null: they have none. */
  publicUrl: string | null;
  dashboardToken: string | null;
  ingestSecret: string | null;
  /** Cloudflare Access in front of the board; null: none. */
  access: AccessApplication | null;
  mail: MailSettings;
  /** Webhooks and chats that are told what mails tell. */
  channels: Channel[];
  /** Signs the outgoing webhooks that are not chats; null only where there are none. */
  webhookSecret: string | null;
  /** Payments with these outcomes alert; the others are on the board and in the digest. */
  alertOutcomes: Outcome[];
  /** The morning digest leaves at this hour in `reportZone`. */
  reportHour: number;
  /** No payment for so long is an incident. */
  silenceMs: number;
  /** An outside watchman's address, asked each minute while all is well; it alerts when that ends. */
  heartbeatUrl: string | null;
  /** Days older than this leave the store, where there is an archive; null: none does. */
  retentionDays: number | null;
  /** What the store may grow to; null: nobody has said. */
  storeLimitBytes: number | null;
}

export interface MailSettings {
  /** Of Resend; null: mails stay in the outbox, where the board shows them. */
  apiKey: string | null;
  baseUrl: string;
  from: string;
  to: string[];
  /** Mails in 24 hours, every recipient counted: the provider's plan. */
  dailyLimit: number;
}

export type StoreSettings = { kind: "d1" } | { kind: "neon"; databaseUrl: string };

/** One application of a Cloudflare Access team. */
export interface AccessApplication {
  /** Where the team signs, such as https://team.cloudflareaccess.com. */
  issuer: string;
  /** The application's audience tag. */
  audience: string;
}

export type ConfigReading = { ok: true; config: Config } | { ok: false; problems: string[] };

const text = z.string().optional();
const zone = z.string().default("UTC").refine(isZone, "must be an IANA time zone such as Europe/Paris");
const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http(s) address" }).optional();
const webhookSecret = z.string().superRefine(without(webhookSecretProblem)).optional();
const RETENTION = `must be a whole number of days, ${LEAST_DAYS} or more: reports are closed up to 31 days back`;
const GB = 1e9;
export const DATABASE_URL_RULE = "must be an address such as postgresql://user:password@host/database";
const threshold = number(0, 1, "must be a probability, 0 to 1").optional();

const variables = z
  .object({
    VIGIE_LOCAL: text,
    PAYMENTS_URL: httpUrl,
    PAYMENTS_FEED: z.enum(["stream", "snapshot"], "must be stream or snapshot").default("stream"),
    FEED_TIMEZONE: zone,
    POLL_SECONDS: number(1, 3600, "must be a number of seconds, 1 to 3600").default(12),
    STORE: z.enum(["d1", "neon"], "must be d1 or neon").default("d1"),
    DATABASE_URL: z.string().refine(isDatabaseUrl, DATABASE_URL_RULE).optional(),
    CARD_KEY: z
      .string("is missing: a secret of at least 32 characters, the key of every card id")
      .superRefine(without((key) => secretProblem(key, 32))),
    REVIEW_THRESHOLD: threshold,
    DECLINE_THRESHOLD: threshold,
    REPORT_TIMEZONE: zone,
    PUBLIC_URL: httpUrl,
    DASHBOARD_TOKEN: z
      .string()
      .superRefine(without((token) => secretProblem(token, 16)))
      .optional(),
    INGEST_SECRET: webhookSecret,
    ACCESS_TEAM_DOMAIN: z
      .string()
      .regex(/^(https:\/\/)?([a-z0-9-]+\.)+[a-z]+\/?$/i, "must be a host such as team.cloudflareaccess.com")
      .transform((domain) => `https://${domain.toLowerCase().replace(/^https:\/\/|\/$/g, "")}`)
      .optional(),
    ACCESS_AUD: z
      .string()
      .regex(/^\w{32,}$/, "must be the application's audience tag, 64 hexadecimal digits")
      .optional(),
    RESEND_API_KEY: text,
    RESEND_BASE_URL: httpUrl.default("https://api.resend.com"),
    ALERT_FROM: z
      .string()
      .refine(isMailbox, "must be a mail address, such as vigie@example.org or Vigie <vigie@example.org>")
      .optional(),
    ALERT_TO: list("must be mail addresses, with commas between them", isAddress),
    MAIL_DAILY_LIMIT: number(1, 1_000_000, "must be a number of mails, 1 or more").default(100),
    ALERT_WEBHOOK_URL: list(
      "must be http(s) addresses, with commas between them",
      (url) => readChannels([url]) !== null,
    ),
    ALERT_WEBHOOK_SECRET: webhookSecret,
    ALERT_OUTCOMES: z
      .enum(["decline", "review,decline", "decline,review"], "must be decline, or review,decline")
      .default("decline"),
    REPORT_HOUR: number(0, 23, "must be an hour, 0 to 23").default(7),
    SILENCE_MINUTES: number(1, 1440, "must be a number of minutes, 1 to 1440").default(15),
    HEARTBEAT_URL: httpUrl,
    RETENTION_DAYS: z
      .string()
      .regex(/^\d{1,5}$/, RETENTION)
      .transform(Number)
      .pipe(z.number().min(LEAST_DAYS, RETENTION))
      .optional(),
    STORE_LIMIT_GB: number(0.001, 1_000_000, "must be 0.001 gigabytes or more, such as 10").optional(),
  })
  .refine((v) => v.STORE !== "neon" || v.DATABASE_URL !== undefined, {
    path: ["DATABASE_URL"],
    message: "is missing: STORE=neon needs the address of a database",
    when: () => true,
  })
  .refine((v) => v.RESEND_API_KEY === undefined || (v.ALERT_FROM !== undefined && v.ALERT_TO.length > 0), {
    path: ["RESEND_API_KEY"],
    message: "needs ALERT_FROM and ALERT_TO: who mails whom",
    when: () => true,
  })
  .refine(
    (v) =>
      v.ALERT_WEBHOOK_SECRET !== undefined ||
      (readChannels(v.ALERT_WEBHOOK_URL) ?? []).every(({ kind }) => kind !== "webhook"),
    {
      path: ["ALERT_WEBHOOK_URL"],
      message: "needs ALERT_WEBHOOK_SECRET, which signs what is sent there",
      when: () => true,
    },
  )
  .refine((v) => (v.ACCESS_TEAM_DOMAIN === undefined) === (v.ACCESS_AUD === undefined), {
    path: ["ACCESS_TEAM_DOMAIN"],
    message: "and ACCESS_AUD go together: set both or neither",
    when: () => true,
  })
  .refine((v) => !(Number(v.REVIEW_THRESHOLD) > Number(v.DECLINE_THRESHOLD)), {
    path: ["REVIEW_THRESHOLD"],
    message: "must not be above DECLINE_THRESHOLD",
    // Even when another variable is wrong: all problems are named at once.
    when: () => true,
  });

/** Where nobody is named, what is mailed can still be read in the outbox. */
const LOCAL_RECIPIENT = "you@vigie.local";

/** What was read from an environment stays true while its isolate lives, and every request asks. */
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
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`) };
  }
  const v = parsed.data;
  return {
    ok: true,
    config: {
      store:
        v.STORE === "neon" && v.DATABASE_URL !== undefined
          ? { kind: "neon", databaseUrl: v.DATABASE_URL }
          : { kind: "d1" },
      local: v.VIGIE_LOCAL === "1",
      paymentsUrl: v.PAYMENTS_URL ?? null,
      feed: v.PAYMENTS_FEED,
      feedZone: v.FEED_TIMEZONE,
      pollMs: v.POLL_SECONDS * 1000,
      cardKey: v.CARD_KEY,
      reviewThreshold: v.REVIEW_THRESHOLD ?? null,
      declineThreshold: v.DECLINE_THRESHOLD ?? null,
      reportZone: v.REPORT_TIMEZONE,
      publicUrl: v.PUBLIC_URL ?? null,
      dashboardToken: v.DASHBOARD_TOKEN ?? null,
      ingestSecret: v.INGEST_SECRET ?? null,
      access:
        v.ACCESS_TEAM_DOMAIN !== undefined && v.ACCESS_AUD !== undefined
          ? { issuer: v.ACCESS_TEAM_DOMAIN, audience: v.ACCESS_AUD }
          : null,
      mail: {
        apiKey: v.RESEND_API_KEY ?? null,
        baseUrl: v.RESEND_BASE_URL,
        from: v.ALERT_FROM ?? "Vigie <vigie@vigie.local>",
        to: v.ALERT_TO.length > 0 || v.VIGIE_LOCAL !== "1" ? v.ALERT_TO : [LOCAL_RECIPIENT],
        dailyLimit: v.MAIL_DAILY_LIMIT,
      },
      channels: readChannels(v.ALERT_WEBHOOK_URL) ?? [],
      webhookSecret: v.ALERT_WEBHOOK_SECRET ?? null,
      alertOutcomes: v.ALERT_OUTCOMES === "decline" ? ["decline"] : ["review", "decline"],
      reportHour: v.REPORT_HOUR,
      silenceMs: v.SILENCE_MINUTES * 60_000,
      heartbeatUrl: v.HEARTBEAT_URL ?? null,
      retentionDays: v.RETENTION_DAYS ?? null,
      storeLimitBytes: v.STORE_LIMIT_GB === undefined ? SIZE_LIMIT_BYTES[v.STORE] : v.STORE_LIMIT_GB * GB,
    },
  };
}

/** Without the blanks around them, such as the line break at the end of a pasted secret; nothing but blanks is unset. */
function setVariables(env: object): Record<string, string> {
  const values = Object.keys(variables.shape).map((name) => [name, String(Reflect.get(env, name) ?? "").trim()]);
  return Object.fromEntries(values.filter(([, value]) => value !== ""));
}

/** Nothing guards the page: on a developer's own machine only. */
export function isOpen({ local, dashboardToken, access }: Config): boolean {
  return local && dashboardToken === null && access === null;
}

/** For the inner objects, which only run behind a door that has already read the configuration. */
export function configOf(env: object): Config {
  const reading = readConfig(env);
  if (reading.ok) return reading.config;
  throw new Error(`Vigie is not configured: ${reading.problems.join("; ")}`);
}

export function isDatabaseUrl(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) return false;
  return url.username !== "" && url.hostname !== "" && url.pathname.length > 1;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Refuses what `problemOf` finds something wrong with, in its words. */
function without(problemOf: (value: string) => string | null) {
  return (value: string, context: z.RefinementCtx): void => {
    const problem = problemOf(value);
    if (problem !== null) context.addIssue(problem);
  };
}

function list(message: string, isRight: (item: string) => boolean) {
  return z
    .string()
    .transform((text) => text.split(",").flatMap((item) => item.trim() || []))
    .refine((items) => items.every(isRight), message)
    .default([]);
}

function number(min: number, max: number, message: string) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message));
}
