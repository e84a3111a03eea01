// `npm run bench`: how fast Vigie is, each number beside its target. It runs the parts that are named, or all of them.
import { parseArgs } from "node:util";
import { reasonOf } from "../local/errorSentence.ts";
import { say } from "../local/terminal.ts";
import { load, machine } from "./machine.ts";
import { isMet, type Measurement } from "./measure.ts";
import type { Part } from "./part.ts";
import { away } from "./parts/away.ts";
import { backtest } from "./parts/backtest.ts";
import { burst } from "./parts/burst.ts";
import { cold } from "./parts/cold.ts";
import { core } from "./parts/core.ts";
import { cpu } from "./parts/cpu.ts";
import { live } from "./parts/live.ts";
import { mail } from "./parts/mail.ts";
import { memory } from "./parts/memory.ts";
import { peer } from "./parts/peer.ts";
import { profile } from "./parts/profile.ts";
import { push } from "./parts/push.ts";
import { queue } from "./parts/queue.ts";
import { report } from "./parts/report.ts";
import { rules } from "./parts/rules.ts";
import { scale } from "./parts/scale.ts";
import { subjects } from "./parts/subjects.ts";
import { stopPostgres } from "./stores.ts";
import { table } from "./table.ts";
import { removeScratch } from "./worker.ts";

const PARTS: readonly Part[] = [
  core,
  rules,
  push,
  peer,
  burst,
  away,
  queue,
  scale,
  live,
  mail,
  report,
  subjects,
  backtest,
  cold,
  cpu,
  profile,
  memory,
];

const HELP = `npm run bench                  all parts
npm run bench -- NAME …        some of them
npm run bench -- --quick       shorter: for a look, not for the record
npm run bench -- away --away-seconds 600
                               how long the store stays away under load (60; 10 with --quick)

Parts:
${PARTS.map(({ name, about }) => `  ${name.padEnd(8)} ${about}`).join("\n")}

A target that is missed is said so and is no failure: the exit code is 0 unless something broke.
`;

async function bench(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) return say(HELP.trimEnd());
  const unknown = positionals.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) misused(`no part is called ${unknown.join(", ")}`);
  const awaySeconds = Number(values["away-seconds"] ?? (values.quick ? 10 : 60));
  if (!(awaySeconds >= 1 && awaySeconds <= 86_400)) misused("--away-seconds must be a number of seconds, 1 to 86400");
  const chosen = PARTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

  say(`${await machine()}\n`);
  const all: Measurement[] = [];
  for (const part of chosen) {
    const startedAt = performance.now();
    const measurements = await part.run({
      quick: values.quick,
      awaySeconds,
      progress: (text) => progress(`${part.name}: ${text} …`),
    });
    progress("");
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    say(`${part.name}, in ${seconds} s; load average ${load()} at its end`);
    say(`${table(measurements)}\n`);
    all.push(...measurements);
  }
  const judged = all.filter((measured) => isMet(measured) !== null);
  const missed = judged.filter((measured) => isMet(measured) === false);
  say(`${judged.length - missed.length} of ${judged.length} targets met${values.quick ? " (--quick)" : ""}.`);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        "away-seconds": { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
}

function misused(problem: string): never {
  process.stderr.write(`${problem}\n\n${HELP}`);
  process.exit(2);
}

let shown = "";
/** One line that is written over; on a pipe, one line per step. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`);
  else if (text !== "" && text !== shown) process.stderr.write(`${text}\n`);
  shown = text;
}

bench()
  .catch((error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`\nThe bench broke: ${reasonOf(error) ?? stack}\n`);
    process.exitCode = 1;
  })
  .finally(async () => {
    await stopPostgres();
    await removeScratch();
    // Sockets and runtimes of a part that failed must not keep the process alive.
    process.exit();
  });
