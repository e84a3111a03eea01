import { expect, test } from "vitest";
import { type Health, healthAt, isWell } from "./health.ts";

const answering = (status: number, body: unknown) => ({
  fetch: async () => Response.json(body, { status, headers: { "vigie-build": "b1" } }),
});
const healthOf = (status: number, body: unknown) => healthAt(answering(status, body), "https://vigie.test", "a token");

test.each([
  [401, ["DASHBOARD_TOKEN was refused"]],
  [403, []],
  [429, []],
])("a version that answers %i is up: it lets this caller in as little as it should", async (status, problems) => {
  expect(await healthOf(status, { error: "no" })).toEqual({ build: "b1", state: "up", problems });
});

test("without a token none was refused", async () => {
  const health = await healthAt(answering(401, { error: "no" }), "https://vigie.test", null);
  expect(health).toEqual({ build: "b1", state: "up", problems: [] });
});

test("a version that fails otherwise is broken, and one whose payments stand says why", async () => {
  expect(await healthOf(500, { error: "it broke" })).toEqual({ build: "b1", state: "broken", problems: ["it broke"] });
  const stands = { problems: ["no payment for 20 minutes"] };
  expect(await healthOf(503, stands)).toEqual({ build: "b1", state: "stands", ...stands });
  expect(await healthOf(200, {})).toEqual({ build: "b1", state: "flows", problems: [] });
  expect(await healthOf(200, { storeProblem: null })).toMatchObject({ state: "flows" });
});

test("a version that cannot reach its store is not well, though payments are decided without it", async () => {
  const away = { problems: ["The store (PostgreSQL) cannot be reached."], storeProblem: "The store …" };
  expect(await healthOf(200, away)).toEqual({ build: "b1", state: "stands", problems: away.problems });
});

const as = (state: Health["state"]): Health => ({ build: "b", state, problems: [] });

test("payments that stand are a new version's fault only where they were seen to flow before it", () => {
  expect(isWell(as("stands"), as("flows"))).toBe(false);
  for (const before of [as("stands"), as("broken"), as("up"), null]) expect(isWell(as("stands"), before)).toBe(true);
  for (const before of [as("flows"), as("broken"), null]) expect(isWell(as("broken"), before)).toBe(false);
});
