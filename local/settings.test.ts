import { mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { variables as known } from "../worker/config/variables.ts";
import { HELP, readStartSettings } from "./settings.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "vigie-settings-"));
});
afterAll(() => rm(dir, { recursive: true }));

const settingsOf = (env: Record<string, string>) => readStartSettings({ STATE_DIR: dir, ...env });

test("with nothing set there is a port, a simulator that is polled often, and a key of our own", async () => {
  const settings = await settingsOf({});
  expect(settings).toMatchObject({ port: 8787, paymentsUrl: null, pollSeconds: "3", dashboardToken: null });
  expect(settings.variables).toMatchObject({ VIGIE_LOCAL: "1", POLL_SECONDS: "3" });
  expect(settings.variables.CARD_KEY?.length).toBeGreaterThanOrEqual(32);
});

test("the made-up card key stays the same as long as the state does, and only its owner can read it", async () => {
  const [first, second] = [await settingsOf({}), await settingsOf({})];
  expect(second.variables.CARD_KEY).toBe(first.variables.CARD_KEY);
  expect(await readdir(dir)).toEqual(["card-key"]);
  expect((await stat(path.join(dir, "card-key"))).mode & 0o077).toBe(0);
});

test("a card key that is there and cannot be read is not replaced: with another every card would be a new one", async () => {
  const stateDir = await mkdtemp(path.join(dir, "unreadable-"));
  const file = path.join(stateDir, "card-key");
  await writeFile(file, "");
  // Longer than Node reads, since nothing is forbidden to whoever is root. It takes no room: nothing is written.
  await truncate(file, 2 ** 31);
  await expect(settingsOf({ STATE_DIR: stateDir })).rejects.toThrow();
  expect((await stat(file)).size).toBe(2 ** 31);
});

test("a feed of one's own is polled every 12 seconds unless POLL_SECONDS says otherwise", async () => {
  const PAYMENTS_URL = "http://feed.test/current-transactions";
  expect(await settingsOf({ PAYMENTS_URL })).toMatchObject({ paymentsUrl: PAYMENTS_URL, pollSeconds: "12" });
  expect(await settingsOf({ PAYMENTS_URL, POLL_SECONDS: "30" })).toMatchObject({ pollSeconds: "30" });
});

test("the Worker's variables are passed on, empty ones count as unset, and nothing else leaks in", async () => {
  const { variables } = await settingsOf({ REPORT_TIMEZONE: "Europe/Paris", ALERT_TO: "", HOME: "/home/someone" });
  expect(variables.REPORT_TIMEZONE).toBe("Europe/Paris");
  expect(variables).not.toHaveProperty("ALERT_TO");
  expect(variables).not.toHaveProperty("HOME");
});

test("every variable of the Worker is taken, and named by --help", async () => {
  const names = Object.keys(known.shape).filter((name) => name !== "VIGIE_LOCAL");
  const { variables, paymentsUrl } = await settingsOf(Object.fromEntries(names.map((name) => [name, `${name} here`])));
  const taken = { ...variables, PAYMENTS_URL: paymentsUrl };
  expect(taken).toEqual({ VIGIE_LOCAL: "1", ...Object.fromEntries(names.map((name) => [name, `${name} here`])) });
  for (const name of names) expect(HELP).toMatch(new RegExp(`\\b${name}\\b`));
});

test.each(["abc", "-1", "65536", "80.5"])("PORT=%s is refused by name", async (PORT) => {
  await expect(settingsOf({ PORT })).rejects.toThrow(`PORT must be 0 to 65535, not "${PORT}"`);
});

test("secrets of sources are passed on, whatever source they are of", async () => {
  const { variables } = await settingsOf({
    SOURCE_SECRET_STRIPE: "whsec_x",
    SOURCE_SECRET_OUR_TILL: "y",
    SOURCE_SECRET_: "z",
  });
  expect(variables).toMatchObject({ SOURCE_SECRET_STRIPE: "whsec_x", SOURCE_SECRET_OUR_TILL: "y" });
  expect(Object.keys(variables)).not.toContain("SOURCE_SECRET_");
});
