// Log lines: JSON with an event name. Never a payment's text, never a secret: error messages are cut and masked.
import { maskCardNumbers } from "./text.ts";

const MAX_LENGTH = 500;
/** Far more than the log keeps, so that masking, which shortens the text, does not cost any of what is kept. */
const MAX_READ = 20_000;
const MAX_CAUSES = 5;

/** The card, day, message or request that a line is about: ids and counts, never a payment's facts about a person. */
export type About = Readonly<Record<string, string | number | null>>;

export function logError(event: string, error: unknown, about: About = {}): void {
  console.error(JSON.stringify({ level: "error", event, message: messageOf(error), ...shown(about) }));
}

/** For what is no failure, such as the end of one. */
export function logNote(event: string, about: About = {}): void {
  console.log(JSON.stringify({ level: "info", event, ...shown(about) }));
}

function shown(about: About): About {
  const named = Object.entries(about).map(([name, value]) => [name, typeof value === "string" ? masked(value) : value]);
  return Object.fromEntries(named);
}

/** An id from outside may hold a card number, or be as long as a page. */
function masked(value: string): string {
  return maskCardNumbers(value.slice(0, MAX_READ)).slice(0, MAX_LENGTH / 2);
}

/**
 * The messages of an error and of its causes, fit for the log. The message of a failed query ends with its parameters,
 * which are payments: they are left out.
 */
export function messageOf(error: unknown): string {
  const messages = new Set<string>();
  let at = error;
  // The depth is limited, since an error may be its own cause.
  for (let depth = 0; at !== undefined && depth < MAX_CAUSES; depth += 1) {
    const [query = ""] = (at instanceof Error ? at.message : String(at)).split(/\s*params:/, 1);
    messages.add(maskCardNumbers(query.slice(0, MAX_READ)).slice(0, MAX_LENGTH / 2));
    at = at instanceof Error ? at.cause : undefined;
  }
  return [...messages].join(" ← ").slice(0, MAX_LENGTH);
}
