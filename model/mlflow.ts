// Logs a training run to an MLflow server over its REST API: parameters, metrics and the artifacts. Registers what it made.

import { readFileSync } from "node:fs";
import { notReached } from "../local/errorSentence.ts";
import { shownAddress } from "../local/shownAddress.ts";
import { type MlflowModelName, signInHeader, trackingUriProblem } from "../worker/config/mlflow.ts";
import { proxiedPath } from "../worker/registry/mlflow.ts";
import { BadInput } from "./progress.ts";

export interface Run {
  name: string;
  startedAt: number;
  endedAt: number;
  parameters: Record<string, string | number>;
  metrics: Record<string, number>;
  /** Path in the run to the file on this machine. */
  artifacts: Record<string, string>;
}

export interface Server {
  /** The value of MLFLOW_TRACKING_URI. */
  uri: string;
  /** The Authorization header made from MLFLOW_TRACKING_TOKEN, or _USERNAME and _PASSWORD; null when none is set. */
  authorization: string | null;
}

/** The tag of a version that says which bundle it is. */
const BUNDLE_TAG = "vigie.bundle";
/** Longest time for one request; artifacts are a few MB. */
const TIMEOUT_MS = 60_000;

/** Read from the variables that MLflow's own clients use; null when no server is set. */
export function serverOf(env: Record<string, string | undefined>): Server | null {
  const uri = env.MLFLOW_TRACKING_URI?.trim();
  if (uri === undefined || uri === "") return null;
  const problem = trackingUriProblem(uri);
  if (problem !== null) throw new BadInput(`MLFLOW_TRACKING_URI ${problem}`);
  const authorization = signInHeader({
    token: env.MLFLOW_TRACKING_TOKEN?.trim(),
    username: env.MLFLOW_TRACKING_USERNAME?.trim(),
    password: env.MLFLOW_TRACKING_PASSWORD?.trim(),
  });
  return { uri: uri.replace(/\/+$/, ""), authorization };
}

/** A run as the server keeps it. */
export interface LoggedRun {
  id: string;
  artifactUri: string;
  /** The address of its page. */
  page: string;
}

export async function logRun(server: Server, experimentId: string, run: Run): Promise<LoggedRun> {
  const created = await call(server, "POST", "runs/create", {
    experiment_id: experimentId,
    run_name: run.name,
    start_time: run.startedAt,
  });
  const info = objectAt(objectAt(created, "run"), "info");
  const runId = textAt(info, "run_id");
  await call(server, "POST", "runs/log-batch", {
    run_id: runId,
    params: Object.entries(run.parameters).map(([key, value]) => ({ key, value: String(value) })),
    metrics: Object.entries(run.metrics).map(([key, value]) => ({ key, value, timestamp: run.endedAt, step: 0 })),
  });
  const artifactUri = textAt(info, "artifact_uri");
  for (const [path, file] of Object.entries(run.artifacts)) await upload(server, artifactUri, path, file);
  await call(server, "POST", "runs/update", { run_id: runId, status: "FINISHED", end_time: run.endedAt });
  return { id: runId, artifactUri, page: `${shownAddress(server.uri)}/#/experiments/${experimentId}/runs/${runId}` };
}

/** Makes the registered model if none has that name. */
export async function openModel(server: Server, { name }: MlflowModelName): Promise<void> {
  const found = await call(server, "GET", `registered-models/get?${new URLSearchParams({ name })}`, null, [404]);
  if (found === null) await call(server, "POST", "registered-models/create", { name });
}

/**
 * Makes a version of the artifacts of a run, and lets the alias point to it. `bundle` is the content's own version, by which
 * a Vigie knows the model. Returns the version that the server gave it.
 */
export async function registerRun(
  server: Server,
  { name, alias }: MlflowModelName,
  { id, artifactUri }: LoggedRun,
  bundle: string,
): Promise<{ version: string; page: string }> {
  const source = { name, source: artifactUri, run_id: id, tags: [{ key: BUNDLE_TAG, value: bundle }] };
  const made = await call(server, "POST", "model-versions/create", source);
  const version = textAt(objectAt(made, "model_version"), "version");
  if (alias !== null) await call(server, "POST", "registered-models/alias", { name, alias, version });
  return { version, page: `${shownAddress(server.uri)}/#/models/${encodeURIComponent(name)}/versions/${version}` };
}

/** The experiment's id; it is made if no experiment has that name. */
export async function openExperiment(server: Server, name: string): Promise<string> {
  const query = new URLSearchParams({ experiment_name: name });
  const found = await call(server, "GET", `experiments/get-by-name?${query}`, null, [404]);
  if (found !== null) return textAt(objectAt(found, "experiment"), "experiment_id");
  return textAt(await call(server, "POST", "experiments/create", { name }), "experiment_id");
}

/** Uploads through the server, which `mlflow server` allows by default. */
async function upload(server: Server, artifactUri: string, path: string, file: string): Promise<void> {
  const place = proxiedPath(artifactUri);
  if (place === null) {
    throw new BadInput(
      `MLflow keeps artifacts at ${artifactUri}; they can be uploaded only to a server that stores them itself`,
    );
  }
  await request(server, `mlflow-artifacts/artifacts/${place}/${path}`, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream" },
    body: readFileSync(file),
  });
}

async function call(
  server: Server,
  method: "GET" | "POST",
  path: string,
  body: object | null,
  absent: readonly number[] = [],
): Promise<unknown> {
  const init =
    body === null
      ? { method }
      : { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await request(server, `mlflow/${path}`, init, absent);
  return response.ok ? await response.json() : null;
}

async function request(
  { uri, authorization }: Server,
  path: string,
  init: RequestInit,
  expected: readonly number[] = [],
): Promise<Response> {
  const headers = new Headers(init.headers);
  if (authorization !== null) headers.set("authorization", authorization);
  const response = await fetch(`${uri}/api/2.0/${path}`, {
    ...init,
    headers,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause) => {
    throw new BadInput(`MLflow cannot be reached: ${notReached(shownAddress(uri), cause)} (MLFLOW_TRACKING_URI)`);
  });
  if (!response.ok && !expected.includes(response.status)) {
    const answer = (await response.text()).slice(0, 300).replaceAll("\n", " ");
    throw new BadInput(`MLflow answered ${response.status} to ${path}: ${answer}`);
  }
  return response;
}

function objectAt(json: unknown, field: string): unknown {
  const value =
    typeof json === "object" && json !== null ? Object.entries(json).find(([name]) => name === field) : null;
  return value?.[1];
}

function textAt(json: unknown, field: string): string {
  const value = objectAt(json, field);
  if (typeof value !== "string") throw new BadInput(`MLflow's answer has no ${field}: is that an MLflow server?`);
  return value;
}
