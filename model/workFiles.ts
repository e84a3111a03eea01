// Scratch files between TypeScript and Python, in model/work: raw little-endian arrays without headers. Each process has a folder of
// its own, since two trainings at once would take each other's files, and goes without it when it ends.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../local/isAlive.ts";

const ALL = join(import.meta.dirname, "work");
const FOLDER = join(ALL, String(process.pid));
let isMade = false;

export function workFile(name: string): string {
  if (!isMade) makeFolder();
  return join(FOLDER, name);
}

export function writeWork(name: string, content: string | Float32Array | Uint8Array): string {
  writeFileSync(workFile(name), content);
  return workFile(name);
}

export function readFloats(name: string): Float32Array {
  const bytes = readFileSync(workFile(name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function makeFolder(): void {
  mkdirSync(ALL, { recursive: true });
  // What a killed process left may be hundreds of megabytes.
  for (const name of readdirSync(ALL))
    if (!isAlive(Number(name))) rmSync(join(ALL, name), { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  isMade = true;
  process.once("exit", () => rmSync(FOLDER, { recursive: true, force: true }));
}
