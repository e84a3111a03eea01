// Log lines: JSON with an event name. Never a payment's text, never a secret: error messages are cut and masked.
import { maskCardNumbers } from "./payment/text.ts";

const MAX_LENGTH = 500;

export function logError(event: string, error: unknown): void {
  console.error(JSON.stringify({ level: "error", event, message: messageOf(error) }));
}

/** With its causes'. A failed query's message goes on with its parameters, which are payments: they are left out. */
function messageOf(error: unknown): string {
  const messages: string[] = [];
  for (let at = error; at !== undefined && messages.length < 5; at = at instanceof Error ? at.cause : undefined) {
    const message = at instanceof Error ? at.message : String(at);
    const [query = ""] = message.split(/\s*params:/, 1);
    messages.push(maskCardNumbers(query).slice(0, MAX_LENGTH / 2));
  }
  return messages.join(" ← ").slice(0, MAX_LENGTH);
}
