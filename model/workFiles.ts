// Scratch files between TypeScript and Python, in model/work: raw little-endian arrays without headers.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "work");

export function workFile(name: string): string {
  return join(FOLDER, name);
}

export function writeWork(name: string, content: string | Float32Array | Uint8Array): string {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(workFile(name), content);
  return workFile(name);
}

export function readFloats(name: string): Float32Array {
  const bytes = readFileSync(workFile(name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
