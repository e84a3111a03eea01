// The options of model:train.
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type MlflowModelName, readModelName } from "../worker/config/mlflow.ts";
import { LONGEST_DELAY_DAYS } from "../worker/features/days.ts";
import { BadInput } from "./progress.ts";
import { readWish, THRESHOLD_HELP, THRESHOLD_OPTIONS, type Wish } from "./thresholdOptions.ts";
import { USUAL_COSTS } from "./thresholds.ts";

export const HELP = `Trains the fraud model and writes its bundle.zip: one file with all that it needs.

  npm run model:train -- --data DIR|FILE|simulator [--out DIR | --force] [--seed N] [--rows N] [--trees N] [--threads N]
                         [--register NAME[@ALIAS]]
  npm run model:train -- --data own.parquet [--label-delay-days N] [--mature-days N] [--judge-from DATE] [--champion FILE]
                         [--out DIR] [--seed N] [--rows N] [--trees N] [--threads N] [--register NAME[@ALIAS]]
  npm run model:train -- --data DIR|FILE --trees-of FILE [--out DIR | --force] [--rows N]

  --data      a Kaggle CSV or parquet file; or a folder holding some: every file with "train" in its name but samples,
              or all where none has; or "simulator": payments made up by our own simulator. May be given more than once
  --out       the folder where the model goes (model/trained); one that is there is replaced
  --force     in place of --out: replaces the shipped model (model/artifacts)
  --seed      of all that is left to chance (1): same data, same seed, same bytes
  --rows      use only the first N payments (all)
  --trees     how many trees (400)
  --threads   for XGBoost (2)
  --trees-of  a bundle.zip whose trees, tables, calibration and thresholds are kept. Nothing is fitted: only what a bundle
              says of its training data is made anew. The data must be what those trees were trained on

  Your own payments, as npm run payments:export writes them (docs/own-model.md):

  --label-delay-days  so many days after a payment it counts as known what it was (7): 1 to 30
  --mature-days       what nobody called a fraud so many days before the newest payment is taken for legitimate (60)
  --judge-from        the day, YYYY-MM-DD in UTC, from which payments judge what the earlier ones taught (the last third)
  --champion          the bundle.zip that it is compared with (the shipped one)

  --register  makes what was trained a version of this model in MLflow, such as vigie; with vigie@champion that alias then
              points to it, and a Vigie with MLFLOW_MODEL=vigie@champion takes it in within the hour

  With MLFLOW_TRACKING_URI set, parameters, metrics and artifacts are logged to that MLflow server as well, as a run of
  the experiment MLFLOW_EXPERIMENT_NAME (vigie).

  From where on payments are reviewed and declined; costs serve best, for a budget hangs on how much is paid a day:

${THRESHOLD_HELP}`;

export interface Options {
  data: string[];
  out: string;
  seed: number;
  rows: number;
  trees: number;
  threads: number;
  wish: Wish;
  /** The bundle whose trees are kept; null: new ones are trained. */
  treesOf: string | null;
  /** The model in MLflow that gets a version; null: none. */
  register: MlflowModelName | null;
  own: OwnWish;
  /** The options above that were given, though only one's own payments have a use for them. */
  onlyForOwn: string[];
}

/** What only one's own payments have a use for. */
export interface OwnWish {
  labelDelayDays: number;
  matureDays: number;
  /** Epoch ms. Null: the last third of the payments judges. */
  judgeFrom: number | null;
  /** A bundle's file; null: the shipped one. */
  champion: string | null;
}

const OWN_OPTIONS = {
  "label-delay-days": { type: "string" },
  "mature-days": { type: "string" },
  "judge-from": { type: "string" },
  champion: { type: "string" },
} as const;

/** They say how trees are made, or what their scores come to mean, or belong to a run, which nothing is logged of then. */
const NOT_WITH_TREES_OF = ["seed", "trees", "threads", "register", ...Object.keys(THRESHOLD_OPTIONS)];

/** Null when only help is wanted. */
export function readOptions(args = process.argv.slice(2)): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: "string", multiple: true },
      out: { type: "string" },
      force: { type: "boolean", default: false },
      seed: { type: "string" },
      rows: { type: "string", default: String(Number.MAX_SAFE_INTEGER) },
      trees: { type: "string" },
      threads: { type: "string" },
      "trees-of": { type: "string" },
      register: { type: "string" },
      ...OWN_OPTIONS,
      ...THRESHOLD_OPTIONS,
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return null;
  if (values.data === undefined) throw new BadInput("--data is missing; see --help");
  const treesOf = values["trees-of"] ?? null;
  const other = NOT_WITH_TREES_OF.find((name) => Reflect.get(values, name) !== undefined);
  if (treesOf !== null && other !== undefined)
    throw new BadInput(`--trees-of keeps the trees: --${other} has no meaning then`);
  if (values.force && values.out !== undefined)
    throw new BadInput("state --out or --force, not both: --force replaces the shipped model, in model/artifacts");
  return {
    data: values.data,
    out: resolve(values.out ?? join(import.meta.dirname, values.force ? "artifacts" : "trained")),
    seed: wholeNumber("seed", values.seed ?? "1"),
    rows: wholeNumber("rows", values.rows),
    trees: wholeNumber("trees", values.trees ?? "400"),
    threads: wholeNumber("threads", values.threads ?? "2"),
    treesOf: treesOf === null ? null : resolve(treesOf),
    register: values.register === undefined ? null : modelName(values.register),
    wish: readWish(values) ?? { kind: "costs", costs: USUAL_COSTS },
    own: {
      labelDelayDays: between(1, LONGEST_DELAY_DAYS, "label-delay-days", values["label-delay-days"] ?? "7"),
      matureDays: between(0, 3650, "mature-days", values["mature-days"] ?? "60"),
      judgeFrom: values["judge-from"] === undefined ? null : day("judge-from", values["judge-from"]),
      champion: values.champion === undefined ? null : resolve(values.champion),
    },
    onlyForOwn: Object.keys(OWN_OPTIONS).filter((name) => Reflect.get(values, name) !== undefined),
  };
}

function between(least: number, most: number, name: string, text: string): number {
  const value = wholeNumber(name, text);
  if (value >= least && value <= most) return value;
  throw new BadInput(`--${name} must be from ${least} to ${most}, not ${text}`);
}

/** Epoch ms at which the day begins. */
function day(name: string, text: string): number {
  const from = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(from)) return from;
  throw new BadInput(`--${name} must be a day such as 2026-05-01, not ${JSON.stringify(text)}`);
}

function modelName(text: string): MlflowModelName {
  const name = readModelName(text);
  if (name !== null) return name;
  throw new BadInput(
    `--register must be a model's name, such as vigie or vigie@champion, not ${JSON.stringify(text)}: MLflow allows no / and : in ` +
      "names, only letters, digits, _ and - in an alias, and keeps latest and v1, v2, … to itself",
  );
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,16}$/.test(text)) throw new BadInput(`--${name} must be a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}
