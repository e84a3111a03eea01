// Every variable that a deploy may set: its name, its form, and the value that holds when it is not set. The README
// lists them.
import { z } from "zod";
import { CARE_LEVELS } from "../decision/careLevels.ts";
import { thresholdProblem } from "../decision/thresholds.ts";
import { situationsOf } from "../features/situation.ts";
import { FIRST_CURRENCY } from "../money.ts";
import { isAddress, isMailbox, readChannels } from "../notice/targets.ts";
import { SOURCE_NAME } from "../policy/sources.ts";
import { shippedThresholds } from "../scoring/shippedBundle.ts";
import {
  currency,
  DATABASE_URL_RULE,
  feedHeaders,
  feedUrl,
  httpUrl,
  isDatabaseUrl,
  levelOr,
  list,
  number,
  probability,
  text,
  webhookSecret,
  without,
  zone,
} from "./forms.ts";
import { readModelName, trackingUriProblem } from "./mlflow.ts";
import { LEAST_DAYS } from "./paymentRetention.ts";
import { secretProblem, WEBHOOK_SECRET_RECIPE } from "./secrets.ts";

const RETENTION = `must be a whole number of days, ${LEAST_DAYS} or more: reports are closed up to 31 days back`;

/** Each holds a part of the cards. One ledger records for all of them, and would be the limit long before. */
const MOST_DECIDERS = 64;
const DECIDERS = `must be a whole number, 1 to ${MOST_DECIDERS}`;

export const variables = z
  .object({
    VIGIE_LOCAL: text.optional(),
    PAYMENTS_URL: feedUrl.optional(),
    PAYMENTS_HEADERS: feedHeaders.optional(),
    PAYMENTS_SOURCE: z
      .string()
      .regex(SOURCE_NAME, "must be the name of a source, such as stripe: small letters, digits, - and _")
      .optional(),
    PAYMENTS_FEED: z.enum(["stream", "snapshot"], "must be stream or snapshot").default("stream"),
    FEED_TIMEZONE: zone.default("UTC"),
    POLL_SECONDS: number(1, 3600, "must be a number of seconds, 1 to 3600").default(12),
    STORE: z.enum(["d1", "neon"], "must be d1 or neon").default("d1"),
    DATABASE_URL: z.string().refine(isDatabaseUrl, DATABASE_URL_RULE).optional(),
    CARD_KEY: z
      .string("is missing: a secret of at least 32 characters, the key of every card id")
      .superRefine(without((key) => secretProblem(key, 32))),
    REVIEW_THRESHOLD: probability.optional(),
    DECLINE_THRESHOLD: probability.optional(),
    CARE_UNFAMILIAR_TIMES: careTimes(CARE_LEVELS.unfamiliarTimes),
    CARE_FAR_ABOVE_TIMES: careTimes(CARE_LEVELS.farAboveTimes),
    CARE_PAYMENTS_IN_10_MINUTES: careCount(CARE_LEVELS.paymentsInTenMinutes),
    CARE_PAYMENTS_IN_HOUR: careCount(CARE_LEVELS.paymentsInHour),
    CARE_SAME_AMOUNT_IN_DAY: careCount(CARE_LEVELS.sameAmountInDay),
    CARE_CARDS_AT_MERCHANT: careCount(CARE_LEVELS.cardsAtMerchant),
    CURRENCY: currency.default(FIRST_CURRENCY),
    REPORT_TIMEZONE: zone.default("UTC"),
    PUBLIC_URL: httpUrl.optional(),
    DASHBOARD_TOKEN: text.superRefine(without((token) => secretProblem(token, 16))).optional(),
    ADMIN_TOKEN: text.superRefine(without((token) => secretProblem(token, 16))).optional(),
    ADMINS: list("must be mail addresses, with commas between them", isAddress).default([]),
    INGEST_SECRET: webhookSecret.optional(),
    ACCESS_TEAM_DOMAIN: z
      .string()
      .regex(/^(https:\/\/)?([a-z0-9-]+\.)+[a-z]+\/?$/i, "must be a host such as team.cloudflareaccess.com")
      .transform((domain) => `https://${domain.toLowerCase().replace(/^https:\/\/|\/$/g, "")}`)
      .optional(),
    ACCESS_AUD: z
      .string()
      .regex(/^\w{32,}$/, "must be the application's audience tag, 64 hexadecimal digits")
      .optional(),
    RESEND_API_KEY: text.optional(),
    RESEND_BASE_URL: httpUrl.default("https://api.resend.com"),
    ALERT_FROM: text
      .refine(isMailbox, "must be a mail address, such as vigie@example.org or Vigie <vigie@example.org>")
      .optional(),
    ALERT_TO: list("must be mail addresses, with commas between them", isAddress).default([]),
    MAIL_DAILY_LIMIT: number(1, 1_000_000, "must be a number of mails, 1 or more").default(100),
    ALERT_WEBHOOK_URL: list(
      "must be http(s) addresses, with commas between them",
      (url) => readChannels([url]) !== null,
    ).default([]),
    ALERT_WEBHOOK_SECRET: webhookSecret.optional(),
    ALERT_OUTCOMES: z
      .enum(["decline", "review,decline", "decline,review"], "must be decline, or review,decline")
      .default("decline"),
    REPORT_HOUR: number(0, 23, "must be an hour, 0 to 23").default(7),
    SILENCE_MINUTES: number(1, 1440, "must be a number of minutes, 1 to 1440").default(15),
    HEARTBEAT_URL: httpUrl.optional(),
    RETENTION_DAYS: z
      .string()
      .regex(/^\d{1,5}$/, RETENTION)
      .transform(Number)
      .pipe(z.number().min(LEAST_DAYS, RETENTION))
      .optional(),
    MAP: z.enum(["on", "off"], "must be on or off").default("on"),
    MLFLOW_TRACKING_URI: text.optional(),
    MLFLOW_MODEL: text.superRefine(without(modelProblem)).optional(),
    MLFLOW_TAKES_AS: z
      .enum(["candidate", "challenger", "champion"], "must be candidate, challenger or champion")
      .optional(),
    MLFLOW_TRACKING_TOKEN: text.optional(),
    MLFLOW_TRACKING_USERNAME: text.optional(),
    MLFLOW_TRACKING_PASSWORD: text.optional(),
    DECIDERS: number(1, MOST_DECIDERS, DECIDERS).refine(Number.isInteger, DECIDERS).default(1),
    STORE_LIMIT_GB: number(0.001, 1_000_000, "must be 0.001 gigabytes or more, such as 10").optional(),
  })
  .refine((v) => v.STORE !== "neon" || v.DATABASE_URL !== undefined, {
    path: ["DATABASE_URL"],
    message: "is missing: STORE=neon needs the address of a database",
    when: always,
  })
  .refine((v) => v.RESEND_API_KEY === undefined || (v.ALERT_FROM !== undefined && v.ALERT_TO.length > 0), {
    path: ["RESEND_API_KEY"],
    message: "needs ALERT_FROM and ALERT_TO: who mails whom",
    when: always,
  })
  .refine(
    (v) =>
      v.ALERT_WEBHOOK_SECRET !== undefined ||
      (readChannels(v.ALERT_WEBHOOK_URL) ?? []).every(({ kind }) => kind !== "webhook"),
    {
      path: ["ALERT_WEBHOOK_URL"],
      message: `needs ALERT_WEBHOOK_SECRET, which signs what is sent there; make one: ${WEBHOOK_SECRET_RECIPE}`,
      when: always,
    },
  )
  // Other programs on this machine read these, too. Without a model nothing here does, so nothing of them is wrong.
  .superRefine(
    (v, context) => {
      if (v.MLFLOW_MODEL === undefined) return;
      for (const [name, message] of mlflowProblemsOf(v)) context.addIssue({ code: "custom", path: [name], message });
    },
    { when: always },
  )
  .refine((v) => v.MLFLOW_TAKES_AS === undefined || v.MLFLOW_MODEL !== undefined, {
    path: ["MLFLOW_TAKES_AS"],
    message: "needs MLFLOW_MODEL: which model is taken in",
    when: always,
  })
  .refine((v) => (v.ACCESS_TEAM_DOMAIN === undefined) === (v.ACCESS_AUD === undefined), {
    path: ["ACCESS_TEAM_DOMAIN"],
    message: "and ACCESS_AUD go together: set both or neither",
    when: always,
  })
  .refine((v) => v.ADMIN_TOKEN === undefined || v.ADMIN_TOKEN !== v.DASHBOARD_TOKEN, {
    path: ["ADMIN_TOKEN"],
    message: "must not be the same as DASHBOARD_TOKEN: everyone who reads could then change things",
    when: always,
  })
  .refine((v) => isNothing(v.ADMINS) || (v.ACCESS_TEAM_DOMAIN !== undefined && v.ACCESS_AUD !== undefined), {
    path: ["ADMINS"],
    message: "needs ACCESS_TEAM_DOMAIN and ACCESS_AUD: people are known by Cloudflare Access alone",
    when: always,
  })
  .superRefine(
    (v, context) => {
      const problem = thresholdProblemOf(v);
      if (problem !== null) context.addIssue({ code: "custom", path: [problem.variable], message: problem.message });
    },
    { when: always },
  );

export type Variables = z.output<typeof variables>;

/** What is missing or wrong of the server that has the model: names of variables, with what is expected. */
function mlflowProblemsOf(
  v: { [name in "MLFLOW_TRACKING_URI" | "MLFLOW_TRACKING_USERNAME" | "MLFLOW_TRACKING_PASSWORD"]?: unknown },
) {
  const problems: [name: string, message: string][] = [];
  if (v.MLFLOW_TRACKING_URI === undefined) {
    problems.push(["MLFLOW_MODEL", "needs MLFLOW_TRACKING_URI: the address of the MLflow server that has it"]);
  } else {
    const problem = trackingUriProblem(String(v.MLFLOW_TRACKING_URI));
    if (problem !== null) problems.push(["MLFLOW_TRACKING_URI", problem]);
  }
  if (v.MLFLOW_TRACKING_PASSWORD !== undefined && v.MLFLOW_TRACKING_USERNAME === undefined) {
    problems.push(["MLFLOW_TRACKING_PASSWORD", "needs MLFLOW_TRACKING_USERNAME: whose password it is"]);
  }
  return problems;
}

function modelProblem(name: string): string | null {
  return readModelName(name)?.alias ? null : "must be a model and its alias there, such as vigie@champion";
}

/** How many times the usual amount. */
function careTimes(usual: number | null) {
  const message = "must be a number of times, 1 to 10000, or off";
  return levelOr(number(1, 10_000, message), message).default(usual);
}

/** From the so-manieth on. The first of anything is nothing odd; and of a merchant 128 payments are remembered. */
function careCount(usual: number | null) {
  const message = "must be a whole number, 2 to 100, or off";
  return levelOr(number(2, 100, message).refine(Number.isInteger, message), message).default(usual);
}

/** Compares the lines as they will hold: what was not set has the shipped model's own value. */
function thresholdProblemOf(v: { [name in "REVIEW_THRESHOLD" | "DECLINE_THRESHOLD" | "PAYMENTS_FEED"]?: unknown }) {
  const set = { reviewThreshold: rightNumber(v.REVIEW_THRESHOLD), declineThreshold: rightNumber(v.DECLINE_THRESHOLD) };
  const situations = situationsOf(v.PAYMENTS_FEED === "snapshot" ? "snapshot" : "stream");
  const own = situations.flatMap((situation) => shippedThresholds?.[situation] ?? []);
  return thresholdProblem(set, own);
}

/** Null for a value that is not set, or is wrong by itself and named for that. */
function rightNumber(value: unknown): number | null {
  return typeof value === "number" && probability.safeParse(String(value)).success ? value : null;
}

/** A list that is wrong by itself is no list here. It is something, though. */
function isNothing(items: unknown): boolean {
  return Array.isArray(items) && items.length === 0;
}

/** Rules between variables are checked even when another variable is wrong: all problems are named at once. */
function always(): boolean {
  return true;
}
