// The steps of `npm run deploy`, in order. Pure.

export interface Step {
  /** Words for the message when the step fails. */
  what: string;
  /** A script of this repository or of its packages. */
  tool: string;
  arguments_: readonly string[];
}

export const HELP = `Builds the board, brings the tables up to date, and deploys Vigie to Cloudflare. README.md, Deploy, says what it needs
before the first time.

  npm run deploy [-- --dry-run]

  --dry-run   builds and bundles, and changes nothing anywhere

  From the environment: CLOUDFLARE_API_TOKEN, where nobody can log in by a browser; DATABASE_URL, where the store is
  PostgreSQL, whose tables are then brought up to date as well.
`;

const WRANGLER = "node_modules/wrangler/bin/wrangler.js";

export function deploySteps(dryRun: boolean): Step[] {
  const build = {
    what: "building the board",
    tool: "node_modules/vite/bin/vite.js",
    arguments_: ["build", "dashboard"],
  };
  if (dryRun) return [build, { what: "bundling the Worker", tool: WRANGLER, arguments_: ["deploy", "--dry-run"] }];
  return [
    build,
    // By the binding's name, since everyone chooses their own name for the database.
    { what: "migrating D1", tool: WRANGLER, arguments_: ["d1", "migrations", "apply", "DB", "--remote"] },
    { what: "migrating PostgreSQL", tool: "local/migrate.ts", arguments_: [] },
    { what: "deploying the Worker", tool: WRANGLER, arguments_: ["deploy"] },
  ];
}
