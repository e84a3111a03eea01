import { expect, test } from "vitest";
import { alertWords } from "./summary.ts";

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
