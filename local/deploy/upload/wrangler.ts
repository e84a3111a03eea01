// Runs wrangler as a process of its own, and asks nobody.
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

const root = path.resolve(import.meta.dirname, "../../..");

export interface WranglerEnd {
  code: number | null;
  /** Standard output. */
  output: string;
  /** All that it said, for a person who wants to know why it failed. */
  said: string;
}

export type WranglerRun = (args: readonly string[], env: Record<string, string>) => Promise<WranglerEnd>;

/** `onStart`: for tests that end the process. */
export const wranglerIn =
  (env: Record<string, string | undefined>, onStart: (child: ChildProcess) => void = () => undefined): WranglerRun =>
  async (args, more) => {
    // Not wrangler's bin, which starts this as a process of its own and ends well when that one is killed.
    const script = path.join(root, "node_modules/wrangler/wrangler-dist/cli.js");
    const child = spawn(process.execPath, ["--no-warnings", script, ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...env,
        NODE_ENV: "production",
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_HIDE_BANNER: "true",
        NO_COLOR: "1",
        CI: "1",
        ...more,
      },
    });
    onStart(child);
    const said: string[] = [];
    const output: string[] = [];
    child.stdout.on("data", (chunk) => {
      said.push(String(chunk));
      output.push(String(chunk));
    });
    child.stderr.on("data", (chunk) => said.push(String(chunk)));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, output: output.join(""), said: said.join("") };
  };

/** The lines of an error, without the frame around them. */
export function reasonIn(said: string): string {
  const lines = stripVTControlCharacters(said)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(🪵|If you think this is a bug|─+$|⛅)/u.test(line));
  const first = lines.findIndex((line) => line.includes("ERROR"));
  return lines
    .slice(first === -1 ? -5 : first, first === -1 ? undefined : first + 6)
    .join(" ")
    .replace(/^.*?\[ERROR\]\s*/, "");
}
