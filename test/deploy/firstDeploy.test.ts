// On a clean account: one command, and a payment that is pushed to the printed address is decided and on the board.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { deployedVersion } from "./platform/account.ts";
import { scriptOf } from "./quick.ts";
import { get, push, type Secrets } from "./visitor.ts";
import { builtFrom, environmentOn, folderForTest, platformForTest, run, worldOn } from "./world.ts";

test("one command on an empty account, and a payment that is pushed there is decided and on the board", async () => {
  const platform = await platformForTest();
  const home = folderForTest();
  const what = await builtFrom(inject("built"));
  const first = worldOn(platform, what, home);
  expect(await run(first)).toBe(0);

  const [, file = ""] = /Secrets that nobody has taken yet are in (.*\.json),/.exec(first.said.join("\n")) ?? [];
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const secrets: Secrets & { CARD_KEY: string } = JSON.parse(readFileSync(file, "utf8"));

  const address = platform.workerUrl;
  expect(first.said.join("\n")).toContain(address);
  expect((await get(address, "api/payments", null)).status).toBe(401);
  expect(await push(address, secrets, "order-1")).toMatchObject({
    status: 200,
    text: expect.stringMatching(/"outcome":"\w+"/),
  });
  // A list shows it a moment later, once it is recorded.
  const listed = async () => (await get(address, "api/payments", secrets.DASHBOARD_TOKEN)).text;
  await expect.poll(listed).toContain("order-1");
  const answer = await firstPaymentOfTheDocs(address, file);
  const [, id = "none"] = /"status":"stored","id":"(order-\d+)".*"outcome":"\w+"/.exec(answer) ?? [];
  await expect.poll(listed).toContain(id);
  expect((await get(address, "", secrets.DASHBOARD_TOKEN)).text).toContain("<title>");
  expect((await get(address, "api/health", secrets.DASHBOARD_TOKEN)).status).toBe(200);
  expect(platform.account.scripts.get("vigie")?.crons).toEqual(["* * * * *"]);

  // What runs is what test/deploy/bundle.test.ts looks at, and the map for the log's stack traces lies beside it.
  const { modules } = deployedVersion(scriptOf(platform));
  expect(modules.get("index.js")?.contents).toEqual(readFileSync(path.join(what.bundleDir, "index.js")));
  expect([...modules.values()].map(({ type }) => type).sort()).toEqual([
    "application/javascript+module",
    "application/octet-stream",
    "application/source-map",
    "application/wasm",
  ]);

  const before = platform.calls.length;
  const second = await command(environmentOn(platform, home), []);
  expect(second.said).toContain("there is nothing to do");
  expect(second.code).toBe(0);
  const changing = platform.calls
    .slice(before)
    .filter(({ method, path }) => method !== "GET" && !path.endsWith("/query"));
  // The trials of the token's rights.
  expect(changing.map(({ method }) => method)).toEqual(["DELETE", "DELETE"]);
  expect((await get(address, "api/payments", secrets.DASHBOARD_TOKEN)).text).toContain("order-1");

  // All that was said, and every file that was left behind: wrangler's logs, the state, what was shown.
  const texts = [first.said.join("\n"), second.said, ...textsBelow(home, file)];
  for (const secret of Object.values(secrets)) for (const text of texts) expect(text).not.toContain(secret);
});

/** The lines that a person copies from docs/deploy.md, who has the file of secrets. */
async function firstPaymentOfTheDocs(address: string, file: string): Promise<string> {
  const docs = readFileSync(path.resolve(import.meta.dirname, "../../docs/deploy.md"), "utf8");
  const [, section = ""] = docs.split("## A first payment");
  const lines = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, commands = ""]) => commands).join("");
  const here = lines.replace(/(?<=^export ADDRESS=).*$/m, address).replace(".vigie/deploy", path.dirname(file));
  return (await promisify(execFile)("sh", ["-c", here])).stdout;
}

/** The command as a person, or a CI job, starts it. */
function command(env: Record<string, string>, args: string[]): Promise<{ code: number; said: string }> {
  const script = path.resolve(import.meta.dirname, "../../local/deploy/deploy.ts");
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr });
    });
  });
}

function textsBelow(dir: string, except: string): string[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ parentPath, name }) => path.join(parentPath, name)).filter((file) => file !== except);
  return files.map((file) => readFileSync(file, "utf8"));
}
