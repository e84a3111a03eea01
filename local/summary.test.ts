import { expect, test } from "vitest";
import { configOf } from "../worker/config/config.ts";
import { alertWords, changeWords, loadedWords } from "./summary.ts";

const mail = { apiKey: null, baseUrl: "", from: "", to: ["ann@example.org"], dailyLimit: 100 };
const URL = "http://127.0.0.1:8787/outbox";

test("without a mail provider it is said where mails can be read, and why they are not sent", () => {
  expect(alertWords({ mail, channels: [] }, URL)).toBe(
    "mails are kept at http://127.0.0.1:8787/outbox and not sent: no RESEND_API_KEY is set",
  );
});

test("with one it is said who gets them; a channel's address is not", () => {
  const channels = [{ kind: "slack", url: "https://hooks.slack.com/services/T/B/secret" } as const];
  expect(alertWords({ mail: { ...mail, apiKey: "re_secret" }, channels }, URL)).toBe(
    "mailed to ann@example.org by Resend, at most 100 mails a day; kept at http://127.0.0.1:8787/outbox; posted to slack",
  );
});

test("payments of past days that had come before are told; those sent again after a lost answer are not taken for such", () => {
  const loaded = { payments: 40_815, repeated: 0, refused: 0, sentAgain: 100 };
  const words = "Loaded 40,815 payments of today and, for a tenth of the cards, of the last 3 days in 61.2 s";
  expect(loadedWords(loaded, 61_249)).toBe(`${words}.`);
  expect(loadedWords({ ...loaded, repeated: 1_200 }, 61_249)).toBe(`${words}; at least 1,200 of them had come before.`);
  expect(loadedWords({ ...loaded, repeated: 1_200, sentAgain: 0 }, 61_249)).toBe(
    `${words}; 1,200 of them had come before.`,
  );
});

test("payments of past days that were refused are not counted as loaded", () => {
  expect(loadedWords({ payments: 300, repeated: 0, refused: 2, sentAgain: 0 }, 500)).toBe(
    "Loaded 298 payments of today and, for a tenth of the cards, of the last 3 days in 0.5 s. 2 more were refused: " +
      "GET /api/rejects says why.",
  );
});

test("who may change policy, models and sources is said, and what to set where nobody may", () => {
  const access = { ACCESS_TEAM_DOMAIN: "team.cloudflareaccess.com", ACCESS_AUD: "f".repeat(64) };
  const token = { ADMIN_TOKEN: "a long enough token" };
  const people = { ...access, ADMINS: "ann@example.org" };
  const wordsFor = (env: Record<string, string>) =>
    changeWords(configOf({ CARD_KEY: "0123456789abcdef0123456789abcdef", VIGIE_LOCAL: "1", ...env }));
  expect(wordsFor({})).toBe("by everyone on this machine");
  expect(wordsFor(token)).toBe("by whoever has ADMIN_TOKEN");
  expect(wordsFor(people)).toBe("by the people of ADMINS");
  expect(wordsFor({ ...token, ...people })).toBe("by whoever has ADMIN_TOKEN and the people of ADMINS");
  for (const env of [access, { DASHBOARD_TOKEN: "a long enough token" }]) {
    expect(wordsFor(env)).toBe("nobody may change policy, models and sources: set ADMIN_TOKEN");
  }
});
