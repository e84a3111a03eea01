// Shows what a long command is doing: one line that renews itself on a terminal, plain lines elsewhere. It writes to
// stderr, so that --json stays clean on stdout.
import { Mendable, reasonOf } from "../local/errorSentence.ts";

const PLAIN_EVERY_MS = 5000;

export interface Step {
  update(detail: string): void;
  done(detail: string): void;
}

export function startStep(what: string): Step {
  const startedAt = Date.now();
  const terminal = process.stderr.isTTY === true;
  let shownAt = startedAt;
  process.stderr.write(terminal ? `… ${what}` : `${what}\n`);
  return {
    update(detail) {
      const now = Date.now();
      if (now - shownAt < (terminal ? 100 : PLAIN_EVERY_MS)) return;
      shownAt = now;
      process.stderr.write(terminal ? `\r\x1b[2K… ${what}: ${detail}` : `  ${detail}\n`);
    },
    done(detail) {
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
      process.stderr.write(
        terminal ? `\r\x1b[2K✓ ${what}: ${detail} (${seconds} s)\n` : `  done: ${detail} (${seconds} s)\n`,
      );
    },
  };
}

/** A mistake of the person who called the command: answered with one line, without a stack. */
export class BadInput extends Mendable {}

/** Runs a command's body. A problem that a person can mend becomes one line and exit code 1. */
export async function runCommand(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    const reason = isUsageError(error) ? error.message : reasonOf(error);
    if (reason === null) throw error;
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[2K");
    process.stderr.write(`${reason}\n`);
    process.exitCode = 1;
  }
}

/** True for errors of node:util's parseArgs: an option does not exist, or lacks its value. */
function isUsageError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
