// Looks in an MLflow server for the bundle that an alias points to. Nothing of its answers is trusted: each is bounded in
// size, the whole look in time, and what comes is proved by whoever takes it in.
import { z } from "zod";
import type { MlflowSettings } from "../config/config.ts";
import { TooLate, within } from "../deadline.ts";
import { readAtMost } from "../readAtMost.ts";
import { MOST_BUNDLE_BYTES } from "../scoring/bundle.ts";
import { cleanText } from "../text.ts";

/** The file among a version's artifacts that is asked for. Training uploads it under this name. */
export const BUNDLE_FILE = "bundle.zip";

const MOST_JSON_BYTES = 1_000_000;
const LONGEST_WORDS = 200;

export type Look =
  | {
      kind: "bundle";
      /** The number that MLflow gave it. */
      version: string;
      /** What is remembered, so that the next look need not download it again. */
      mark: string;
      zip: Uint8Array;
    }
  /** The alias points to what it pointed to at the last look. */
  | { kind: "unchanged"; version: string }
  /** There is no such model, alias or finished version yet. */
  | { kind: "nothing"; why: string }
  | { kind: "problem"; problem: string };

interface World {
  fetcher: typeof fetch;
  deadlineMs: number;
}

interface Question {
  model: MlflowSettings;
  fetcher: typeof fetch;
  signal: AbortSignal;
}

type Answer = { ok: true; bytes: Uint8Array } | { ok: false; status: number; code: string; problem: string };

/** `knownMark` is of the version that was taken in last; null: whatever is there is downloaded. */
export async function lookInMlflow(model: MlflowSettings, knownMark: string | null, world: World): Promise<Look> {
  const { fetcher, deadlineMs } = world;
  try {
    return await within(deadlineMs, (signal) => look({ model, fetcher, signal }, knownMark));
  } catch (error) {
    // The error's own words are left out: they differ from platform to platform, and may quote headers.
    const why = error instanceof TooLate ? `did not answer within ${deadlineMs / 1000} s` : "could not be reached";
    return { kind: "problem", problem: `MLflow at ${model.uri} ${why}; look at MLFLOW_TRACKING_URI` };
  }
}

async function look(question: Question, knownMark: string | null): Promise<Look> {
  const { name, alias, uri, takesAs } = question.model;
  const path = `api/2.0/mlflow/registered-models/alias?${new URLSearchParams({ name, alias })}`;
  const answer = await ask(question, path, MOST_JSON_BYTES);
  if (!answer.ok) {
    if (isAbsent(answer)) return { kind: "nothing", why: `MLflow at ${uri} has no ${name}@${alias} yet` };
    return { kind: "problem", problem: answer.problem };
  }
  const found = aliasAnswer.safeParse(jsonIn(answer.bytes));
  if (!found.success) return noMlflow(question);
  const { version, status, source, creation_timestamp: madeAt } = found.data.model_version;
  if (status !== undefined && status !== "READY") {
    return { kind: "nothing", why: `version ${version} of ${name} is not ready in MLflow (${cleanText(status)})` };
  }
  // A number is given again once its version was deleted; the time and the place tell the two apart. And whoever sets another
  // alias, or lets versions become something else, wants this one looked at anew.
  const mark = JSON.stringify([uri, name, alias, takesAs, version, madeAt, source]);
  return mark === knownMark ? { kind: "unchanged", version } : await download(question, version, mark);
}

async function download(question: Question, version: string, mark: string): Promise<Look> {
  const { name } = question.model;
  const query = new URLSearchParams({ name, version });
  const place = await ask(question, `api/2.0/mlflow/model-versions/get-download-uri?${query}`, MOST_JSON_BYTES);
  if (!place.ok) return { kind: "problem", problem: place.problem };
  const found = placeAnswer.safeParse(jsonIn(place.bytes));
  if (!found.success) return noMlflow(question);
  const proxied = proxiedPath(found.data.artifact_uri);
  query.set("path", BUNDLE_FILE);
  // Where the server does not hand artifacts through, it fetches them itself from where they are.
  const path =
    proxied === null
      ? `model-versions/get-artifact?${query}`
      : `api/2.0/mlflow-artifacts/artifacts/${proxied}/${BUNDLE_FILE}`;
  const answer = await ask(question, path, MOST_BUNDLE_BYTES);
  const what = `${BUNDLE_FILE} of version ${version} of ${name}`;
  if (!answer.ok) {
    const problem = isAbsent(answer)
      ? `version ${version} of ${name} has no ${BUNDLE_FILE} in MLflow: register what model:train makes (--register)`
      : `${what}: ${answer.problem}`;
    return { kind: "problem", problem };
  }
  const isZip = answer.bytes[0] === 0x50 && answer.bytes[1] === 0x4b;
  if (!isZip) return { kind: "problem", problem: `${what} is no zip file as MLflow at ${question.model.uri} gives it` };
  return { kind: "bundle", version, mark, zip: answer.bytes };
}

async function ask({ model, fetcher, signal }: Question, path: string, mostBytes: number): Promise<Answer> {
  const { uri, authorization } = model;
  const response = await fetcher(`${uri}/${path}`, {
    headers: { "user-agent": "vigie", ...(authorization !== null && { authorization }) },
    // A redirect could lead the token anywhere.
    redirect: "manual",
    signal,
  });
  const { bytes, isWhole } = await readAtMost(response.ok ? mostBytes : MOST_JSON_BYTES, response, signal);
  const { status } = response;
  if (status === 200 && isWhole) return { ok: true, bytes };
  const said = refusal.safeParse(jsonIn(bytes)).data;
  const code = said?.error_code ?? "";
  const tooMuch = `more than ${mostBytes / 1e6} MB`;
  const words =
    status === 200 ? tooMuch : `${status}${said === undefined ? "" : `: ${wordsOf(said.message, authorization)}`}`;
  return {
    ok: false,
    status,
    code,
    problem: `MLflow at ${uri} answered ${words}${adviceFor(status, said !== undefined)}`,
  };
}

function adviceFor(status: number, isMlflow: boolean): string {
  if (status === 401 || status === 403) {
    return "; set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, of someone who may read that model";
  }
  if (status >= 300 && status < 400) return ", which leads elsewhere; look at MLFLOW_TRACKING_URI";
  return status === 404 && !isMlflow ? "; is that an MLflow server? Look at MLFLOW_TRACKING_URI" : "";
}

/** MLflow says it of a model and of an artifact with 404, and of an alias with 400. */
function isAbsent(answer: Extract<Answer, { ok: false }>): boolean {
  return (
    answer.code === "RESOURCE_DOES_NOT_EXIST" || (answer.status === 400 && / alias .*not found/i.test(answer.problem))
  );
}

function noMlflow({ model }: Question): Look {
  return {
    kind: "problem",
    problem: `what MLflow at ${model.uri} answers is none of MLflow's; look at MLFLOW_TRACKING_URI`,
  };
}

/** The path of artifacts that the server hands through; null when they lie elsewhere. */
export function proxiedPath(artifactUri: string): string | null {
  // Such an address may name a host. Only the server that was set is asked: it alone may see the token.
  const path = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.+?)\/*$/.exec(artifactUri)?.[1];
  return path === undefined ? null : path.split("/").map(encodeURIComponent).join("/");
}

/** Whoever shows the words must not show the secret that a proxy may repeat. */
function wordsOf(message: string, authorization: string | null): string {
  const secret = authorization?.split(" ")[1];
  const words = cleanText(secret ? message.replaceAll(secret, "•••") : message);
  return words.length <= LONGEST_WORDS ? words : `${words.slice(0, LONGEST_WORDS - 1)}…`.toWellFormed();
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

const aliasAnswer = z.object({
  model_version: z.object({
    version: z.string().regex(/^\d{1,15}$/),
    status: z.string().optional(),
    source: z.string().optional(),
    creation_timestamp: z.number().optional(),
  }),
});

const placeAnswer = z.object({ artifact_uri: z.string() });

const refusal = z.object({ error_code: z.string(), message: z.string().default("") });
