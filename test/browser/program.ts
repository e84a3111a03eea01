// `npm start` as a person runs it: a program of its own, watched by what it prints, ended by Ctrl-C.
import { spawn } from "node:child_process";
import path from "node:path";
import { processes } from "./processes.ts";

export interface Program {
  /** All that it printed, errors too. */
  printed(): string;
  /** Its exit code once it has ended; null if a signal ended npm itself, as Ctrl-C does. */
  ended: Promise<number | null>;
  /** Ctrl-C in its terminal, which every process of the program is told of. */
  interrupt(): Promise<void>;
  /** What a supervisor does: `npm` alone is told to end. */
  terminate(): Promise<void>;
  /** Names of its processes that still live. */
  living(): string[];
  /** Kills those with such a name, as the system does where memory is short; answers how many there were. */
  kill(isVictim: (name: string) => boolean): number;
}

const root = path.resolve(import.meta.dirname, "../..");

export function npmStart(variables: Record<string, string>): Program {
  // A process group of its own, as a shell gives to each command.
  const child = spawn("npm", ["start"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: undefined, ...variables },
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  const group = child.pid ?? Number.NaN;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const own = () => processes().filter((each) => each.group === group);
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    printed: () => text,
    ended,
    interrupt: async () => {
      if (running()) process.kill(-group, "SIGINT");
      await ended;
    },
    terminate: async () => {
      child.kill("SIGTERM");
      await ended;
    },
    living: () => own().map(({ name }) => name),
    kill: (isVictim) => {
      const victims = own().filter(({ name }) => isVictim(name));
      for (const { pid } of victims) process.kill(pid, "SIGKILL");
      return victims.length;
    },
  };
}
