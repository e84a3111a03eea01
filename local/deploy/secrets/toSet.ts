// Chooses the secrets that an upload brings, and makes new ones. One that is there is never touched, unless a person
// gives another.
import { randomBytes } from "node:crypto";

export interface WantedSecrets {
  /** Given by --secret. */
  given: ReadonlyMap<string, string>;
  /** For a secret that is missing: the environment's, or the one that an ended deploy made and nobody has seen yet. */
  atHand: ReadonlyMap<string, string>;
  /** The PostgreSQL whose tables are brought up to date; null when none was named. */
  databaseUrl: string | null;
  /** False where nobody could read a new one afterwards: then one that is missing is refused. */
  mayMake: boolean;
}

/** Secrets that a deploy makes where they are missing. */
export const MADE = ["CARD_KEY", "DASHBOARD_TOKEN", "INGEST_SECRET"] as const;
/** These may not be variables, which everyone with access to the account can read. */
export const ONLY_SECRET = [
  ...MADE,
  "ADMIN_TOKEN",
  "DATABASE_URL",
  "PAYMENTS_HEADERS",
  "RESEND_API_KEY",
  "ALERT_WEBHOOK_URL",
  "ALERT_WEBHOOK_SECRET",
  "MLFLOW_TRACKING_TOKEN",
  "MLFLOW_TRACKING_PASSWORD",
] as const;

export interface SecretsToSet {
  given: string[];
  made: string[];
  refusals: string[];
}

export function secretsToSet(
  { given, atHand, databaseUrl, mayMake }: WantedSecrets,
  there: readonly string[],
  variables: Readonly<Record<string, string>>,
): SecretsToSet {
  const isMissing = (name: string) => !there.includes(name) && !given.has(name);
  const needed = MADE.filter((name) => isMissing(name) && isNeeded(name, variables, there, given));
  const wantsUrl = variables.STORE === "neon";
  const takesUrl = wantsUrl && isMissing("DATABASE_URL") && databaseUrl !== null;
  const made = needed.filter((name) => !atHand.has(name));
  return {
    given: [...given.keys(), ...needed.filter((name) => atHand.has(name)), ...(takesUrl ? ["DATABASE_URL"] : [])],
    made,
    refusals: [
      ...(mayMake || made.length === 0
        ? []
        : [
            `${made.join(", ")} would have to be made here, and --no-new-secrets forbids it: run npm run deploy once at a terminal, which shows new secrets, or give them in the environment`,
          ]),
      ...(wantsUrl && databaseUrl === null
        ? [
            "STORE is neon, so the tables of that PostgreSQL come first, and nobody can read its address back from the Worker: run this with DATABASE_URL in the environment",
          ]
        : []),
    ],
  };
}

function isNeeded(
  name: (typeof MADE)[number],
  variables: Readonly<Record<string, string>>,
  there: readonly string[],
  given: ReadonlyMap<string, string>,
): boolean {
  // Where people come through Cloudflare Access, a token would be a second way in.
  if (name === "DASHBOARD_TOKEN") return variables.ACCESS_AUD === undefined;
  // Without a feed payments can only be pushed, and pushes must be signed.
  if (name === "INGEST_SECRET")
    return variables.PAYMENTS_URL === undefined && !there.includes("PAYMENTS_URL") && !given.has("PAYMENTS_URL");
  return true;
}

export function makeSecret(name: string): string {
  return name === "INGEST_SECRET"
    ? `whsec_${randomBytes(32).toString("base64")}`
    : randomBytes(32).toString("base64url");
}
