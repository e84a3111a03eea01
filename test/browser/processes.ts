// The processes of this machine, as Linux lists them: what a test started must be found, killed, and gone at the end.
import { readdirSync, readFileSync } from "node:fs";

export interface Process {
  pid: number;
  name: string;
  parent: number;
  group: number;
}

/** Those that live; a dead one that nobody has waited for yet is dead. */
export function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const match = /^\d+ \((.*)\) (\S) (\d+) (\d+) /s.exec(statOf(pid));
      if (match === null || match[2] === "Z") return [];
      return [{ pid: Number(pid), name: match[1] ?? "", parent: Number(match[3]), group: Number(match[4]) }];
    });
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    // It ended while we looked.
    return "";
  }
}
