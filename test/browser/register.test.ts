// npm run model:register against a Vigie that runs, with the tokens of a deployed one.
import { execFile } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BASELINE, readModel } from "../../model/bundleFile.ts";
import { type ModelList, modelList } from "../../worker/wire/models.ts";
import { openPlace, type Place } from "./place.ts";

const [DASHBOARD_TOKEN, ADMIN_TOKEN] = ["a-token-that-reads", "another-one-that-changes"];
const { version } = readModel(BASELINE);

let place: Place;

beforeAll(async () => {
  place = await openPlace("none", { DASHBOARD_TOKEN, ADMIN_TOKEN });
});
afterAll(() => place?.remove());

function register(more: readonly string[], env: Record<string, string>): Promise<{ code: number; said: string }> {
  const root = path.resolve(import.meta.dirname, "../..");
  const args = [path.join(root, "model", "register.ts"), BASELINE, "--url", place.url.href, ...more];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { PATH: process.env.PATH, ...env } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: `${stdout}${stderr}` });
    });
  });
}

async function models(): Promise<ModelList> {
  const headers = { authorization: `Bearer ${DASHBOARD_TOKEN}` };
  return modelList.parse(await (await fetch(new URL("/api/models", place.url), { headers })).json());
}

test("whoever may not exchange models is told which token may, and nothing is registered", async () => {
  for (const [env, status] of [
    [{}, 401],
    [{ ADMIN_TOKEN: DASHBOARD_TOKEN }, 403],
  ] as const) {
    const { code, said } = await register([], env);
    expect(said).toMatch(new RegExp(`answered ${status}: .*; set ADMIN_TOKEN to the admin token of that Vigie`));
    expect(code).toBe(1);
  }
  expect((await models()).models.map((model) => model.version)).not.toContain(version);
});

test("a bundle is a candidate by one command, and the challenger by the next, with its note", async () => {
  const first = await register(["--note", "forty trees & another seed"], { ADMIN_TOKEN });
  expect(first).toEqual({
    code: 0,
    said: `Model ${version} is registered: a candidate, proved to score there as it did at its training\n`,
  });
  const kept = (await models()).models.find((model) => model.version === version);
  expect(kept).toMatchObject({ state: "candidate", note: "forty trees & another seed" });

  const second = await register(["--as", "challenger"], { ADMIN_TOKEN });
  expect(second.said).toBe(
    `Model ${version} was registered already; its state there: candidate\n` +
      `Model ${version} is the challenger: it scores every payment from now on, and changes no decision\n`,
  );
  expect((await models()).policy).toMatchObject({ challenger: version, version: 1 });
});
