// Asks the person at the terminal.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Null where nobody sits at a terminal: in CI, in a pipe. */
export function askerOf(env: Record<string, string | undefined>) {
  if (!process.stdin.isTTY || !process.stdout.isTTY || env.CI) return null;
  return async (question: string, hidden: boolean): Promise<string> => {
    process.stdout.write(question);
    // readline echoes what is typed into its output, so a secret gets an output that shows nothing.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output: hidden ? nowhere : process.stdout, terminal: true });
    const typed = await lines.question("");
    lines.close();
    if (hidden) process.stdout.write("\n");
    return typed;
  };
}

export async function readInput(): Promise<string> {
  if (process.stdin.isTTY) return "";
  const chunks: string[] = [];
  for await (const chunk of process.stdin) chunks.push(String(chunk));
  return chunks.join("");
}
