// A fresh clone brings packages that cannot be swapped, and no place for a secret.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import lockfile from "../package-lock.json" with { type: "json" };

const root = path.resolve(import.meta.dirname, "..");
const elsewhere = mkdtempSync(path.join(tmpdir(), "vigie-clone-"));
afterAll(() => rmSync(elsewhere, { recursive: true }));

test("every package of the lockfile, for every system, has the hash that npm checks it by", () => {
  const packages = Object.entries(lockfile.packages).filter(([place]) => place !== "");
  const unchecked = packages.filter(([, about]) => !("integrity" in about) || !/^sha512-/.test(about.integrity));
  expect(unchecked.map(([place]) => place)).toEqual([]);
});

test("git takes no file of secrets, and takes the example", () => {
  execFileSync("git", ["init", "--quiet", elsewhere]);
  copyFileSync(path.join(root, ".gitignore"), path.join(elsewhere, ".gitignore"));
  const secrets = [".env", ".env.local", ".env.production", ".dev.vars", ".dev.vars.staging", "worker/.env"];
  const names = [...secrets, ".dev.vars.example", ".env.example"];
  const ignored = execFileSync("git", ["check-ignore", ...names], { cwd: elsewhere, encoding: "utf8" });
  expect(ignored.trim().split("\n")).toEqual(secrets);
});

test("the example of variables opens no door and names no secret, so that copied or deployed as it is it stays closed", () => {
  const set = readFileSync(path.join(root, ".dev.vars.example"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect(set).toEqual(["CARD_KEY=", "DASHBOARD_TOKEN="]);
});
