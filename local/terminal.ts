// What the commands of this folder print for the person who runs them.
import { reasonOf } from "./errorSentence.ts";

/** Prints a whole line, in place of the unfinished one that `progress` left. */
export function say(text: string): void {
  progress("");
  process.stdout.write(`${text}\n`);
}

/** Prints a line that is written over; on a pipe it would only be noise. */
export function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${text}`);
}

export function messageOf(error: unknown): string {
  return reasonOf(error) ?? (error instanceof Error ? error.message : String(error));
}
