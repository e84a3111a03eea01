// Logs a training run to an MLflow server over its REST API: parameters, metrics, and the artifacts.

import { readFileSync } from "node:fs";
import { notReached } from "../local/errorSentence.ts";
import { shownAddress } from "../local/shownAddress.ts";
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

/** Longest time for one request; artifacts are a few MB. */
const TIMEOUT_MS = 60_000;

/** Read from the variables that MLflow's own clients use; null when no server is set. */
export function serverOf(env: Record<string, string | undefined>): Server | null {
  const uri = env.MLFLOW_TRACKING_URI;
  if (uri === undefined || uri === "") return null;
  if (!/^https?:\/\//.test(uri))
    throw new BadInput(`MLFLOW_TRACKING_URI must be http:// or https://, not ${URL.parse(uri)?.protocol ?? "a path"}`);
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password } = env;
  const authorization =
    token !== undefined
      ? `Bearer ${token}`
      : user !== undefined
        ? `Basic ${Buffer.from(`${user}:${password ?? ""}`).toString("base64")}`
        : null;
  return { uri: uri.replace(/\/+$/, ""), authorization };
}

/** Returns the address of the run's page. */
export async function logRun(server: Server, experimentId: string, run: Run): Promise<string> {
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
  for (const [path, file] of Object.entries(run.artifacts)) {
    await upload(server, textAt(info, "artifact_uri"), path, file);
  }
  await call(server, "POST", "runs/update", { run_id: runId, status: "FINISHED", end_time: run.endedAt });
  return `${shownAddress(server.uri)}/#/experiments/${experimentId}/runs/${runId}`;
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
  const place = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifactUri)?.[1];
  if (place === undefined) {
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
