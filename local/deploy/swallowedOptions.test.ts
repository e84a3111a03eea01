import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { swallowedOptions } from "./swallowedOptions.ts";

/** What a command that npm runs finds in its environment. */
async function environmentUnderNpm(...args: string[]): Promise<Record<string, string>> {
  const dir = await mkdtemp(path.join(tmpdir(), "vigie-npm-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const script = "node -e 'console.log(JSON.stringify(process.env))' --";
  await writeFile(path.join(dir, "package.json"), JSON.stringify({ scripts: { deploy: script } }));
  const { stdout } = await promisify(execFile)("npm", ["run", "--silent", "deploy", ...args], { cwd: dir });
  return JSON.parse(stdout);
}

test("options that npm took for its own are seen, and none where it took none", async () => {
  const all = "--dry-run --remove --with-data --archive --queue --secret --set --no-new-secrets".split(" ");
  expect(swallowedOptions(await environmentUnderNpm(...all), [])).toEqual(all);
  expect(swallowedOptions(await environmentUnderNpm("--set=REPORT_HOUR=8"), [])).toEqual(["--set"]);
  expect(swallowedOptions(await environmentUnderNpm("--", ...all), all)).toEqual([]);
});

test("an option that reached the command, and one that is off in npm's settings, are no reason", () => {
  expect(swallowedOptions({ npm_config_dry_run: "true" }, ["--dry-run"])).toEqual([]);
  expect(swallowedOptions({ npm_config_set: "true" }, ["--set=A=b"])).toEqual([]);
  expect(swallowedOptions({ npm_config_dry_run: "", npm_config_queue: "false" }, [])).toEqual([]);
});
