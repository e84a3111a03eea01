import { expect, test } from "vitest";
import { MOST_BUNDLE_BYTES } from "../scoring/bundle.ts";
import { lookInMlflow, proxiedPath } from "./mlflow.ts";

const TOKEN = "the-token-of-the-tests";
const model = {
  uri: "https://mlflow.test/of/us",
  authorization: `Bearer ${TOKEN}`,
  name: "fraud & co",
  alias: "champion",
  takesAs: "candidate" as const,
};
const ZIP = new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]);
const ALIAS = "/of/us/api/2.0/mlflow/registered-models/alias?name=fraud+%26+co&alias=champion";
const PLACE = "/of/us/api/2.0/mlflow/model-versions/get-download-uri?name=fraud+%26+co&version=7";
const HANDED_THROUGH = "/of/us/api/2.0/mlflow-artifacts/artifacts/1/d97/artifacts/bundle.zip";
const FETCHED = "/of/us/model-versions/get-artifact?name=fraud+%26+co&version=7&path=bundle.zip";

/** As a server of version 3.17.2 answers. */
const version = {
  name: "fraud & co",
  version: "7",
  creation_timestamp: 1796050466326,
  current_stage: "None",
  source: "mlflow-artifacts:/1/d97/artifacts",
  run_id: "d97",
  status: "READY",
  aliases: ["champion"],
};
const absent = (message: string) => ({ error_code: "RESOURCE_DOES_NOT_EXIST", message, sqlstate: "KAM00" });
const usual = {
  [ALIAS]: () => Response.json({ model_version: version }),
  [PLACE]: () => Response.json({ artifact_uri: version.source }),
  [HANDED_THROUGH]: () => new Response(ZIP),
};

async function look(answers: Record<string, () => Response | Promise<Response>>, knownMark: string | null = null) {
  const asked: { path: string; init: RequestInit }[] = [];
  const fetcher = async (input: RequestInfo | URL, init: RequestInit = {}) => {
    const { origin, pathname, search } = new URL(String(input));
    expect(origin).toBe("https://mlflow.test");
    asked.push({ path: pathname + search, init });
    return (await answers[pathname + search]?.()) ?? new Response("<h1>Not found</h1>", { status: 404 });
  };
  const found = await lookInMlflow(model, knownMark, { fetcher, deadlineMs: 200 });
  expect(JSON.stringify(found)).not.toContain(TOKEN);
  return { found, asked, paths: asked.map(({ path }) => path) };
}

async function problemOf(answers: Record<string, () => Response | Promise<Response>>): Promise<string> {
  const { found } = await look({ ...usual, ...answers });
  return found.kind === "problem" ? found.problem : `no problem, but ${found.kind}`;
}

test("the bundle that the alias points to comes with its version and a mark", async () => {
  const { found, asked, paths } = await look(usual);
  expect(found).toEqual({ kind: "bundle", version: "7", mark: expect.any(String), zip: ZIP });
  expect(paths).toEqual([ALIAS, PLACE, HANDED_THROUGH]);
  for (const { init } of asked) {
    expect(init).toMatchObject({ headers: { authorization: `Bearer ${TOKEN}` }, redirect: "manual" });
  }
});

test("while the alias points to what is known, one small question is all", async () => {
  const { found } = await look(usual);
  const mark = found.kind === "bundle" ? found.mark : "";
  expect(await look(usual, mark)).toMatchObject({ found: { kind: "unchanged", version: "7" }, paths: [ALIAS] });
});

test.each([
  ["another number", { version: "8" }, 8],
  ["the same number, given again after its version was deleted", { creation_timestamp: 1796050499999 }, 7],
  ["the same number from another run", { source: "mlflow-artifacts:/1/e08/artifacts" }, 7],
])("%s is another version", async (_what, change, number) => {
  const { found } = await look(usual);
  const mark = found.kind === "bundle" ? found.mark : "";
  const answers = {
    ...usual,
    [ALIAS]: () => Response.json({ model_version: { ...version, ...change } }),
    [PLACE.replace("=7", `=${number}`)]: usual[PLACE],
  };
  expect((await look(answers, mark)).found).toMatchObject({ kind: "bundle", version: String(number), zip: ZIP });
});

test("artifacts in a store of their own are fetched by the server, since only it may read there", async () => {
  const answers = {
    ...usual,
    [PLACE]: () => Response.json({ artifact_uri: "s3://models/1/d97/artifacts" }),
    [FETCHED]: () => new Response(ZIP),
  };
  expect(await look(answers)).toMatchObject({ found: { kind: "bundle", zip: ZIP }, paths: [ALIAS, PLACE, FETCHED] });
});

test("the path of artifacts is taken from their address, whatever host it names, and cannot leave it", () => {
  expect(proxiedPath("mlflow-artifacts:/1/d97/artifacts/")).toBe("1/d97/artifacts");
  expect(proxiedPath("mlflow-artifacts://elsewhere.test:8080/1/d 97/a?b#c")).toBe("1/d%2097/a%3Fb%23c");
  for (const other of ["s3://models/1", "/srv/mlruns", "runs:/d97", "mlflow-artifacts:", "mlflow-artifacts:/", ""]) {
    expect(proxiedPath(other)).toBeNull();
  }
});

test.each<[string, () => Response, RegExp]>([
  [
    "no such model",
    () => Response.json(absent("Registered Model with name=x not found"), { status: 404 }),
    /has no fraud & co@champion yet/,
  ],
  [
    "no such alias, which is a 400",
    () =>
      Response.json(
        { error_code: "INVALID_PARAMETER_VALUE", message: "Registered model alias champion not found." },
        { status: 400 },
      ),
    /has no fraud & co@champion yet/,
  ],
  [
    "a version that is still being made",
    () => Response.json({ model_version: { ...version, status: "PENDING_REGISTRATION" } }),
    /^version 7 of fraud & co is not ready in MLflow \(PENDING_REGISTRATION\)$/,
  ],
])("%s is nothing to take in, and no problem", async (_what, answer, sentence) => {
  const { found, paths } = await look({ ...usual, [ALIAS]: answer });
  expect(found).toEqual({ kind: "nothing", why: expect.stringMatching(sentence) });
  expect(paths).toEqual([ALIAS]);
});

test.each<[string, Record<string, () => Response | Promise<Response>>, RegExp]>([
  [
    "no sign-in",
    { [ALIAS]: () => new Response("You are not authenticated", { status: 401 }) },
    /answered 401; set MLFLOW_TRACKING_TOKEN, or/,
  ],
  [
    "a sign-in that may not read it, repeated by a proxy",
    {
      [ALIAS]: () =>
        Response.json({ error_code: "PERMISSION_DENIED", message: `Bearer ${TOKEN}\nmay not` }, { status: 403 }),
    },
    /answered 403: Bearer ••• may not; set MLFLOW_TRACKING_TOKEN/,
  ],
  [
    "a login page in front",
    { [ALIAS]: () => new Response(null, { status: 302, headers: { location: "https://login.test" } }) },
    /302, which leads elsewhere/,
  ],
  [
    "another server",
    { [ALIAS]: () => new Response("<h1>Hello</h1>") },
    /is none of MLflow's; look at MLFLOW_TRACKING_URI/,
  ],
  [
    "another server without that page",
    { [ALIAS]: () => new Response("no", { status: 404 }) },
    /404; is that an MLflow server\?/,
  ],
  [
    "JSON of something else",
    { [ALIAS]: () => Response.json({ model_version: { version: "../7" } }) },
    /is none of MLflow's/,
  ],
  [
    "a server that fails",
    { [ALIAS]: () => new Response("x".repeat(2_000_000), { status: 500 }) },
    /^MLflow at https:\/\/mlflow\.test\/of\/us answered 500$/,
  ],
  ["an endless answer", { [ALIAS]: () => new Response("x".repeat(2_000_000)) }, /answered more than 1 MB/],
  ["no place of the artifacts", { [PLACE]: () => Response.json({}) }, /is none of MLflow's/],
  [
    "a place that it does not tell",
    { [PLACE]: () => Response.json(absent("gone"), { status: 404 }) },
    /answered 404: gone/,
  ],
  [
    "a version without a bundle",
    { [HANDED_THROUGH]: () => Response.json(absent("No such artifact"), { status: 404 }) },
    /^version 7 of fraud & co has no bundle\.zip in MLflow: register what model:train makes/,
  ],
  [
    "a bundle beyond all bundles",
    { [HANDED_THROUGH]: () => new Response(new Uint8Array(MOST_BUNDLE_BYTES + 1)) },
    /^bundle\.zip of version 7 of fraud & co: MLflow at .* answered more than 8 MB$/,
  ],
  [
    "a page in place of the bundle",
    { [HANDED_THROUGH]: () => new Response("<h1>Login</h1>") },
    /^bundle\.zip of version 7 .* is no zip file as MLflow/,
  ],
  [
    "nobody",
    { [ALIAS]: () => Promise.reject(new TypeError(`fetch failed: ${TOKEN}`)) },
    /could not be reached; look at MLFLOW_TRACKING_URI/,
  ],
  ["a server that hangs", { [PLACE]: () => new Promise<Response>(() => undefined) }, /did not answer within 0\.2 s/],
  [
    "a bundle that drips",
    { [HANDED_THROUGH]: () => new Response(new ReadableStream({})) },
    /did not answer within 0\.2 s/,
  ],
])("%s is a problem in a sentence, without the token", async (_what, answers, sentence) => {
  expect(await problemOf(answers)).toMatch(sentence);
});
