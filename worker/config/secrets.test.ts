import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { secretProblem, webhookSecretProblem } from "./secrets.ts";

const CARD_KEY = "0123456789abcdef0123456789abcdef";
const whsec = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString("base64")}`;

test.each([
  ["zero bytes", whsec(new Uint8Array(32))],
  ["one byte again and again", whsec(new Uint8Array(32).fill(0x5a))],
  ["two bytes in turn", whsec(Uint8Array.from({ length: 32 }, (_, at) => at % 2))],
  ["as few as the letters of one word", whsec(Buffer.from("secretsecretsecretsecret"))],
])("a webhook secret of %s can be guessed, and is refused", (_, secret) => {
  expect(webhookSecretProblem(secret)).toMatch(/^can be guessed/);
});

test.each([
  ["23 bytes", whsec(randomBytes(23))],
  ["no base64", "whsec_not base64, whatever its length may be, is no secret"],
  ["base64 that was cut in a letter", `${whsec(randomBytes(24))}A`],
  ["no prefix", randomBytes(32).toString("base64")],
])("a webhook secret of %s is refused", (_, secret) => {
  expect(webhookSecretProblem(secret)).toBe(
    "must be whsec_ and at least 24 bytes in base64; make one: echo whsec_$(openssl rand -base64 32)",
  );
});

test("random secrets of every length can be used, by what signs as well", () => {
  for (let length = 24; length <= 64; length += 1) {
    const secret = whsec(randomBytes(length));
    expect(webhookSecretProblem(secret)).toBeNull();
    expect(webhookSecretProblem(secret.replace(/=+$/, ""))).toBeNull();
    expect(() => new Webhook(secret).sign("id", new Date(), "")).not.toThrow();
  }
});

test("a key of one character, or of two in turn, can be guessed", () => {
  for (const secret of ["0".repeat(32), "ab".repeat(16), " x".repeat(16)]) {
    expect(secretProblem(secret, 32)).toMatch(/^can be guessed/);
  }
  expect(secretProblem(CARD_KEY, 32)).toBeNull();
  expect(secretProblem(CARD_KEY.slice(1), 32)).toBe("must have at least 32 characters");
});

test("every secret that guards something is looked at when Vigie starts", () => {
  const reading = readConfig({
    CARD_KEY: "0".repeat(40),
    DASHBOARD_TOKEN: "x".repeat(20),
    ADMIN_TOKEN: "y".repeat(20),
    INGEST_SECRET: `whsec_${"A".repeat(44)}`,
    ALERT_WEBHOOK_SECRET: `whsec_${"A".repeat(44)}`,
  });
  const problems = reading.ok ? [] : reading.problems;
  expect(problems.map((problem) => problem.split(" can be guessed")[0]).sort()).toEqual([
    "ADMIN_TOKEN",
    "ALERT_WEBHOOK_SECRET",
    "CARD_KEY",
    "DASHBOARD_TOKEN",
    "INGEST_SECRET",
  ]);
  expect(problems.join()).not.toMatch(/AAAA|0000|xxxx|yyyy/);
});
