// The machine that the numbers were measured on: without it they mean nothing.
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { shippedBundle } from "../worker/scoring/shippedBundle.ts";

const root = path.resolve(import.meta.dirname, "..");

export async function machine(): Promise<string> {
  const cpus = os.cpus();
  const [wrangler, workerd, onnx] = await Promise.all(
    ["wrangler", "workerd", "onnxruntime-web"].map((name) => versionOf(name)),
  );
  return [
    ["Machine", `${cpus.length} × ${cpus[0]?.model ?? "unknown"}, ${Math.round(os.totalmem() / 2 ** 30)} GB`],
    ["Software", `Node ${process.versions.node}, wrangler ${wrangler}, workerd ${workerd}, onnxruntime-web ${onnx}`],
    ["Model", shippedBundle.ok ? shippedBundle.bundle.version : shippedBundle.problem],
    ["Load", `${load()} (average of the last minute, before the first part)`],
  ]
    .map(([name, value]) => `${name?.padEnd(10)}${value}`)
    .join("\n");
}

/** Average number of running processes over the last minute. */
export function load(): string {
  return (os.loadavg()[0] ?? 0).toFixed(1);
}

async function versionOf(name: string): Promise<string> {
  const file = path.join(root, "node_modules", name, "package.json");
  const { version }: { version: string } = JSON.parse(await readFile(file, "utf8"));
  return version;
}
