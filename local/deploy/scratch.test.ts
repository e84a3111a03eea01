// Files of a deploy that was ended, with the real command.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";

/** The command, as it waits for the secret that it was promised: its folder is there, and nothing is asked of anybody. */
function waitingDeploy(home: string): ChildProcess {
  const env = { PATH: process.env.PATH, TMPDIR: home, STATE_DIR: path.join(home, "state") };
  const args = [path.resolve(import.meta.dirname, "deploy.ts"), "--secret", "INGEST_SECRET"];
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "ignore", "inherit"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

test("a deploy that is ended leaves no folder, and takes those of deploys that were killed outright", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "vigie-ended-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const uploads = path.join(home, "state/deploy");
  // No process has this id: Linux gives none above 2^22.
  const dead = `${hostname()}.${2 ** 30}.AbCd12`;
  const [killed, elsewhere] = [`upload-vigie.${dead}`, `upload-vigie.another-machine.${2 ** 30}.AbCd12`];
  for (const folder of [killed, elsewhere]) mkdirSync(path.join(uploads, folder), { recursive: true });
  writeFileSync(path.join(uploads, killed, "secrets.json"), "{}");
  mkdirSync(path.join(home, `vigie-deploy.${dead}`));

  const child = waitingDeploy(home);
  const own = [expect.stringMatching(`^vigie-deploy\\..*\\.${child.pid}\\.`)];
  const builds = () => readdirSync(home).filter((name) => name.startsWith("vigie-deploy"));
  await vi.waitFor(() => expect(builds()).toEqual(own), { timeout: 50_000, interval: 50 });
  expect(readdirSync(uploads)).toEqual([elsewhere]);

  const ended = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
  child.kill("SIGTERM");
  expect(await ended).toBe("SIGTERM");
  expect(builds()).toEqual([]);
});
