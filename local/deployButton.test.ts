// Cloudflare's deploy button asks a person for values. It reads .dev.vars.example, wrangler.toml and package.json.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { variables } from "../worker/config/variables.ts";
import { readWorkerConfig } from "./deploy/upload/workerConfig.ts";

const root = path.resolve(import.meta.dirname, "..");

const read = (name: string) => readFile(path.join(root, name), "utf8");
const described = async (): Promise<Record<string, { description: string }>> =>
  JSON.parse(await read("package.json")).cloudflare.bindings;
const config = await readWorkerConfig();
const [database] = config.d1_databases;

test("the button asks for the two secrets without which Vigie stays closed, and ships no value", async () => {
  expect(parseEnv(await read(".dev.vars.example"))).toEqual({ CARD_KEY: "", DASHBOARD_TOKEN: "" });
});

test("a field that is left empty keeps Vigie closed", async () => {
  const names = variables
    .safeParse({ ...parseEnv(await read(".dev.vars.example")) })
    .error?.issues.map(({ path: [name] }) => name);
  expect(names).toEqual(["CARD_KEY", "DASHBOARD_TOKEN"]);
});

test("each field says what belongs there, and nothing else is described", async () => {
  expect(Object.keys(await described()).sort()).toEqual(["CARD_KEY", "DASHBOARD_TOKEN", database.binding]);
  for (const { description } of Object.values(await described())) expect(description).toMatch(/^[A-Z].*\.$/);
});

test("wrangler.toml has no variable that the button would ask for, nothing of an account, and no address for each version", () => {
  expect([config.vars, config.account_id, database.database_id]).toEqual([{}, undefined, undefined]);
  expect([config.workers_dev, config.preview_urls]).toEqual([true, false]);
});

test("the scripts that the button runs are there: the board's build, and the deploy that also migrates", async () => {
  const { scripts } = JSON.parse(await read("package.json"));
  expect(scripts).toMatchObject({ build: "vite build dashboard", deploy: "node local/deploy/deploy.ts" });
});
