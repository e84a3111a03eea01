// A real browser from npm alone: Chromium, the libraries that a bare machine lacks, and a font, all out of
// @sparticuz/chromium, driven by playwright-core. Unpacked once for each version, beside the other packages.
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import bundled from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const packages = path.resolve(import.meta.dirname, "../../node_modules");

export async function openBrowser(): Promise<Browser> {
  const dir = await unpacked();
  return chromium.launch({
    executablePath: path.join(dir, "chromium"),
    // No sandbox, since it refuses to run as root; what it would guard against is our own page. Playwright's own
    // arguments already turn off whatever Chromium would say to the network by itself.
    chromiumSandbox: false,
    args: ["--no-zygote", "--disable-gpu", "--font-render-hinting=none"],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(dir, "al2023/lib"),
      // Only the font that comes along, so that every machine lays the page out alike.
      FONTCONFIG_PATH: path.join(dir, "fonts"),
    },
  });
}

async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(packages, "@sparticuz/chromium/package.json"), "utf8"));
  const dir = path.join(packages, ".cache", `chromium-${version}-${process.arch}`);
  if (existsSync(dir)) return dir;
  await mkdir(path.dirname(dir), { recursive: true });
  // Elsewhere first: a run that is cut short must not leave half a browser behind.
  const half = await mkdtemp(`${dir}-`);
  await unpackInto(half);
  await writeFile(path.join(half, "fonts/fonts.conf"), fontsConf(path.join(dir, "fonts")));
  // All who may read the other packages may run this one.
  await Promise.all([half, path.join(half, "chromium")].map((each) => chmod(each, 0o755)));
  try {
    await rename(half, dir);
  } catch (error) {
    await rm(half, { recursive: true });
    // Another run may have been quicker.
    if (!existsSync(dir)) throw error;
  }
  return dir;
}

/** The package unpacks into the temporary directory, and its libraries only where it believes to be on AWS. */
async function unpackInto(dir: string): Promise<void> {
  const { TMPDIR, AWS_EXECUTION_ENV } = process.env;
  Object.assign(process.env, { TMPDIR: dir, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" });
  try {
    await bundled.executablePath();
  } finally {
    restore("TMPDIR", TMPDIR);
    restore("AWS_EXECUTION_ENV", AWS_EXECUTION_ENV);
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

function fontsConf(dir: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${dir}</dir>
  <cachedir>${path.join(dir, "cache")}</cachedir>
</fontconfig>
`;
}
