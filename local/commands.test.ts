// The commands as people type them, with a mistake that a person can mend: they answer with a sentence, not a stack.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SHIPPED } from "../model/bundleFile.ts";
import manifest from "../package.json" with { type: "json" };
import { databaseProblem, migrateDatabase } from "./postgresTables.ts";

// Each command is a program of its own, which has much code to load.
vi.setConfig({ testTimeout: 180_000 });

const root = path.resolve(import.meta.dirname, "..");
const dir = mkdtempSync(path.join(tmpdir(), "vigie-commands-"));
const file = path.join(dir, "file");
writeFileSync(file, "");

/** Answers everything with a page, as some other program would. */
const other = createServer((_request, response) => response.end("<h1>Hello</h1>"));
let otherPort = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  if (typeof address === "object" && address !== null) otherPort = address.port;
});

afterAll(() => {
  other.close();
  rmSync(dir, { recursive: true });
});

interface Ended {
  code: number;
  said: string;
}

/** Runs the script that npm would run, with only the given environment. */
function run(name: keyof typeof manifest.scripts, args: readonly string[], env: Record<string, string> = {}) {
  const [, script = ""] = manifest.scripts[name].split(" ");
  const options = {
    cwd: root,
    // Most of a command's time goes into reading the same code, which Node compiles once for all of them.
    env: {
      ...{ PATH: process.env.PATH, HOME: dir, STATE_DIR: path.join(dir, "state") },
      ...{ NODE_COMPILE_CACHE: path.join(dir, "compiled"), ...env },
    },
  };
  return new Promise<Ended>((resolve) => {
    execFile(process.execPath, [path.join(root, script), ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` });
    });
  });
}

const COMMANDS = [
  "start",
  "bench",
  "simulate",
  "model:train",
  "model:evaluate",
  "model:register",
  "payments:import",
  "payments:export",
  "labels:export",
  "store:copy",
  "deploy",
] as const;

test.each(COMMANDS)("npm run %s -- --help explains itself, and does nothing", async (name) => {
  const { code, said } = await run(name, ["--help"]);
  expect(said).toMatch(new RegExp(`npm (run )?${name}`));
  expect(code).toBe(0);
});

test.each([
  "start",
  "bench",
  "model:register",
  "payments:import",
  "payments:export",
  "labels:export",
  "deploy",
] as const)("npm run %s with an option that there is not names it, and fails", async (name) => {
  const { code, said } = await run(name, ["--optoin"]);
  expect(said).toContain("--optoin");
  expect(said).not.toMatch(/^ +at /m);
  expect(code).not.toBe(0);
});

const SECRET = "the-password-of-the-tests";
const COPY = ["--from", "d1", "--to", "neon"];
const elsewhere = () => `http://127.0.0.1:${otherPort}`;

test.each<[string, Parameters<typeof run>[0], () => string[], Record<string, string>, RegExp]>([
  [
    "a state directory that is a file",
    "start",
    () => [],
    { STATE_DIR: file },
    /STATE_DIR cannot be used: .*file stands/,
  ],
  [
    "a state directory below a file",
    "start",
    () => [],
    { STATE_DIR: `${file}/x` },
    /STATE_DIR cannot be used: .*file stands/,
  ],
  [
    "a state directory where none can be",
    "start",
    () => [],
    { STATE_DIR: "/dev/null/x" },
    /STATE_DIR cannot be used: /,
  ],
  ["a port of letters", "start", () => [], { PORT: "80x" }, /PORT must be 0 to 65535/],
  [
    "a database that is none",
    "start",
    () => [],
    { STORE: "neon", DATABASE_URL: `postgres//u:${SECRET}@h/d` },
    /DATABASE_URL must be/,
  ],
  [
    "a database that is not there",
    "start",
    () => [],
    { STORE: "neon", DATABASE_URL: `postgresql://u:${SECRET}@127.0.0.1:1/d` },
    /database at 127\.0\.0\.1:1 could not/,
  ],
  [
    "a database that is none",
    "store:copy",
    () => ["--from", "neon", "--to", "d1"],
    { DATABASE_URL: `postgres//u:${SECRET}@h/d` },
    /DATABASE_URL must be/,
  ],
  ["nothing to copy", "store:copy", () => COPY, { STATE_DIR: dir }, /there is no .*d1: set STATE_DIR/],
  [
    "no login, and no token",
    "deploy",
    () => [],
    {},
    /not deployed: Cloudflare is not told who you are: .*wrangler login.*CLOUDFLARE_API_TOKEN/,
  ],
  [
    "nobody at that address",
    "labels:export",
    () => ["--url", "http://127.0.0.1:1"],
    {},
    /could not be exported: .*(bad port|nothing answers)/,
  ],
  [
    "another program at that address",
    "labels:export",
    () => ["--url", elsewhere()],
    {},
    /no list of labels: is that a Vigie/,
  ],
  [
    "nobody at that address",
    "payments:export",
    () => ["--url", "http://127.0.0.1:1", "--out", path.join(dir, "own.parquet")],
    {},
    /could not be exported: .*(bad port|nothing answers)/,
  ],
  [
    "another program at that address",
    "payments:export",
    () => ["--url", elsewhere(), "--out", path.join(dir, "own.parquet")],
    {},
    /no page of payments: is that a Vigie/,
  ],
  [
    "nobody at that address",
    "payments:import",
    () => ["--url", "http://127.0.0.1:1", file],
    {},
    /could not be asked: .*(bad port|nothing answers)/,
  ],
  ["a file that is empty", "payments:import", () => ["--check", file], {}, /could not be imported: .* is empty/],
  ["no file", "payments:import", () => ["--check"], {}, /name one file/],
  [
    "a file that is not there",
    "payments:import",
    () => ["--check", path.join(dir, "none.csv")],
    {},
    /none\.csv: no such file/,
  ],
  [
    "nobody at that address",
    "model:register",
    () => [SHIPPED, "--url", "http://127.0.0.1:1"],
    { ADMIN_TOKEN: SECRET },
    /could not be asked: .*(bad port|nothing answers)/,
  ],
  [
    "another program at that address",
    "model:register",
    () => [SHIPPED, "--url", elsewhere()],
    { ADMIN_TOKEN: SECRET },
    /no word on model [0-9a-f]{12}: is that a Vigie/,
  ],
  [
    "a file that is not there",
    "simulate",
    () => ["--replay", path.join(dir, "none.csv")],
    {},
    /no file that can be read/,
  ],
  [
    "a port that is taken",
    "simulate",
    () => ["--port", String(otherPort)],
    {},
    /--port \d+ is taken by another program/,
  ],
  ["a part that there is not", "bench", () => ["speed"], {}, /no part is called speed/],
])("%s: npm run %s says so in a sentence, without a secret", async (_what, name, args, env, sentence) => {
  const { code, said } = await run(name, args(), env);
  expect(said).toMatch(sentence);
  expect(said).not.toMatch(/^ +at /m);
  expect(said).not.toContain(SECRET);
  expect(code).not.toBe(0);
});

test("a database's password is in no line of what is said of a database that cannot be used", async () => {
  for (const url of [`postgres//u:${SECRET}@h/d`, `postgresql://u:${SECRET}@127.0.0.1:1/d`]) {
    const migration = await migrateDatabase(url).then(
      () => "",
      (error: unknown) => String(error),
    );
    expect(migration).toMatch(/DATABASE_URL must be|could not be brought up to date/);
    expect(await databaseProblem(url)).toMatch(/DATABASE_URL must be|could not be asked/);
    for (const said of [migration, await databaseProblem(url)]) expect(said).not.toContain(SECRET);
  }
});

test.each([
  ["nobody is there", () => "http://127.0.0.1:1"],
  ["another program is there", elsewhere],
])(
  "an export of labels fails because %s: the file of the last one stays as it was, and no other is left",
  async (_why, url) => {
    const folder = path.join(dir, `labels-${new URL(url()).port}`);
    mkdirSync(folder);
    const out = path.join(folder, "labels.csv");
    writeFileSync(out, "of yesterday\n");
    for (const name of [out, path.join(folder, "new.csv")]) {
      expect((await run("labels:export", ["--url", url(), "--out", name])).code).toBe(1);
    }
    expect(readFileSync(out, "utf8")).toBe("of yesterday\n");
    expect(readdirSync(folder)).toEqual(["labels.csv"]);
  },
);
