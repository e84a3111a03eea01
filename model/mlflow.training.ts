// A small training run, logged to a real MLflow server and read back from it. The server is installed on first use.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { npmStart } from "../test/browser/program.ts";
import { configOf } from "../worker/config/config.ts";
import { lookInMlflow } from "../worker/registry/mlflow.ts";
import { entriesOf } from "../worker/scoring/bundle.ts";
import { modelList } from "../worker/wire/models.ts";
import { BUNDLE, versionOf } from "./bundleFile.ts";
import { prepareVenv } from "./python.ts";

const FOLDER = import.meta.dirname;
const VENV = join(FOLDER, "work", "mlflow");
const folder = mkdtempSync(join(tmpdir(), "vigie-mlflow-"));
const out = join(folder, "model");
let server: ChildProcess | null = null;
let uri = "";

beforeAll(async () => {
  await prepareVenv(VENV, join(FOLDER, "requirements-mlflow.txt"), "MLflow");
  uri = `http://127.0.0.1:${await freePort()}`;
  const args = ["server", "--host", "127.0.0.1", "--port", new URL(uri).port, "--workers", "1"];
  const stores = [
    "--backend-store-uri",
    `sqlite:///${folder}/runs.db`,
    "--artifacts-destination",
    `${folder}/artifacts`,
  ];
  // A process group of its own: the server starts other processes, and all of them must end.
  server = spawn(join(VENV, "bin", "mlflow"), [...args, ...stores], {
    cwd: folder,
    // Its ten job runners have nothing to do here.
    env: { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false" },
    stdio: "ignore",
    detached: true,
  });
  for (;;) {
    if (server.exitCode !== null) throw new Error(`mlflow server ended with ${server.exitCode}`);
    if (
      await fetch(`${uri}/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await wait(500);
  }
});

afterAll(() => {
  if (server?.pid !== undefined && server.exitCode === null) process.kill(-server.pid, "SIGTERM");
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

const REGISTER = ["--register", "vigie@champion"];

function train(
  env: Record<string, string>,
  more: readonly string[] = [],
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const args = ["--data", "simulator", "--rows", "60000", "--trees", "10", "--seed", "3", "--out", out, ...more];
  const child = spawn(process.execPath, [join(FOLDER, "train.ts"), ...args], { env: { ...process.env, ...env } });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => {
    stdout += text;
  });
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  return new Promise((resolve) => {
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

test("a run is on the server with its parameters, its metrics and the very files that were written", async () => {
  expect(await look()).toEqual({ kind: "nothing", why: `MLflow at ${uri} has no vigie@champion yet` });
  const { status, stdout, stderr } = await train(
    { MLFLOW_TRACKING_URI: uri, MLFLOW_EXPERIMENT_NAME: "fraud" },
    REGISTER,
  );
  expect(stderr).not.toContain("Error");
  expect(status).toBe(0);
  expect(stdout).toContain(`Logged to MLflow: ${uri}/#/experiments/`);

  const bundle = readFileSync(join(out, BUNDLE));
  const manifest = JSON.parse(Buffer.from(entriesOf(bundle)["manifest.json"] ?? []).toString());
  const { experiment } = await asked(`experiments/get-by-name?experiment_name=fraud`);
  const { runs } = await asked("runs/search", { experiment_ids: [experiment.experiment_id] });
  expect(runs).toHaveLength(1);
  const [{ info, data }] = runs;
  expect(info).toMatchObject({ run_name: versionOf(bundle), status: "FINISHED" });
  expect(data.params).toContainEqual({ key: "trees", value: "10" });
  expect(data.params).toContainEqual({ key: "seed", value: "3" });
  const metrics = Object.fromEntries(
    data.metrics.map(({ key, value }: { key: string; value: number }) => [key, value]),
  );
  expect(metrics["stream.prAuc"]).toBeCloseTo(manifest.metrics.heldOutCards.stream.prAuc, 12);
  expect(metrics["snapshot.decline"]).toBeCloseTo(manifest.thresholds.snapshot.decline, 12);
  const answer = await fetch(`${uri}/get-artifact?run_uuid=${info.run_id}&path=${BUNDLE}`);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(bundle);
});

test("the run is a version of the registered model, its alias points to it, and the Worker finds its bundle there", async () => {
  const bundle = readFileSync(join(out, BUNDLE));
  const { model_version: version } = await asked("registered-models/alias?name=vigie&alias=champion");
  expect(version).toMatchObject({ name: "vigie", version: "1", status: "READY" });
  expect(version.tags).toContainEqual({ key: "vigie.bundle", value: versionOf(bundle) });

  const found = await look();
  expect(found).toMatchObject({ kind: "bundle", version: "1" });
  if (found.kind !== "bundle") return;
  expect(bundle.equals(found.zip)).toBe(true);
  expect(await look(found.mark)).toEqual({ kind: "unchanged", version: "1" });
});

test("a Vigie that runs takes in what the alias points to, proves it, and has it as its challenger", async () => {
  const version = versionOf(readFileSync(join(out, BUNDLE)));
  const vigie = npmStart({
    ...{ PORT: "0", STATE_DIR: join(folder, "state"), PAYMENTS_URL: "none" },
    ...{ MLFLOW_TRACKING_URI: uri, MLFLOW_MODEL: "vigie@champion", MLFLOW_TAKES_AS: "challenger" },
  });
  try {
    const board = /^ {2}Board +(http\S+)$/m;
    await expect.poll(vigie.printed, { timeout: 240_000 }).toMatch(board);
    const [, url] = board.exec(vigie.printed()) ?? [];
    const now = await fetch(new URL("/api/models/mlflow", url), { method: "POST" });
    expect([now.status, await now.json()]).toMatchObject([
      200,
      {
        said: expect.stringContaining(`Version 1 of vigie@champion in MLflow (model ${version}) is the challenger now`),
        problem: null,
      },
    ]);
    const { policy, models } = modelList.parse(await (await fetch(new URL("/api/models", url))).json());
    expect(policy.challenger).toBe(version);
    const taken = models.find((model) => model.version === version);
    expect(taken).toMatchObject({ state: "challenger", via: "mlflow", by: "vigie@champion", proof: { rows: 1_000 } });
  } finally {
    await vigie.interrupt();
  }
});

test("a model without that alias, and a version without a bundle, are told apart", async () => {
  expect(await look(null, "vigie@none")).toEqual({ kind: "nothing", why: `MLflow at ${uri} has no vigie@none yet` });
  const { model_version: version } = await asked("registered-models/alias?name=vigie&alias=champion");
  const { run } = await asked(`runs/get?run_id=${version.run_id}`);
  const source = `${run.info.artifact_uri}/elsewhere`;
  const made = await asked("model-versions/create", { name: "vigie", source, run_id: version.run_id });
  await asked("registered-models/alias", { name: "vigie", alias: "empty", version: made.model_version.version });
  expect(await look(null, "vigie@empty")).toMatchObject({
    kind: "problem",
    problem: expect.stringMatching(/^version 2 of vigie has no bundle\.zip in MLflow/),
  });
});

test("a second run joins the experiment of the first, and the alias points to its version", async () => {
  const before = await look();
  expect(before.kind).toBe("bundle");
  const { status, stdout } = await train({ MLFLOW_TRACKING_URI: `${uri}/`, MLFLOW_EXPERIMENT_NAME: "fraud" }, REGISTER);
  expect(status).toBe(0);
  expect(stdout).toContain(
    `Registered there as version 3 of vigie, to which champion points now: ${uri}/#/models/vigie/versions/3`,
  );
  // The same data and seed give the same bundle: another version there, and the same model here.
  const after = await look(before.kind === "bundle" ? before.mark : null);
  expect(after).toMatchObject({ kind: "bundle", version: "3" });
  expect(after.kind === "bundle" && versionOf(after.zip)).toBe(versionOf(readFileSync(join(out, BUNDLE))));
  const { experiment } = await asked(`experiments/get-by-name?experiment_name=fraud`);
  expect((await asked("runs/search", { experiment_ids: [experiment.experiment_id] })).runs).toHaveLength(2);
});

test("a server that is not there is one clear line, before anything is trained", async () => {
  const { status, stdout, stderr } = await train({ MLFLOW_TRACKING_URI: "http://127.0.0.1:9" });
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^MLflow cannot be reached: http:\/\/127\.0\.0\.1:9 /);
});

/** Looks as the Worker does. */
function look(knownMark: string | null = null, name = "vigie@champion") {
  const { mlflow } = configOf({
    CARD_KEY: "a key of the tests, thirty-two characters",
    MLFLOW_TRACKING_URI: uri,
    MLFLOW_MODEL: name,
  });
  if (mlflow === null) throw new Error("the variables name no model");
  return lookInMlflow(mlflow, knownMark, { fetcher: fetch, deadlineMs: 30_000 });
}

async function asked(path: string, body?: object) {
  const init = body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`${uri}/api/2.0/mlflow/${path}`, init);
  expect(response.status).toBe(200);
  return JSON.parse(await response.text());
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
