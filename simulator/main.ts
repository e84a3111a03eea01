// `npm run simulate`: reads the options, starts the simulator and says what is being served.
import { messageOf } from "../local/terminal.ts";
import { UnusableFile } from "../paymentFile/unusable.ts";
import { HELP } from "./help.ts";
import { parseOptions, type SimulatorOptions } from "./options.ts";
import { type Simulator, startSimulator } from "./server.ts";
import { naturalRate } from "./world/world.ts";

function describe(options: SimulatorOptions, url: string): string {
  const faults = options.faults.map((fault) => `${fault.name} (${Math.round(fault.share * 100)} %)`).join(", ");
  const lines = [["Payments", `${url}/current-transactions`]];
  if (options.replay !== null) {
    lines.push(["File", `${options.replay}, ${options.order === "random" ? "drawn at random" : "in order of time"}`]);
    if (options.order === "sequence") {
      lines.push(["Rate", options.rate === "max" ? "as fast as asked" : `${options.rate} rows a minute`]);
    }
  } else {
    const natural = naturalRate(options.cards).toPrecision(3);
    lines.push(
      ["World", `made up from seed ${options.seed}: ${options.cards} cards, clock of ${options.timezone}`],
      ["Rate", `${options.rate} payments a minute (natural for so many cards: ${natural})`],
      ["Frauds", `${options.fraudShare * 100} % of payments, hours ${options.fraudHours}`],
      ["Feed", options.feed === "stream" ? "stream: all since your last call" : "snapshot: random rows stamped now"],
    );
  }
  lines.push(["Limit", options.limit === 0 ? "none" : `${options.limit} calls a minute for each address`]);
  lines.push(["Faults", faults === "" ? "none" : faults]);
  return lines.map(([name = "", what = ""]) => `  ${name.padEnd(10)}${what}`).join("\n");
}

/** One line for failures that a person can put right. */
function plainReason(error: unknown, options: SimulatorOptions): string {
  if (error instanceof UnusableFile) return `--replay ${error.message}`;
  const code = error instanceof Error && "code" in error ? error.code : null;
  const isListening = error instanceof Error && "syscall" in error && error.syscall === "listen";
  if (code === "EADDRINUSE") return `--port ${options.port} is taken by another program; give another, or 0 for any`;
  if (code === "EACCES" && isListening) {
    return `--port ${options.port} needs rights that you don't have; give one above 1023`;
  }
  if (code === "ENOENT" || code === "EISDIR") return `--replay ${options.replay} is no file that can be read`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return `--host ${options.host} is no address of this machine`;
  const message = messageOf(error);
  return options.replay === null || message.startsWith("--")
    ? message
    : `--replay ${options.replay} can't be read: ${message}`;
}

const parsed = parseOptions(process.argv.slice(2));
if ("help" in parsed) {
  process.stdout.write(HELP);
} else if ("problem" in parsed) {
  console.error(parsed.problem);
  process.exitCode = 2;
} else {
  await serve({ ...parsed.options, log: (line) => console.log(line) });
}

async function serve(options: SimulatorOptions): Promise<void> {
  let simulator: Simulator;
  try {
    simulator = await startSimulator(options);
  } catch (error) {
    console.error(plainReason(error, options));
    process.exitCode = 2;
    return;
  }
  console.log(`Vigie's payments simulator (Ctrl-C ends it)\n${describe(options, simulator.url)}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      // Connections that were left hanging on purpose must not keep the process alive.
      simulator.close().then(() => process.exit(0));
    });
  }
}
