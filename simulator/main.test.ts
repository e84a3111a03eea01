import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));

function run(...args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", error: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.error += text;
  });
  return { child, said, ended: once(child, "close") };
}

test("the command serves payments at the address it prints, and ends at Ctrl-C even while a caller hangs", async () => {
  const { child, said, ended } = run(
    "--port",
    "0",
    "--cards",
    "50",
    "--rate",
    "5",
    "--limit",
    "0",
    "--fault",
    "hang:1",
  );
  try {
    while (!said.out.includes("Faults")) await once(child.stdout, "data");
    const url = /http:\/\/\S+\/current-transactions/.exec(said.out)?.[0] ?? "";
    const call = fetch(url).catch(() => "cut off");
    expect((await fetch(new URL("/", url))).headers.get("x-vigie-simulator")).toBe("world");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(await call).toBe("cut off");
    expect(said.error).toBe("");
  } finally {
    child.kill("SIGKILL");
  }
});

test.each([
  [["--rate", "fast"], /^--rate must be a number from .*, not "fast"\n$/],
  [["--replay", "no-such-file.csv"], /^--replay no-such-file\.csv is no file that can be read\n$/],
])("bad options end with one line and status 2: %j", async (args, line) => {
  const { said, ended } = run(...args);
  expect(await ended).toEqual([2, null]);
  expect(said.error).toMatch(line);
});

test("--help explains itself", async () => {
  const { said, ended } = run("--help");
  expect(await ended).toEqual([0, null]);
  expect(said.out).toContain("--fraud-hours");
});
