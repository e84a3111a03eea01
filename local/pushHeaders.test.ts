import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { pushHeaders } from "./pushHeaders.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const now = () => new Date();

test("with an INGEST_SECRET pushes are signed as Standard Webhooks say", () => {
  const headers = pushHeaders({ ingestSecret: SECRET, dashboardToken: "a token" }, "[1]", "one", now());
  expect(() => new Webhook(SECRET).verify("[1]", headers)).not.toThrow();
  expect(() => new Webhook(SECRET).verify("[2]", headers)).toThrow();
});

test("with a DASHBOARD_TOKEN alone pushes carry it", () => {
  const headers = pushHeaders({ ingestSecret: null, dashboardToken: "a token" }, "[]", "one", now());
  expect(headers).toEqual({ authorization: "Bearer a token" });
});

test("where nothing guards the Worker nothing is sent along", () => {
  expect(pushHeaders({ ingestSecret: null, dashboardToken: null }, "[]", "one", now())).toEqual({});
});
