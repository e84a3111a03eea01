import { expect, test } from "vitest";
import { CARE_LEVELS } from "../decision/careLevels.ts";
import { configOf, readConfig } from "./config.ts";

const CARD_KEY = "0123456789abcdef0123456789abcdef";

function configFrom(env: Record<string, unknown>) {
  return configOf({ CARD_KEY, ...env });
}

function problemsIn(env: Record<string, unknown>): string[] {
  const reading = readConfig(env);
  return reading.ok ? [] : reading.problems;
}

test("with a card key alone everything has a sensible setting, and nothing is open", () => {
  expect(configFrom({})).toEqual({
    store: { kind: "d1" },
    local: false,
    paymentsUrl: null,
    paymentsHeaders: {},
    paymentsSource: null,
    feed: "stream",
    currency: "USD",
    feedZone: "UTC",
    pollMs: 12_000,
    cardKey: CARD_KEY,
    reviewThreshold: null,
    declineThreshold: null,
    care: CARE_LEVELS,
    reportZone: "UTC",
    publicUrl: null,
    dashboardToken: null,
    adminToken: null,
    admins: [],
    ingestSecret: null,
    access: null,
    mail: {
      apiKey: null,
      baseUrl: "https://api.resend.com",
      from: "Vigie <vigie@vigie.local>",
      to: [],
      dailyLimit: 100,
    },
    channels: [],
    mlflow: null,
    deciders: 1,
    webhookSecret: null,
    alertOutcomes: ["decline"],
    reportHour: 7,
    silenceMs: 15 * 60_000,
    heartbeatUrl: null,
    retentionDays: null,
    keepsPlaces: true,
    storeLimitBytes: 10e9,
  });
});

test("every variable is read", () => {
  const env = {
    VIGIE_LOCAL: "1",
    PAYMENTS_URL: "http://127.0.0.1:8790/current-transactions",
    PAYMENTS_FEED: "snapshot",
    FEED_TIMEZONE: "America/New_York",
    POLL_SECONDS: "2.5",
    STORE: "neon",
    DATABASE_URL: "postgresql://vigie:secret@ep-cool-1.eu.aws.neon.tech/vigie?sslmode=require",
    REVIEW_THRESHOLD: "0.2",
    DECLINE_THRESHOLD: "0.9",
    CARE_UNFAMILIAR_TIMES: "2.5",
    CARE_FAR_ABOVE_TIMES: "off",
    CARE_PAYMENTS_IN_10_MINUTES: "5",
    CARE_PAYMENTS_IN_HOUR: "8",
    CARE_SAME_AMOUNT_IN_DAY: "off",
    CARE_CARDS_AT_MERCHANT: "20",
    REPORT_TIMEZONE: "Europe/Paris",
    PUBLIC_URL: "https://vigie.example",
    DASHBOARD_TOKEN: "a long enough token",
    ADMIN_TOKEN: "another long enough token",
    ADMINS: "Ann@Example.org, bob@example.org",
    INGEST_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ACCESS_TEAM_DOMAIN: "Team.cloudflareaccess.com/",
    ACCESS_AUD: "f".repeat(64),
    RESEND_API_KEY: "re_key",
    RESEND_BASE_URL: "http://127.0.0.1:9/",
    ALERT_FROM: "Vigie <vigie@example.org>",
    ALERT_TO: "ann@example.org, bob@example.org",
    MAIL_DAILY_LIMIT: "3000",
    ALERT_WEBHOOK_URL: "https://example.org/hook,https://hooks.slack.com/services/x",
    ALERT_WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ALERT_OUTCOMES: "review,decline",
    MLFLOW_TRACKING_URI: "https://mlflow.example/of/us/",
    MLFLOW_MODEL: "models:/vigie@champion",
    MLFLOW_TAKES_AS: "challenger",
    MLFLOW_TRACKING_USERNAME: "vigie",
    MLFLOW_TRACKING_PASSWORD: "pässword",
    REPORT_HOUR: "6",
    SILENCE_MINUTES: "30",
    HEARTBEAT_URL: "https://example.org/ping",
    RETENTION_DAYS: "90",
    MAP: "off",
    STORE_LIMIT_GB: "0.5",
  };
  expect(configFrom(env)).toMatchObject({
    store: { kind: "neon", databaseUrl: env.DATABASE_URL },
    local: true,
    paymentsUrl: "http://127.0.0.1:8790/current-transactions",
    feed: "snapshot",
    feedZone: "America/New_York",
    pollMs: 2500,
    reviewThreshold: 0.2,
    declineThreshold: 0.9,
    care: {
      unfamiliarTimes: 2.5,
      farAboveTimes: null,
      paymentsInTenMinutes: 5,
      paymentsInHour: 8,
      sameAmountInDay: null,
      cardsAtMerchant: 20,
    },
    reportZone: "Europe/Paris",
    publicUrl: "https://vigie.example",
    dashboardToken: "a long enough token",
    adminToken: "another long enough token",
    admins: ["ann@example.org", "bob@example.org"],
    ingestSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    access: { issuer: "https://team.cloudflareaccess.com", audience: "f".repeat(64) },
    mail: {
      apiKey: "re_key",
      baseUrl: "http://127.0.0.1:9/",
      from: "Vigie <vigie@example.org>",
      to: ["ann@example.org", "bob@example.org"],
      dailyLimit: 3000,
    },
    channels: [
      { kind: "webhook", url: "https://example.org/hook" },
      { kind: "slack", url: "https://hooks.slack.com/services/x" },
    ],
    webhookSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    alertOutcomes: ["review", "decline"],
    mlflow: {
      uri: "https://mlflow.example/of/us",
      authorization: `Basic ${Buffer.from("vigie:pässword").toString("base64")}`,
      name: "vigie",
      alias: "champion",
      takesAs: "challenger",
    },
    reportHour: 6,
    silenceMs: 30 * 60_000,
    heartbeatUrl: "https://example.org/ping",
    retentionDays: 90,
    keepsPlaces: false,
    storeLimitBytes: 5e8,
  });
});

test("empty and blank variables are unset", () => {
  const empty = { PAYMENTS_URL: "", POLL_SECONDS: " ", REVIEW_THRESHOLD: "  ", DASHBOARD_TOKEN: "\n", STORE: "" };
  expect(configFrom(empty)).toEqual(configFrom({}));
});

test("a line break at the end of a pasted secret does not make another key of it", () => {
  expect(configFrom({ CARD_KEY: `${CARD_KEY}\n` }).cardKey).toBe(CARD_KEY);
});

test("PAYMENTS_URL=none is no feed, as nothing is", () => {
  expect(configFrom({ PAYMENTS_URL: "none" }).paymentsUrl).toBeNull();
  expect(configFrom({}).paymentsUrl).toBeNull();
});

test.each([
  ["Authorization: Bearer abc:def", { Authorization: "Bearer abc:def" }],
  ["x-key: one\nX-Other:  two \n", { "x-key": "one", "X-Other": "two" }],
  ['{"x-key":"one"}', { "x-key": "one" }],
])("PAYMENTS_HEADERS may be lines or JSON: %j", (PAYMENTS_HEADERS, headers) => {
  expect(configFrom({ PAYMENTS_HEADERS }).paymentsHeaders).toEqual(headers);
});

test.each([
  "hunter2",
  "{",
  '{"x-key":7}',
  "{}",
  "host: evil.test",
  "x key: hunter2",
  "cookie: hunter2",
  "x-key: hünter2",
])("PAYMENTS_HEADERS of %j is refused, and not repeated", (PAYMENTS_HEADERS) => {
  const problems = problemsIn({ CARD_KEY, PAYMENTS_HEADERS });
  expect(problems).toEqual([expect.stringMatching(/^PAYMENTS_HEADERS must be lines of headers such as Authorization/)]);
  expect(problems.join()).not.toMatch(/hunter2|evil/);
});

test("PAYMENTS_SOURCE is the name of a source", () => {
  expect(configFrom({ PAYMENTS_SOURCE: "our-till" }).paymentsSource).toBe("our-till");
  expect(problemsIn({ CARD_KEY, PAYMENTS_SOURCE: "Our Till" })).toEqual([
    "PAYMENTS_SOURCE must be the name of a source, such as stripe: small letters, digits, - and _",
  ]);
});

test("all missing and bad variables are named at once, each with what is expected", () => {
  const env = {
    PAYMENTS_URL: "ftp://feed.test",
    PAYMENTS_FEED: "river",
    FEED_TIMEZONE: "Mars/Olympus",
    POLL_SECONDS: "0",
    CURRENCY: "dollars",
    STORE: "neon",
    DATABASE_URL: "https://ep-cool-1.eu.aws.neon.tech/vigie",
    REVIEW_THRESHOLD: "0.9",
    DECLINE_THRESHOLD: "0.5",
    REPORT_TIMEZONE: "nowhere",
    PUBLIC_URL: "vigie.example",
    DASHBOARD_TOKEN: "short",
    ADMIN_TOKEN: "shorter",
    ADMINS: "ann",
    INGEST_SECRET: "secret",
    ACCESS_AUD: "f".repeat(64),
  };
  expect(problemsIn(env).sort()).toEqual([
    "ACCESS_TEAM_DOMAIN and ACCESS_AUD go together: set both or neither",
    "ADMINS must be mail addresses, with commas between them",
    "ADMINS needs ACCESS_TEAM_DOMAIN and ACCESS_AUD: people are known by Cloudflare Access alone",
    "ADMIN_TOKEN must have at least 16 characters",
    "CARD_KEY is missing: a secret of at least 32 characters, the key of every card id",
    "CURRENCY must be a currency by its three letters (ISO 4217), such as EUR",
    "DASHBOARD_TOKEN must have at least 16 characters",
    "DATABASE_URL must be an address such as postgresql://user:password@host/database",
    "FEED_TIMEZONE must be an IANA time zone such as Europe/Paris",
    "INGEST_SECRET must be whsec_ and at least 24 bytes in base64; make one: echo whsec_$(openssl rand -base64 32)",
    "PAYMENTS_FEED must be stream or snapshot",
    "PAYMENTS_URL must be an http(s) address",
    "POLL_SECONDS must be a number of seconds, 1 to 3600",
    "PUBLIC_URL must be an http(s) address",
    "REPORT_TIMEZONE must be an IANA time zone such as Europe/Paris",
    "REVIEW_THRESHOLD must not be above DECLINE_THRESHOLD: it is 0.9, and DECLINE_THRESHOLD is 0.5",
  ]);
});

test("amounts are dollars until CURRENCY says otherwise, and every currency that people pay in is taken", () => {
  expect(configFrom({}).currency).toBe("USD");
  for (const CURRENCY of ["EUR", "JPY", "KWD", " CHF "])
    expect(configFrom({ CURRENCY }).currency).toBe(CURRENCY.trim());
});

test.each(["eur", "EURO", "XXX", "€", "ABC"])("CURRENCY=%s is none, and says what one is", (CURRENCY) => {
  expect(problemsIn({ CARD_KEY, CURRENCY })).toEqual([
    "CURRENCY must be a currency by its three letters (ISO 4217), such as EUR",
  ]);
});

test("a store on Neon needs the address of a database", () => {
  expect(problemsIn({ CARD_KEY, STORE: "neon" })).toEqual([
    "DATABASE_URL is missing: STORE=neon needs the address of a database",
  ]);
  expect(problemsIn({ CARD_KEY, STORE: "sqlite" })).toEqual(["STORE must be d1 or neon"]);
  // A DATABASE_URL may be set while D1 is the store, ready for a later change to Neon.
  expect(configFrom({ DATABASE_URL: "postgres://vigie@db.test/vigie" }).store).toEqual({ kind: "d1" });
});

test.each(["", "0x10", "1e1", "-1", "1.5", "NaN", "half"])("a threshold of %j is no probability", (value) => {
  const problems = problemsIn({ CARD_KEY, DECLINE_THRESHOLD: value });
  expect(problems).toEqual(value === "" ? [] : ["DECLINE_THRESHOLD must be a probability, 0 to 1"]);
});

test("a token that only reads is no token that changes things, and is not repeated in the refusal", () => {
  const token = "one token for everything";
  const same = "ADMIN_TOKEN must not be the same as DASHBOARD_TOKEN: everyone who reads could then change things";
  expect(problemsIn({ CARD_KEY, DASHBOARD_TOKEN: token, ADMIN_TOKEN: token })).toEqual([same]);
  // A pasted line break makes no other token of it.
  expect(problemsIn({ CARD_KEY, DASHBOARD_TOKEN: token, ADMIN_TOKEN: `${token}\n` })).toEqual([same]);
  expect(problemsIn({ CARD_KEY, DASHBOARD_TOKEN: token, ADMIN_TOKEN: `${token}, and more` })).toEqual([]);
  expect(configFrom({ ADMIN_TOKEN: token })).toMatchObject({ adminToken: token, dashboardToken: null });
});

test("people are admins by their mail addresses, which Cloudflare Access alone knows", () => {
  const access = { ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com", ACCESS_AUD: "f".repeat(64) };
  const unknown = "ADMINS needs ACCESS_TEAM_DOMAIN and ACCESS_AUD: people are known by Cloudflare Access alone";
  expect(problemsIn({ CARD_KEY, ADMINS: "ann@example.org" })).toEqual([unknown]);
  expect(problemsIn({ CARD_KEY, ADMINS: "ann@example.org", DASHBOARD_TOKEN: "a long enough token" })).toEqual([
    unknown,
  ]);
  for (const wrong of [
    "ann",
    "ann@",
    "Ann <ann@example.org>",
    "ann@example.org; bob@example.org",
    "*",
    "@example.org",
  ]) {
    expect(problemsIn({ CARD_KEY, ADMINS: wrong, ...access })).toEqual([
      "ADMINS must be mail addresses, with commas between them",
    ]);
  }
  expect(configFrom({ ADMINS: " ANN@example.ORG ,, bob@example.org ,", ...access }).admins).toEqual([
    "ann@example.org",
    "bob@example.org",
  ]);
  expect(configFrom({ ADMINS: " ", ...access }).admins).toEqual([]);
});

test("one threshold may be set without the other, as far as the model's own leaves room for it", () => {
  expect(configFrom({ REVIEW_THRESHOLD: "0" }).reviewThreshold).toBe(0);
  expect(configFrom({ DECLINE_THRESHOLD: "1" }).declineThreshold).toBe(1);
  expect(configFrom({ REVIEW_THRESHOLD: "1", DECLINE_THRESHOLD: "1" }).reviewThreshold).toBe(1);
  expect(configFrom({ REVIEW_THRESHOLD: "0", DECLINE_THRESHOLD: "0" }).declineThreshold).toBe(0);
});

test("a threshold set alone is held against the shipped model's own other one, and both are named with their origin", () => {
  expect(problemsIn({ CARD_KEY, REVIEW_THRESHOLD: "0.5" })).toEqual([
    "REVIEW_THRESHOLD is 0.5, above the 0.167 from which the model itself declines while DECLINE_THRESHOLD is not set: " +
      "nothing would ever be reviewed. Set DECLINE_THRESHOLD too, above 0.5",
  ]);
  expect(problemsIn({ CARD_KEY, DECLINE_THRESHOLD: "0.04", PAYMENTS_FEED: "snapshot" })).toEqual([
    "DECLINE_THRESHOLD is 0.04, below the 0.05 from which the model itself asks for a review while REVIEW_THRESHOLD is not set: " +
      "nothing would ever be reviewed. Set REVIEW_THRESHOLD too, to 0.04 or less",
  ]);
  expect(problemsIn({ REVIEW_THRESHOLD: "1" })).toHaveLength(2);
  expect(problemsIn({ CARD_KEY, REVIEW_THRESHOLD: "0.1667" }).join()).toContain("above the 0.16666666666666669 from");
});

test("a threshold that is no probability is named once, and not compared", () => {
  expect(problemsIn({ CARD_KEY, REVIEW_THRESHOLD: "2" })).toEqual(["REVIEW_THRESHOLD must be a probability, 0 to 1"]);
});

test.each(["CARE_UNFAMILIAR_TIMES", "CARE_FAR_ABOVE_TIMES"])("%s is a number of times, or off", (name) => {
  for (const value of ["0.5", "0", "-1", "10001", "often", "on"]) {
    expect(problemsIn({ CARD_KEY, [name]: value })).toEqual([`${name} must be a number of times, 1 to 10000, or off`]);
  }
  expect(problemsIn({ CARD_KEY, [name]: "off" })).toEqual([]);
});

test.each([
  "CARE_PAYMENTS_IN_10_MINUTES",
  "CARE_PAYMENTS_IN_HOUR",
  "CARE_SAME_AMOUNT_IN_DAY",
  "CARE_CARDS_AT_MERCHANT",
])("%s is a whole number from two on, or off", (name) => {
  for (const value of ["1", "0", "2.5", "101", "many"]) {
    expect(problemsIn({ CARD_KEY, [name]: value })).toEqual([`${name} must be a whole number, 2 to 100, or off`]);
  }
  expect(problemsIn({ CARD_KEY, [name]: " off " })).toEqual([]);
});

test("no problem repeats what a variable holds", () => {
  const secret = "hunter2";
  const names = [
    "CARD_KEY",
    "DASHBOARD_TOKEN",
    "ADMIN_TOKEN",
    "INGEST_SECRET",
    "PAYMENTS_URL",
    "PUBLIC_URL",
    "STORE",
    "DATABASE_URL",
    "PAYMENTS_FEED",
  ];
  const more = ["FEED_TIMEZONE", "REPORT_TIMEZONE", "POLL_SECONDS", "REVIEW_THRESHOLD", "DECLINE_THRESHOLD"];
  const problems = problemsIn(Object.fromEntries([...names, ...more].map((name) => [name, secret])));
  expect(problems).toHaveLength(15);
  expect(problems.join()).not.toContain(secret);
});

test("inner objects that are reached without a configuration say what is wrong", () => {
  expect(() => configOf({ CARD_KEY: "short" })).toThrow(
    "Vigie is not configured: CARD_KEY must have at least 32 characters",
  );
});

test("bindings among the variables do no harm", () => {
  expect(configFrom({ DB: { prepare: () => null }, ASSETS: null }).cardKey).toBe(CARD_KEY);
});

test.each(["0", "34", "90.5", "-90", "ninety", "1e3"])("days are not kept for %s days", (value) => {
  expect(problemsIn({ CARD_KEY, RETENTION_DAYS: value })).toEqual([
    expect.stringMatching(/^RETENTION_DAYS must be a whole number of days, 35 or more/),
  ]);
});

test("nothing leaves unless someone asks for it, and D1 is known to end at ten gigabytes", () => {
  expect(configFrom({ RETENTION_DAYS: "35" }).retentionDays).toBe(35);
  expect(configFrom({})).toMatchObject({ retentionDays: null, storeLimitBytes: 10e9 });
  expect(configFrom({ STORE: "neon", DATABASE_URL: "postgres://vigie@db.test/vigie" }).storeLimitBytes).toBeNull();
});

const MLFLOW = { MLFLOW_TRACKING_URI: "http://mlflow.test:5000", MLFLOW_MODEL: "vigie@champion" };

test("a version of MLflow becomes a candidate unless more is asked for; the address alone changes nothing", () => {
  expect(configFrom(MLFLOW).mlflow).toEqual({
    uri: "http://mlflow.test:5000",
    authorization: null,
    name: "vigie",
    alias: "champion",
    takesAs: "candidate",
  });
  // Others read these variables, too, and MLflow's own programs take paths: nothing of them is wrong here.
  for (const uri of [MLFLOW.MLFLOW_TRACKING_URI, "sqlite:///runs.db", "./mlruns"]) {
    expect(configFrom({ MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_PASSWORD: "p" }).mlflow).toBeNull();
  }
});

test("a name counts more than a token, as with MLflow's own clients", () => {
  const token = { ...MLFLOW, MLFLOW_TRACKING_TOKEN: "t" };
  expect(configFrom(token).mlflow?.authorization).toBe("Bearer t");
  expect(configFrom({ ...token, MLFLOW_TRACKING_USERNAME: "u" }).mlflow?.authorization).toMatch(/^Basic /);
});

test.each([
  [
    { MLFLOW_MODEL: MLFLOW.MLFLOW_MODEL },
    "MLFLOW_MODEL needs MLFLOW_TRACKING_URI: the address of the MLflow server that has it",
  ],
  [{ MLFLOW_TAKES_AS: "champion" }, "MLFLOW_TAKES_AS needs MLFLOW_MODEL: which model is taken in"],
  [{ ...MLFLOW, MLFLOW_TAKES_AS: "retired" }, "MLFLOW_TAKES_AS must be candidate, challenger or champion"],
  [
    { ...MLFLOW, MLFLOW_TRACKING_PASSWORD: "p" },
    "MLFLOW_TRACKING_PASSWORD needs MLFLOW_TRACKING_USERNAME: whose password it is",
  ],
  [
    { ...MLFLOW, MLFLOW_TRACKING_URI: "sqlite:///runs.db" },
    "MLFLOW_TRACKING_URI must be http:// or https://, as in https://mlflow.example",
  ],
  [
    { ...MLFLOW, MLFLOW_TRACKING_URI: "https://ann:hunter2@mlflow.test" },
    "MLFLOW_TRACKING_URI must hold no name and password: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD",
  ],
  [
    { ...MLFLOW, MLFLOW_TRACKING_URI: "https://mlflow.test?a=b" },
    "MLFLOW_TRACKING_URI must hold no ? and no #: paths are added at its end",
  ],
])("%j says what of MLflow is missing or wrong", (env, problem) => {
  expect(problemsIn({ CARD_KEY, ...env })).toEqual([problem]);
});

test.each([
  "vigie",
  "vigie@",
  "@champion",
  "vigie@v7",
  "vigie@Latest",
  "vigie@of us",
  "models:/vigie/7",
  "a/b@champion",
  "a:b@champion",
])("MLFLOW_MODEL=%s names no version by an alias", (name) => {
  expect(problemsIn({ CARD_KEY, ...MLFLOW, MLFLOW_MODEL: name })).toEqual([
    "MLFLOW_MODEL must be a model and its alias there, such as vigie@champion",
  ]);
});

test("a model's name in MLflow may hold blanks and an @", () => {
  expect(configFrom({ ...MLFLOW, MLFLOW_MODEL: "fraud @ work@live-1" }).mlflow).toMatchObject({
    name: "fraud @ work",
    alias: "live-1",
  });
});
