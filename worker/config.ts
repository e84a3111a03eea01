// The environment, read once into typed settings. Names every missing or bad variable at once.
import { z } from "zod";
import type { FeedKind } from "./payment/payment.ts";

export interface Config {
  /** Set by `npm start` only: without tokens the page is open, and says so. Anywhere else it is closed. */
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
  /** Where people reach the board, for links; null: relative links only. */
  publicUrl: string | null;
  dashboardToken: string | null;
  ingestSecret: string | null;
  /** Cloudflare Access in front of the board; null: none. */
  access: AccessApplication | null;
}

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
const threshold = number(0, 1, "must be a probability, 0 to 1").optional();

const variables = z
  .object({
    VIGIE_LOCAL: text,
    PAYMENTS_URL: httpUrl,
    PAYMENTS_FEED: z.enum(["stream", "snapshot"], "must be stream or snapshot").default("stream"),
    FEED_TIMEZONE: zone,
    POLL_SECONDS: number(1, 3600, "must be a number of seconds, 1 to 3600").default(12),
    STORE: z.literal("d1", "must be d1; neon is not built yet").default("d1"),
    CARD_KEY: z
      .string("is missing: a secret of at least 32 characters, the key of every card id")
      .min(32, "must have at least 32 characters"),
    REVIEW_THRESHOLD: threshold,
    DECLINE_THRESHOLD: threshold,
    REPORT_TIMEZONE: zone,
    PUBLIC_URL: httpUrl,
    DASHBOARD_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
    INGEST_SECRET: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, "must be whsec_ and at least 24 bytes in base64")
      .optional(),
    ACCESS_TEAM_DOMAIN: z
      .string()
      .regex(/^(https:\/\/)?([a-z0-9-]+\.)+[a-z]+\/?$/i, "must be a host such as team.cloudflareaccess.com")
      .transform((domain) => `https://${domain.toLowerCase().replace(/^https:\/\/|\/$/g, "")}`)
      .optional(),
    ACCESS_AUD: z
      .string()
      .regex(/^\w{32,}$/, "must be the application's audience tag, 64 hexadecimal digits")
      .optional(),
  })
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

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function number(min: number, max: number, message: string) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, message)
    .transform(Number)
    .pipe(z.number().min(min, message).max(max, message));
}
