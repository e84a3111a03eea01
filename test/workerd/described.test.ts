// What /openapi.json allows is taken: rows and parameters made from it, by the hundred.
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { admit } from "../../worker/payment/admit.ts";
import { request } from "./worker.ts";

interface Schema {
  $ref?: string;
  type?: string | string[];
  anyOf?: Schema[];
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  properties?: Record<string, Schema>;
  required?: string[];
}

const schema: z.ZodType<Schema> = z.looseObject({});
const spec = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z
          .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema }))
          .optional(),
        requestBody: z.object({ required: z.boolean().optional() }).optional(),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});

let described: z.infer<typeof spec>;

beforeAll(async () => {
  described = spec.parse(await (await request("/openapi.json")).json());
});

/** Values that a schema allows, and those at its edges more often than chance would have them. */
function allowed(one: Schema): fc.Arbitrary<unknown> {
  if (one.anyOf !== undefined) return fc.oneof(...one.anyOf.map(allowed));
  if (one.enum !== undefined) return fc.constantFrom(...one.enum);
  if (Array.isArray(one.type)) return fc.oneof(...one.type.map((type) => allowed({ ...one, type })));
  switch (one.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: one.minimum ?? -1e15, max: one.maximum ?? 1e15 });
    case "number":
      if (one.multipleOf !== undefined) {
        const [min, max] = [one.minimum ?? -1e9, one.maximum ?? 1e9];
        return fc.integer({ min: min / one.multipleOf, max: Math.floor(max * 100) }).map((cents) => cents / 100);
      }
      return fc.double({ noNaN: true, noDefaultInfinity: true, min: one.minimum ?? -1e300, max: one.maximum ?? 1e300 });
    case "string":
      return text(one);
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(one.properties ?? {}).map(([name, inner]) => [name, allowed(inner)])),
        { requiredKeys: one.required ?? [] },
      );
  }
  throw new Error(`not known here: ${JSON.stringify(one)}`);
}

function text({ pattern, format, minLength = 0, maxLength = 300 }: Schema): fc.Arbitrary<string> {
  const date = fc.date({ min: new Date(0), max: new Date("2199-01-01"), noInvalidDate: true });
  if (format === "date-time") return date.map((at) => at.toISOString());
  if (format === "date") return date.map((at) => at.toISOString().slice(0, 10));
  const isLongEnough = (made: string) => made.length >= minLength && made.length <= maxLength;
  if (pattern !== undefined) {
    // The generator knows no lookahead: what it forbids is sorted out afterwards.
    const made = fc.stringMatching(new RegExp(pattern.replaceAll(/\(\?![^)]*\)/g, "")));
    return made.filter((text) => isLongEnough(text) && new RegExp(pattern).test(text));
  }
  return fc.string({ minLength, maxLength });
}

test("every row that the description allows is taken", () => {
  const row = described.components.schemas.FeedRow;
  expect(row?.required).toEqual(
    expect.arrayContaining(["trans_num", "cc_num", "merchant", "category", "amt", "current_time"]),
  );
  const door = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: 1e14 };
  fc.assert(
    fc.property(allowed(row ?? {}), (made) => {
      const columns = z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(made)));
      const admission = admit({ columns }, door);
      // A pattern counts no check digits and sees no invisible signs: these two are described in words.
      if (admission.ok || /not hold (a|the) card number|invisible/.test(admission.reject.reason)) return;
      throw new Error(admission.reject.reason);
    }),
    { numRuns: 1_000 },
  );
});

test.each(["OwnRow", "RefundRow"])(
  "every row as other systems have it that the description allows is taken: %s",
  (name) => {
    const row = described.components.schemas[name];
    expect(row?.required).toEqual(
      expect.arrayContaining(["trans_num", "card", "merchant", "amount_minor", "current_time"]),
    );
    const door = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: 1e14, currency: "JPY" };
    fc.assert(
      fc.property(allowed(row ?? {}), (made) => {
        const columns = z.record(z.string(), z.unknown()).parse(JSON.parse(JSON.stringify(made)));
        const admission = admit({ columns }, door);
        if (admission.ok || /not hold (a|the) card number|invisible/.test(admission.reject.reason)) return;
        throw new Error(admission.reject.reason);
      }),
      { numRuns: 1_000 },
    );
  },
);

test("limits of card numbers and times are in the description, and so is that there must be a body", () => {
  const { cc_num, current_time } = described.components.schemas.FeedRow?.properties ?? {};
  expect(cc_num?.anyOf).toEqual([
    { type: "string", pattern: "^\\d{11,19}$" },
    { type: "integer", minimum: 1e10, maximum: Number.MAX_SAFE_INTEGER },
  ]);
  expect(current_time?.anyOf?.[0]).toEqual({ type: "number", minimum: 946_684_800_000, maximum: 99_999_999_999_999 });
  const times = (current_time?.anyOf ?? []).flatMap(({ pattern }) =>
    pattern === undefined ? [] : new RegExp(pattern),
  );
  const isTime = (written: string) => times.some((time) => time.test(written));
  for (const time of [
    "2026-11-20T23:14:00Z",
    "2026-11-20 23:14",
    "2024-02-29T00:00:00.123456+05:30",
    "1730134684025",
  ]) {
    expect(isTime(time), time).toBe(true);
  }
  for (const time of [
    "",
    "soon",
    "2026-02-29T00:00:00Z",
    "2026-11-31 00:00",
    "1999-12-31T00:00Z",
    "173013468402",
    "2026-11-20",
  ]) {
    expect(isTime(time), time).toBe(false);
  }
  for (const [path, methods] of Object.entries(described.paths)) {
    const { requestBody } = methods.post ?? {};
    if (requestBody !== undefined) expect(requestBody.required, path).toBe(true);
  }
  expect(described.paths["/api/payments"]?.post?.requestBody).toBeDefined();
});

test("no parameter that the description allows is called wrong", { timeout: 60_000 }, async () => {
  for (const [path, { get }] of Object.entries(described.paths)) {
    // What comes next is known to the page before alone; a socket is asked for by an upgrade.
    const parameters = (get?.parameters ?? []).filter(({ name }) => name !== "cursor");
    if (parameters.length === 0 || path === "/api/live") continue;
    const values = Object.fromEntries(parameters.map(({ name, schema }) => [name, allowed(schema)]));
    const requiredKeys = parameters.flatMap(({ name, required }) => (required === true ? [name] : []));
    await fc.assert(
      fc.asyncProperty(fc.record(values, { requiredKeys }), async (made) => {
        const given = Object.entries(made).map(([name, value]) => [name, String(value).toWellFormed()] as const);
        const address = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
          encodeURIComponent(String(made[name]).toWellFormed()),
        );
        const query = given.filter(([name]) => !path.includes(`{${name}}`)).map((pair) => [...pair]);
        const answer = await request(`${address}?${new URLSearchParams(query)}`);
        if (answer.status === 400) throw new Error(`${answer.url} ${await answer.text()}`);
        await answer.body?.cancel();
      }),
      { numRuns: 25 },
    );
  }
});
