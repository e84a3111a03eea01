// What npm run model:register sends and says, beside a server that answers as a Vigie does.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { reasonOf } from "../local/errorSentence.ts";
import { MOST_BUNDLE_BYTES } from "../worker/scoring/bundle.ts";
import { SHIPPED, versionOf } from "./bundleFile.ts";
import { register } from "./registerBundle.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-register-"));
const SHIPPED_BYTES = readFileSync(SHIPPED);
const VERSION = versionOf(SHIPPED_BYTES);
const TOKEN = "the-admin-token-of-the-tests";

interface Asked {
  what: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

interface Answer {
  status: number;
  json?: object;
  headers?: Record<string, string>;
}

const CANDIDATE: Answer = { status: 201, json: { version: VERSION, state: "candidate", proof: { rows: 1000 } } };
let asked: Asked[] = [];
let answers: Record<string, Answer> = {};
let url = "";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const what = `${request.method} ${request.url}`;
    asked.push({ what, headers: request.headers, body: Buffer.concat(chunks) });
    const { status, json, headers } = answers[what] ?? { status: 404 };
    response.writeHead(status, headers).end(json === undefined ? "<h1>Hello</h1>" : JSON.stringify(json));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
});
beforeEach(() => {
  asked = [];
  answers = { "POST /api/models": CANDIDATE };
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const lines: string[] = [];
  try {
    await register(args, env, (line) => lines.push(line));
    return { problem: null, lines };
  } catch (error) {
    // Whatever is no such reason would be printed with its stack.
    return { problem: reasonOf(error), lines };
  }
}

function fileOf(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

test("a bundle arrives byte for byte, with the token of the environment, and its version is said", async () => {
  const { problem, lines } = await run(["--url", url, SHIPPED], {
    ADMIN_TOKEN: `${TOKEN}\n`,
    DASHBOARD_TOKEN: "another",
  });
  expect(lines).toEqual([
    `Model ${VERSION} is registered: a candidate, proved to score there as it did at its training`,
  ]);
  expect(problem).toBeNull();
  expect(asked.map(({ what }) => what)).toEqual(["POST /api/models"]);
  expect(asked[0]?.headers).toMatchObject({ "content-type": "application/zip", authorization: `Bearer ${TOKEN}` });
  expect(asked[0]?.body.equals(SHIPPED_BYTES)).toBe(true);
});

test("without a token none is sent, and not the board's either: it may not exchange models", async () => {
  expect((await run([SHIPPED, "--url", url], { DASHBOARD_TOKEN: "the board's" })).problem).toBeNull();
  expect(asked[0]?.headers.authorization).toBeUndefined();
});

test("--token counts more than the environment, and a service token of Access goes along", async () => {
  const env = { ADMIN_TOKEN: "another", CF_ACCESS_CLIENT_ID: "id", CF_ACCESS_CLIENT_SECRET: "secret" };
  expect((await run([SHIPPED, "--url", `${url}/models`, "--token", TOKEN], env)).problem).toBeNull();
  expect(asked[0]).toMatchObject({
    what: "POST /api/models",
    headers: { authorization: `Bearer ${TOKEN}`, "cf-access-client-id": "id", "cf-access-client-secret": "secret" },
  });
});

test("a bundle that is there already is said to be, with its state, and that is no failure", async () => {
  answers["POST /api/models"] = { status: 200, json: { version: VERSION, state: "champion" } };
  const { problem, lines } = await run([SHIPPED, "--url", url]);
  expect(lines).toEqual([`Model ${VERSION} was registered already; its state there: champion`]);
  expect(problem).toBeNull();
});

test("--as challenger names the version that was registered, and the policy that was seen, with the note on both", async () => {
  const note = "trained on May & June";
  answers["POST /api/models?note=trained+on+May+%26+June"] = CANDIDATE;
  answers["GET /api/models"] = { status: 200, json: { policy: { version: 4, challenger: "ba9876543210" } } };
  answers["PUT /api/models/challenger"] = { status: 200, json: {} };
  const args = [SHIPPED, "--url", url, "--as", "challenger", "--note", ` ${note} `];
  const { problem, lines } = await run(args, { ADMIN_TOKEN: TOKEN });
  expect(problem).toBeNull();
  expect(lines.join("\n")).toMatch(
    /is registered: a candidate.*\n.*is the challenger in place of ba9876543210: it scores every/,
  );
  const [post, get, put] = asked;
  expect([post?.what, get?.what, put?.what]).toEqual([
    "POST /api/models?note=trained+on+May+%26+June",
    "GET /api/models",
    "PUT /api/models/challenger",
  ]);
  expect(JSON.parse(String(put?.body))).toEqual({ version: VERSION, note });
  const authorization = `Bearer ${TOKEN}`;
  expect(put?.headers).toMatchObject({ "content-type": "application/json", "if-match": '"4"', authorization });
});

test("a bundle that cannot become the challenger is registered all the same, and both are said", async () => {
  answers["GET /api/models"] = { status: 200, json: { policy: { version: 0, challenger: null } } };
  answers["PUT /api/models/challenger"] = { status: 409, json: { error: "this model decides already" } };
  const { problem, lines } = await run([SHIPPED, "--url", url, "--as", "challenger"]);
  expect(lines.join()).toContain("is registered: a candidate");
  expect(problem).toMatch(/^It is not the challenger: .* answered 409: this model decides already$/);
});

test("a list of models that is none is said, and nothing is put", async () => {
  answers["GET /api/models"] = { status: 200, json: { policy: {} } };
  const { problem } = await run([SHIPPED, "--url", url, "--as", "challenger"]);
  expect(problem).toMatch(/^It is not the challenger: what .* answers is no list of models: is that a Vigie\?$/);
  expect(asked).toHaveLength(2);
});

test.each<[string, Answer, RegExp]>([
  ["no token", { status: 401, json: { error: "a token is needed" } }, /401: a token is needed; set ADMIN_TOKEN to/],
  ["the wrong token", { status: 403, json: { error: "not yours" } }, /403: not yours; set ADMIN_TOKEN to/],
  [
    "Access in front",
    { status: 302, headers: { location: "https://login.test/" } },
    /302, which leads elsewhere; .*CF_ACCESS/,
  ],
  ["a Vigie without models", { status: 404 }, /404; is that a Vigie, and of a version that has models/],
  [
    "a bundle that is too large there",
    { status: 413, json: { error: "4 MB at most" } },
    /413: 4 MB at most; train with fewer/,
  ],
  [
    "a bundle that does not prove",
    { status: 422, json: { error: "golden payment 3 scores otherwise here" } },
    /422: golden payment 3 scores otherwise here\. Nothing was registered$/,
  ],
  [
    "a store that is away",
    { status: 503, json: { error: "the store is away" } },
    /503: the store is away; try again, and look at its \/api\/health/,
  ],
  ["another program", { status: 200 }, /answers is no word on model [0-9a-f]{12}: is that a Vigie\?$/],
  [
    "an answer about another model",
    { status: 201, json: { version: "0123456789ab", state: "candidate" } },
    /no word on model/,
  ],
])("%s is said in a sentence with what to do, without the token", async (_what, answer, sentence) => {
  answers["POST /api/models"] = answer;
  const { problem, lines } = await run([SHIPPED, "--url", url], { ADMIN_TOKEN: TOKEN });
  expect(problem).toMatch(sentence);
  expect(problem).not.toContain(TOKEN);
  expect(lines).toEqual([]);
});

test.each<[string, () => string[], RegExp]>([
  ["a file that is not there", () => [join(folder, "none.zip")], /none\.zip: no such file/],
  ["a folder", () => [folder], /is a folder; name a file/],
  ["no zip", () => [fileOf("notes.zip", "hello")], /notes\.zip: the bundle is no zip file, or is cut short/],
  [
    "a bundle cut short",
    () => [fileOf("cut.zip", SHIPPED_BYTES.subarray(0, 90_000))],
    /cut\.zip: the bundle is no zip file, or is cut/,
  ],
  [
    "a bundle that was changed",
    () => [fileOf("changed.zip", changed())],
    /changed\.zip: .* is not the file that the bundle was made/,
  ],
  [
    "a file beyond all bundles",
    () => [fileOf("large.zip", new Uint8Array(MOST_BUNDLE_BYTES + 1))],
    /has 8\.0 MB, and a registry takes 8 MB at most/,
  ],
  ["no file", () => [], /name one bundle, such as model\/trained\/bundle\.zip; see --help/],
  ["two files", () => [SHIPPED, "another.zip"], /name one bundle, .* not .*bundle\.zip another\.zip/],
  [
    "another role",
    () => [SHIPPED, "--as", "champion"],
    /--as must be candidate or challenger.*a person makes a champion/,
  ],
  ["an address that is none", () => [SHIPPED, "--url", "vigie.example"], /--url must be an address such as https:/],
])("%s is refused before anybody is asked", async (_what, args, sentence) => {
  const { problem } = await run([...args(), ...(args().includes("--url") ? [] : ["--url", url])]);
  expect(problem).toMatch(sentence);
  expect(asked).toEqual([]);
});

test("nobody at the address is said with what to look at", async () => {
  const { problem } = await run([SHIPPED, "--url", "http://127.0.0.1:1"]);
  expect(problem).toMatch(/^http:\/\/127\.0\.0\.1:1 could not be asked: .*look at the address/);
});

/** One digit of the reference is another. */
function changed(): Uint8Array {
  const bytes = Uint8Array.from(SHIPPED_BYTES);
  const at = SHIPPED_BYTES.indexOf('"format": 1');
  expect(at).toBeGreaterThan(0);
  bytes[at + 10] = "2".charCodeAt(0);
  return bytes;
}
