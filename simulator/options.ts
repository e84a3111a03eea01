// The options of the simulator, with their defaults, and how the command line gives them.
import { parseArgs } from "node:util";
import { DEFAULT_FAULT_SHARE, FAULTS, type Fault, isFaultName } from "./faults.ts";
import { MOST_ROWS_PER_ANSWER } from "./source.ts";
import type { FraudHours } from "./world/spending.ts";
import { mostFraudShare } from "./world/world.ts";
import { isTimeZone } from "./world/zone.ts";

export interface SimulatorOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  seed: number;
  /**
   * Payments per minute of the whole world, or of the replayed file. `max`: the file is served as fast as it is asked
   * for.
   */
  rate: number | "max";
  cards: number;
  fraudShare: number;
  fraudHours: FraudHours;
  timezone: string;
  feed: "stream" | "snapshot";
  /** Rows in each answer of a snapshot. */
  rows: number;
  /** Kaggle CSV or parquet file to serve instead of a made-up world; null when there is none. */
  replay: string | null;
  order: "sequence" | "random";
  /** Calls per minute for each address; 0 for no limit. */
  limit: number;
  faults: Fault[];
  /** Time that an answer takes under the fault `slow`. */
  slowMs: number;
  now: () => number;
  /** Prints events worth a line, such as the end of a replayed file. */
  log: (line: string) => void;
}

const DEFAULT_RATE = 30;

/**
 * What `npm run simulate` serves unless it is told otherwise. `npm start` (local/demoWorld.ts), the trainer (model/simulated.ts) and the
 * bench (bench/rows.ts) have worlds of their own.
 */
export const DEFAULTS: SimulatorOptions = {
  host: "127.0.0.1",
  port: 8790,
  seed: 1,
  rate: DEFAULT_RATE,
  cards: 1000,
  fraudShare: 0.01,
  fraudHours: "natural",
  timezone: "UTC",
  feed: "stream",
  rows: 1,
  replay: null,
  order: "sequence",
  limit: 5,
  faults: [],
  slowMs: 10_000,
  now: Date.now,
  log: () => {},
};

type Parsed = { options: SimulatorOptions } | { help: true } | { problem: string };

function numberIn(name: string, text: string, least: number, most: number, whole: boolean): number | string {
  const value = Number(text);
  const fits = text.trim() !== "" && value >= least && value <= most && (!whole || Number.isInteger(value));
  const kind = whole ? "a whole number" : "a number";
  return fits ? value : `--${name} must be ${kind} from ${least} to ${most}, not "${text}"`;
}

function faultOf(text: string): Fault | string {
  const [name = "", share, ...more] = text.split(":");
  if (!isFaultName(name)) return `--fault has no "${name}"; there are: ${Object.keys(FAULTS).join(", ")}`;
  if (share === undefined) return { name, share: DEFAULT_FAULT_SHARE };
  const value = Number(share);
  if (more.length > 0 || share === "" || !(value >= 0 && value <= 1)) {
    return `--fault ${name} takes a share from 0 to 1, such as --fault ${name}:0.5, not "${text}"`;
  }
  return { name, share: value };
}

/** What is wrong with the combination of options; null when nothing is. */
export function contradiction(options: SimulatorOptions): string | null {
  if (options.replay !== null) {
    return options.feed === "snapshot" ? "--snapshot is of the made-up world; with --replay use --order random" : null;
  }
  if (options.rate === "max") return "--rate max goes with --replay; the made-up world needs a number";
  const most = mostFraudShare(options.cards, options.rate);
  if (options.fraudShare <= most) return null;
  return `--fraud-share can't be above ${most.toPrecision(2)} with ${options.cards} cards at ${options.rate} payments a minute: give more --cards or a lower --rate`;
}

const ARGUMENTS = {
  help: { type: "boolean", short: "h" },
  host: { type: "string" },
  port: { type: "string" },
  seed: { type: "string" },
  rate: { type: "string" },
  cards: { type: "string" },
  "fraud-share": { type: "string" },
  "fraud-hours": { type: "string" },
  timezone: { type: "string" },
  snapshot: { type: "boolean" },
  rows: { type: "string" },
  replay: { type: "string" },
  order: { type: "string" },
  limit: { type: "string" },
  fault: { type: "string", multiple: true },
} as const;

export function parseOptions(args: string[]): Parsed {
  let given: ReturnType<typeof parseArgs<{ options: typeof ARGUMENTS }>>["values"];
  try {
    given = parseArgs({ args, options: ARGUMENTS, strict: true }).values;
  } catch (error) {
    // Node's message names the option. Its second sentence is about a special case that this command does not have.
    const [said = "bad options"] = String(error instanceof Error ? error.message : error).split(/\. |\n/);
    return { problem: `${said}; --help lists the options` };
  }
  if (given.help) return { help: true };

  const problems: string[] = [];
  const take = <T>(value: T | string, fallback: T): T => {
    if (typeof value !== "string") return value;
    problems.push(value);
    return fallback;
  };
  const number = (name: keyof typeof given, fallback: number, least: number, most: number, whole = true): number => {
    const text = given[name];
    return typeof text === "string" ? take<number>(numberIn(name, text, least, most, whole), fallback) : fallback;
  };
  const oneOf = <T extends string>(name: keyof typeof given, allowed: readonly T[], fallback: T): T => {
    const text = given[name];
    if (text === undefined) return fallback;
    const found = allowed.find((each) => each === text);
    if (found === undefined) problems.push(`--${name} must be ${allowed.join(" or ")}, not "${text}"`);
    return found ?? fallback;
  };

  const timezone = given.timezone ?? DEFAULTS.timezone;
  if (!isTimeZone(timezone)) problems.push(`--timezone knows no "${timezone}"; give a name such as Europe/Paris`);
  const faults = (given.fault ?? []).map(faultOf);
  const options: SimulatorOptions = {
    ...DEFAULTS,
    host: given.host ?? DEFAULTS.host,
    port: number("port", DEFAULTS.port, 0, 65535),
    seed: number("seed", DEFAULTS.seed, 0, 2 ** 31 - 1),
    rate: given.rate === "max" ? "max" : number("rate", DEFAULT_RATE, 0.01, 100_000, false),
    cards: number("cards", DEFAULTS.cards, 1, 200_000),
    fraudShare: number("fraud-share", DEFAULTS.fraudShare, 0, 1, false),
    fraudHours: oneOf("fraud-hours", ["natural", "even"], DEFAULTS.fraudHours),
    timezone,
    feed: given.snapshot ? "snapshot" : "stream",
    rows: number("rows", DEFAULTS.rows, 1, MOST_ROWS_PER_ANSWER),
    replay: given.replay ?? null,
    order: oneOf("order", ["sequence", "random"], DEFAULTS.order),
    limit: number("limit", DEFAULTS.limit, 0, 1_000_000),
    faults: faults.filter((fault) => typeof fault !== "string"),
  };
  const problem = problems[0] ?? faults.find((fault) => typeof fault === "string") ?? contradiction(options);
  return problem === null ? { options } : { problem };
}
