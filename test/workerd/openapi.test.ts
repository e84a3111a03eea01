// /openapi.json as a program reads it: whole, and true.
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { request } from "./worker.ts";

/** As much of OpenAPI 3.1 as is used here, and nothing that it does not allow. */
const mediaTypes = z.record(z.string().regex(/^[\w.+-]+\/[\w.+*-]+$/), z.strictObject({ schema: z.looseObject({}) }));
const operation = z.strictObject({
  summary: z.string().min(1),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).min(1),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(["query", "path", "header", "cookie"]),
        required: z.boolean().optional(),
        description: z.string().optional(),
        schema: z.looseObject({}),
      }),
    )
    .optional(),
  requestBody: z.strictObject({ content: mediaTypes, required: z.boolean().optional() }).optional(),
  responses: z.record(
    z.string().regex(/^[1-5]\d\d$/),
    z.strictObject({ description: z.string().min(1), content: mediaTypes }),
  ),
});
/** A post of ours: whoever takes it needs no way in, and may answer what they like. */
const posted = operation.omit({ security: true }).extend({
  requestBody: z.strictObject({ content: mediaTypes, required: z.literal(true) }),
  responses: z.strictObject({ "2XX": z.strictObject({ description: z.string().min(1) }) }),
});
const document = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(z.string().startsWith("/"), z.partialRecord(z.enum(["get", "post", "put", "delete"]), operation)),
  webhooks: z.record(z.string(), z.strictObject({ post: posted })),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), z.looseObject({})),
    parameters: z.strictObject({}).optional(),
    securitySchemes: z.record(
      z.string(),
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("http"), scheme: z.literal("bearer"), description: z.string() }),
        z.strictObject({
          type: z.literal("apiKey"),
          in: z.enum(["header", "cookie"]),
          name: z.string(),
          description: z.string(),
        }),
      ]),
    ),
  }),
});

let text: string;
let described: z.infer<typeof document>;

beforeAll(async () => {
  const answer = await request("/openapi.json", {}, { VIGIE_LOCAL: undefined });
  text = await answer.text();
  described = document.parse(JSON.parse(text));
});

function operations() {
  return Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}

/** Every object inside, with the key it stands under. */
function* objectsIn(value: unknown, under = ""): Generator<[string, Record<string, unknown>]> {
  if (Array.isArray(value)) for (const item of value) yield* objectsIn(item, under);
  else if (typeof value === "object" && value !== null) {
    const object: Record<string, unknown> = { ...value };
    yield [under, object];
    for (const [key, inner] of Object.entries(object)) yield* objectsIn(inner, key);
  }
}

test("every $ref leads somewhere, and every schema is used", () => {
  const used = new Set<unknown>();
  for (const [, object] of objectsIn(JSON.parse(text))) {
    if ("$ref" in object) used.add(object.$ref);
  }
  const there = Object.keys(described.components.schemas).map((name) => `#/components/schemas/${name}`);
  for (const ref of used) expect(there).toContain(ref);
  // FeedRow's list and the frames of the socket are reached through their routes as well.
  for (const name of there) expect([...used]).toContain(name);
});

test("schemas are those of JSON Schema 2020-12, which OpenAPI 3.1 uses", () => {
  const types = ["string", "number", "integer", "boolean", "object", "array", "null"];
  for (const [under, object] of objectsIn(JSON.parse(text))) {
    expect(object, under).not.toHaveProperty("nullable");
    expect(typeof object.exclusiveMinimum, under).not.toBe("boolean");
    if (under === "schema" && !("$ref" in object)) {
      expect(
        ["type", "anyOf", "oneOf", "allOf", "enum", "const"].some((key) => key in object),
        under,
      ).toBe(true);
    }
    if (under === "schema" || under === "items") {
      for (const type of [object.type ?? []].flat()) expect(types).toContain(type);
    }
  }
});

test("every part of a path that is open is a described parameter", () => {
  for (const { path, operation } of operations()) {
    const open = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = (operation.parameters ?? []).filter(({ in: place }) => place === "path");
    expect(inPath.map(({ name }) => name)).toEqual(open);
    for (const { required } of inPath) expect(required).toBe(true);
  }
});

test("every route says how to get in, by a way that is described", () => {
  const ways = Object.keys(described.components.securitySchemes);
  for (const { operation } of operations()) {
    for (const way of operation.security.flatMap((one) => Object.keys(one))) expect(ways).toContain(way);
  }
  expect(described.paths["/api/payments"]?.post?.security).toEqual([{ signature: [] }]);
  expect(described.paths["/api/payments"]?.get?.security).toEqual([
    { bearer: [] },
    { session: [] },
    { cloudflareAccess: [] },
  ]);
});

test("every event that a webhook gets is described: when it is told, its fields, and the headers that prove it", () => {
  expect(Object.keys(described.webhooks)).toEqual([
    ...["fraud.detected", "payment.review", "fraud.rollup"],
    ...["report.daily", "incident.started", "incident.ended"],
  ]);
  for (const [type, { post }] of Object.entries(described.webhooks)) {
    const { $ref } = z.object({ $ref: z.string() }).parse(post.requestBody.content["application/json"]?.schema);
    const schema = described.components.schemas[$ref.split("/").at(-1) ?? ""];
    expect(post.summary).toMatch(/^[A-Z].+ /);
    expect(schema).toMatchObject({
      required: ["type", "timestamp", "data"],
      properties: { type: { type: "string", enum: [type] } },
    });
    expect(post.parameters?.map((parameter) => [parameter.in, parameter.name])).toEqual([
      ["header", "webhook-id"],
      ["header", "webhook-timestamp"],
      ["header", "webhook-signature"],
    ]);
  }
});

describe("what a route may answer is described, the refusals too", () => {
  test("every route: without credentials, from a foreign page, and when it does not work", () => {
    for (const { operation } of operations()) {
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["401", "403", "503"]));
    }
  });

  const token = { DASHBOARD_TOKEN: "a dashboard token of the tests" };
  test.each([
    ["get", "/api/payments", "/api/payments", {}, {}, 200],
    ["get", "/api/payments", "/api/payments?limit=0", {}, {}, 400],
    ["get", "/api/payments", "/api/payments", {}, token, 401],
    ["get", "/api/payments", "/api/payments", { headers: { origin: "https://evil.test" } }, {}, 403],
    ["get", "/api/payments", "/api/payments", {}, { VIGIE_LOCAL: undefined }, 503],
    ["get", "/api/payments/{id}", "/api/payments/none", {}, {}, 404],
    ["get", "/api/payments/{id}", `/api/payments/${"x".repeat(65)}`, {}, {}, 400],
    ["get", "/api/rejects", "/api/rejects?limit=x", {}, {}, 400],
    ["get", "/api/labels", "/api/labels", {}, {}, 200],
    ["get", "/api/labels", "/api/labels?limit=x", {}, {}, 400],
    ["get", "/api/training", "/api/training", {}, {}, 200],
    ["get", "/api/training", "/api/training?to=tomorrow", {}, {}, 400],
    ["post", "/api/payments/{id}/verdict", "/api/payments/x/verdict", { method: "POST", body: "{" }, {}, 400],
    [
      "post",
      "/api/payments/{id}/verdict",
      "/api/payments/x/verdict",
      { method: "POST", body: "{}", headers: { "content-encoding": "gzip" } },
      {},
      415,
    ],
    ["get", "/api/health", "/api/health?x=1", {}, {}, 400],
    ["get", "/api/metrics", "/api/metrics?x=1", {}, {}, 400],
    [
      "post",
      "/api/payments/{id}/verdict",
      "/api/payments/x/verdict",
      { method: "POST", body: "{", headers: { "content-type": "application/json" } },
      {},
      400,
    ],
    [
      "post",
      "/api/payments/{id}/verdict",
      "/api/payments/x/verdict",
      { method: "POST", body: '{"verdict":"fraud"}', headers: { "content-type": "application/json" } },
      {},
      404,
    ],
    ["post", "/api/payments/{id}/verdict", "/api/payments/x/verdict", { method: "POST", body: "{}" }, token, 401],
    ["get", "/api/live", "/api/live", {}, {}, 426],
    ["get", "/api/live", "/api/live?since=x", { headers: { upgrade: "websocket" } }, {}, 400],
    ["post", "/api/payments", "/api/payments", { method: "POST", body: "{" }, {}, 400],
    ["post", "/api/payments", "/api/payments", { method: "POST", body: "{}" }, {}, 422],
    ["post", "/api/payments", "/api/payments", { method: "POST", body: "x".repeat(1_100_000) }, {}, 413],
    [
      "post",
      "/api/payments",
      "/api/payments",
      { method: "POST", body: "{}", headers: { "content-encoding": "gzip" } },
      {},
      415,
    ],
    ["post", "/api/payments", "/api/payments", { method: "POST", body: "{}" }, token, 401],
    ["post", "/api/payments", "/api/payments?async=1", { method: "POST", body: "[]" }, {}, 202],
    ["post", "/api/payments", "/api/payments?async=2", { method: "POST", body: "[]" }, {}, 400],
    ["post", "/api/payments", "/api/payments?async=1", { method: "POST", body: "[]" }, { QUEUE: undefined }, 501],
    ["get", "/api/dead-letters", "/api/dead-letters", {}, {}, 200],
    ["get", "/api/dead-letters", "/api/dead-letters?limit=x", {}, {}, 400],
    ["post", "/api/dead-letters/replay", "/api/dead-letters/replay", { method: "POST" }, {}, 202],
    ["post", "/api/dead-letters/replay", "/api/dead-letters/replay", { method: "POST" }, { QUEUE: undefined }, 501],
    ["post", "/api/dead-letters/{id}/replay", "/api/dead-letters/x/replay", { method: "POST" }, {}, 404],
    [
      "post",
      "/api/dead-letters/{id}/replay",
      "/api/dead-letters/x/replay",
      { method: "POST" },
      { QUEUE: undefined },
      501,
    ],
    ["post", "/api/dead-letters/{id}/discard", "/api/dead-letters/x/discard", { method: "POST" }, {}, 404],
    [
      "post",
      "/api/dead-letters/{id}/discard",
      `/api/dead-letters/${"x".repeat(65)}/discard`,
      { method: "POST" },
      {},
      400,
    ],
    ["get", "/api/backtests", "/api/backtests", {}, {}, 200],
    ["post", "/api/backtests", "/api/backtests", { method: "POST", body: "{}" }, {}, 400],
    ["get", "/api/backtests/{id}", "/api/backtests/x", {}, {}, 404],
    ["get", "/api/backtests/{id}", "/api/backtests/x?flips=1001", {}, {}, 400],
    ["delete", "/api/backtests/{id}", "/api/backtests/x", { method: "DELETE" }, {}, 404],
    ["delete", "/api/backtests/{id}", `/api/backtests/${"x".repeat(65)}`, { method: "DELETE" }, {}, 400],
    ["post", "/api/rules/preview", "/api/rules/preview", { method: "POST", body: "{}" }, {}, 400],
    [
      ...(["post", "/api/rules/preview", "/api/rules/preview"] as const),
      ...([{ method: "POST", body: '{"when":"amount > 5","then":"review"}' }, {}, 200] as const),
    ],
    ["get", "/api/rules/sample", "/api/rules/sample", {}, {}, 200],
    ["get", "/api/rules/sample", "/api/rules/sample?limit=201", {}, {}, 400],
    ["post", "/api/payments", "/api/payments", { method: "POST", body: "{}" }, { VIGIE_LOCAL: undefined }, 503],
  ] as const)("%s %s (%s, %o, %o): %i", async (method, path, address, init, changes, status) => {
    const answer = await request(address, init, changes);
    expect(answer.status).toBe(status);
    const content = described.paths[path]?.[method]?.responses[String(status)]?.content;
    expect(Object.keys(content ?? {})).toEqual([answer.headers.get("content-type")?.split(";")[0]]);
  });
});
