import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { reasonOf } from "./errorSentence.ts";
import { writeWhole } from "./wholeFile.ts";

let dir: string;
let file: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "vigie-whole-"));
  file = path.join(dir, "labels.csv");
});

afterEach(() => rm(dir, { recursive: true }));

async function* failing(...lines: string[]): AsyncGenerator<string> {
  yield* lines;
  throw new Error("the server went away");
}

async function* of(...lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

test.each([
  ["at once", []],
  ["in the middle", ["a\n", "b\n"]],
])("what fails %s leaves the file that was there, and no other", async (_when, lines) => {
  await writeFile(file, "of yesterday\n");
  await expect(writeWhole(file, failing(...lines))).rejects.toThrow("went away");
  expect(await readFile(file, "utf8")).toBe("of yesterday\n");
  expect(await readdir(dir)).toEqual(["labels.csv"]);
});

test("where no file was, a failure leaves none", async () => {
  await expect(writeWhole(file, failing("a\n"))).rejects.toThrow("went away");
  expect(await readdir(dir)).toEqual([]);
});

test("a file keeps its rights, unless others are asked for, and a link to it stays one", async () => {
  await writeFile(file, "");
  await chmod(file, 0o640);
  const link = path.join(dir, "latest");
  await symlink(file, link);
  await writeWhole(link, of("a\n", "b\n"));
  expect(await readFile(file, "utf8")).toBe("a\nb\n");
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await readlink(link)).toBe(file);
  await writeWhole(file, "secret", 0o600);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("what is no file is written to as it is, and a place that cannot be is named as it was given", async () => {
  await writeWhole("/dev/null", of("a\n"));
  expect((await stat("/dev/null")).isFile()).toBe(false);
  const told = (place: string) => writeWhole(place, "x").catch(reasonOf);
  expect(await told(path.join(dir, "none", "x.csv"))).toBe(`${dir}/none/x.csv: no such file or folder`);
  expect(await told(dir)).toBe(`${dir} is a folder; name a file`);
});
