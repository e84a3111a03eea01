// Runs model/train.py in an environment of its own (model/.venv), made on first use from requirements.txt.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { messageOf } from "../local/terminal.ts";
import { BadInput, type Step, startStep } from "./progress.ts";

const FOLDER = import.meta.dirname;
const VENV = join(FOLDER, ".venv");
const PYTHON = join(VENV, "bin", "python");

/** Makes the environment of train.py. */
export function preparePython(): Promise<void> {
  return prepareVenv(VENV, join(FOLDER, "requirements.txt"), "XGBoost");
}

/** Makes a Python environment if it is missing, or if its requirements have changed since it was made. */
export async function prepareVenv(folder: string, requirements: string, what: string): Promise<void> {
  const python = join(folder, "bin", "python");
  const stamp = join(folder, "installed.sha256");
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const step = startStep(`Making a Python environment with ${what} in ${relative(process.cwd(), folder)} (once)`);
  await run("python3", ["-m", "venv", folder], (line) => step.update(line)).catch((cause) => {
    throw new BadInput(`Training needs Python 3.10 or newer with its venv module: ${messageOf(cause)}`);
  });
  await run(python, ["-m", "pip", "install", "--disable-pip-version-check", "-r", requirements], (line) =>
    step.update(line),
  ).catch((cause) => {
    throw new BadInput(`${what} could not be installed, which needs the network once: ${messageOf(cause)}`);
  });
  writeFileSync(stamp, wanted);
  step.done("ready");
}

/** Runs one job of train.py; its progress lines renew the step's line. */
export async function runTrainer(command: "fit" | "baselines" | "predict", jobFile: string, step: Step): Promise<void> {
  await run(PYTHON, [join(FOLDER, "train.py"), command, jobFile], (line) => {
    const progress = readProgress(line);
    if (progress !== null) step.update(progress);
  });
}

function readProgress(line: string): string | null {
  if (!line.startsWith("{")) return null;
  const { what, round, of }: { what: string; round: number; of: number } = JSON.parse(line);
  return `${what}, tree ${round} of ${of}`;
}

function run(command: string, args: string[], onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let problems = "";
    child.stderr.on("data", (text) => {
      problems = (problems + text).slice(-4000);
    });
    createInterface({ input: child.stdout }).on("line", onLine);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else if (signal !== null) reject(new BadInput(`${command} was ended by ${signal}: is there enough memory?`));
      else reject(new Error(`${command} ${args[0]} ended with ${code}\n${problems.trim()}`));
    });
  });
}
