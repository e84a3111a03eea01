// The upload holds the Worker's code, all of it needed, each thing once. The source map names every file that is in it.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, inject, test } from "vitest";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "../..");
const { bundleDir } = inject("built");

const MIB = 2 ** 20;
/** Room for a few more features: rules brought the language CEL, lists a reader of CSV; other systems' events, money and merchants are 120 KiB of our own. What goes beyond is a library that came in unseen. */
const CODE_AT_MOST = 1.75 * MIB;
/** ONNX Runtime is 3.6 MiB of it. Columns of one's own and what cards and merchants do by day took it over 4.5. */
const ZIPPED_AT_MOST = 4.6 * MIB;

/** Files of the repository and of packages, as paths from the root. */
async function sources(): Promise<string[]> {
  const map = z
    .object({ sourceRoot: z.string(), sources: z.array(z.string()) })
    .parse(JSON.parse(await readFile(path.join(bundleDir, "index.js.map"), "utf8")));
  return map.sources.map((source) => path.relative(root, path.resolve(map.sourceRoot, source)));
}

/** The folder of a package, such as `node_modules/zod`. Maps of packages name their own sources elsewhere. */
const packageIn = (source: string) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? null;

test("no file is in the upload twice, and no package in two copies", async () => {
  const all = await sources();
  expect(all).toContain("worker/index.ts");
  expect(all.filter((source, at) => all.indexOf(source) !== at)).toEqual([]);
  const packages = [...new Set(all.map(packageIn).filter((found) => found !== null))];
  const names = packages.map((found) => found.slice(found.lastIndexOf("node_modules/")));
  expect(names).toContain("node_modules/zod");
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test("zod speaks English only", async () => {
  const locales = (await sources()).filter((source) => source.includes("zod/v4/locales/"));
  expect(locales).toEqual(["node_modules/zod/v4/locales/en.js"]);
});

test("of our own files only the Worker's are uploaded: nothing of tests, tools, training or the board", async () => {
  const ours = (await sources()).filter((source) => packageIn(source) === null);
  const workers = /^(worker\/(?!.*\.test\.ts$)|model\/artifacts\/|migrations\/|package\.json$)/;
  expect(ours.filter((source) => !workers.test(source))).toEqual([]);
});

test("the upload stays small", async () => {
  const code = await readFile(path.join(bundleDir, "index.js"));
  expect(code.length).toBeLessThan(CODE_AT_MOST);
  const names = (await readdir(bundleDir)).filter((name) => /\.(js|wasm|zip)$/.test(name));
  expect(names).toHaveLength(3);
  const zipped = await Promise.all(
    names.map(async (name) => gzipSync(await readFile(path.join(bundleDir, name))).length),
  );
  expect(zipped.reduce((sum, bytes) => sum + bytes)).toBeLessThan(ZIPPED_AT_MOST);
});

test("the code is minified, and its map leads back to our lines", async () => {
  const code = await readFile(path.join(bundleDir, "index.js"), "utf8");
  expect(code.includes("decideNow")).toBe(false);
  expect(code.slice(-100)).toMatch(/\n\/\/# sourceMappingURL=index\.js\.map\s*$/);
  const { names } = z
    .object({ names: z.array(z.string()) })
    .parse(JSON.parse(await readFile(path.join(bundleDir, "index.js.map"), "utf8")));
  expect(names).toContain("decideNow");
});
