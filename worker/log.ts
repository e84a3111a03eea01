// Log lines: JSON with an event name. Never a payment's text, never a secret: error messages are masked.
import { maskCardNumbers } from "./payment/text.ts";

export function logError(event: string, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(JSON.stringify({ level: "error", event, message: maskCardNumbers(message).slice(0, 500) }));
}
