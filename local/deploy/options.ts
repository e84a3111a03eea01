// Reads what a person asked for on the command line.
import { parseArgs } from "node:util";
import { SOURCE_SECRET } from "../../worker/config/sourceSecrets.ts";
import { variables as known } from "../../worker/config/variables.ts";
import { nearest } from "../../worker/nearest.ts";
import { Mendable } from "../errorSentence.ts";
import { ONLY_SECRET } from "./secrets/toSet.ts";
import { swallowedOptions, swallowedWords } from "./swallowedOptions.ts";

/** Exit codes. */
export const DONE = 0;
export const WOULD_CHANGE = 3;

export interface Options {
  help: boolean;
  dryRun: boolean;
  /** Refuses to deploy where a secret would have to be made. */
  noNewSecrets: boolean;
  remove: boolean;
  withData: boolean;
  archive: boolean;
  queue: boolean;
  /** Null: wrangler.toml's own. */
  name: string | null;
  set: ReadonlyMap<string, string>;
  /** Names of secrets to be asked for. */
  secrets: readonly string[];
}

export const HELP = `Puts Vigie on Cloudflare, or brings the Vigie there up to date: whatever is missing is made, whatever is there stays.
It may be ended at any moment and run again.

  npm run deploy [-- OPTIONS]

  --dry-run            says what would be done, and does nothing; exit code 3 when something would change
  --set NAME=VALUE     sets a variable (README.md, Configure); NAME= takes it away; may be repeated
  --secret NAME        sets a secret: asks for it, or reads it from standard input, one line for each --secret
  --archive            keeps closed days in a bucket, so that they may leave the store (docs/archive.md)
  --queue              puts a queue in front, for payments that are taken for later (docs/queue.md)
  --no-new-secrets     refuses where a secret would have to be made, for machines whose files are thrown away (docs/ci.md)
  --name NAME          another Vigie of the same account (vigie)
  --remove             takes the Worker away, after it has asked for its name; the data stays
  --with-data          with --remove: the database, the bucket and the queues as well

  Once set, variables, secrets, --archive and --queue stay as they are.

  From the environment: CLOUDFLARE_API_TOKEN where nobody can run \`npx wrangler login\`; CLOUDFLARE_ACCOUNT_ID where there
  are several accounts; DATABASE_URL where the store is PostgreSQL; CARD_KEY, DASHBOARD_TOKEN and INGEST_SECRET, which are
  otherwise made at the first deploy.
`;

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** `env`: where npm leaves the options that it took for its own. */
export function readOptions(args: readonly string[], env: Record<string, string | undefined> = {}): Options {
  const swallowed = swallowedOptions(env, args);
  if (swallowed.length > 0) throw new Mendable(swallowedWords(swallowed));
  const flag = { type: "boolean", default: false } as const;
  const { values } = parsed(() =>
    parseArgs({
      args: [...args],
      options: {
        help: { ...flag, short: "h" },
        "dry-run": flag,
        "no-new-secrets": flag,
        remove: flag,
        "with-data": flag,
        archive: flag,
        queue: flag,
        name: { type: "string" },
        set: { type: "string", multiple: true, default: [] },
        secret: { type: "string", multiple: true, default: [] },
      },
    }),
  );
  if (values.name !== undefined && !NAME.test(values.name)) {
    throw new Mendable(`--name takes up to 40 small letters, digits and dashes, not "${values.name}"`);
  }
  if (values["with-data"] && !values.remove) throw new Mendable("--with-data goes with --remove only");
  return {
    help: values.help,
    dryRun: values["dry-run"],
    noNewSecrets: values["no-new-secrets"],
    remove: values.remove,
    withData: values["with-data"],
    archive: values.archive,
    queue: values.queue,
    name: values.name ?? null,
    set: new Map(values.set.map(readSetting)),
    secrets: values.secret.map(knownName),
  };
}

function parsed<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Mendable(`${why}. npm run deploy -- --help lists the options`, { cause: error });
  }
}

function readSetting(setting: string): [string, string] {
  const [name = "", ...rest] = setting.split("=");
  if (rest.length === 0) throw new Mendable(`--set takes NAME=VALUE, such as --set REPORT_HOUR=8`);
  knownName(name);
  if (name === "VIGIE_LOCAL") throw new Mendable("VIGIE_LOCAL is for this machine only, and opens nothing elsewhere");
  if (SOURCE_SECRET.test(name) || ONLY_SECRET.some((secret) => secret === name)) {
    throw new Mendable(
      `${name} is a secret: use --secret ${name}, which asks for it, so that it stands in no history of commands`,
    );
  }
  return [name, rest.join("=").trim()];
}

function knownName(name: string): string {
  if (name in known.shape || SOURCE_SECRET.test(name)) return name;
  const meant = nearest(name, Object.keys(known.shape));
  const question = meant === null ? "" : `: did you mean ${meant}?`;
  throw new Mendable(`Vigie has no variable called ${name || '""'}${question} (README.md, Configure)`);
}
