// Finds what the Worker would refuse in its variables, before it has them. Pure.
import { variables as schema } from "../../worker/config/variables.ts";
import type { WantedSecrets } from "./secrets/toSet.ts";

/**
 * Values in place of secrets that the Worker has and nobody can read. Their form is not judged, but what they need
 * besides is.
 */
const UNREADABLE: Record<string, string> = {
  // A chat: it needs no secret that signs.
  ALERT_WEBHOOK_URL: "https://hooks.slack.com/services/unreadable",
};

export function configProblems(
  variables: Readonly<Record<string, string>>,
  { given, atHand, databaseUrl }: WantedSecrets,
  secretNames: ReadonlySet<string>,
): string[] {
  const readable = new Map([
    ...atHand,
    ...given,
    ...(databaseUrl === null ? [] : [["DATABASE_URL", databaseUrl] as const]),
  ]);
  const unreadable = [...secretNames].filter((name) => !readable.has(name));
  const values = {
    ...variables,
    ...Object.fromEntries(unreadable.map((name) => [name, UNREADABLE[name] ?? "unreadable"])),
    ...Object.fromEntries([...secretNames].flatMap((name) => (readable.has(name) ? [[name, readable.get(name)]] : []))),
  };
  const parsed = schema.safeParse(values);
  if (parsed.success) return [];
  return parsed.error.issues
    .filter(({ path: [name] }) => !unreadable.includes(String(name)))
    .map(({ path, message }) => `${path.join(".")} ${message}`);
}
