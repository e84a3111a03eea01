// Reads a mapping that people wrote. Whatever is wrong is said by its place and what to do about it.
import { z } from "zod";
import { decimalsOf } from "../../currencies.ts";
import { nearest } from "../../nearest.ts";
import { isColumnName } from "../extra.ts";
import { parseJson } from "../json.ts";
import { type Mapping, NEEDED, ownColumnIn, ROW_FIELDS, type ValueMapping } from "./mapping.ts";
import { readPointer } from "./pointer.ts";

export const LONGEST_MAPPING = 64 * 1024;
/** `first` within `first` within `first`. */
const DEEPEST_FIRST = 3;
const MOST_ALTERNATIVES = 8;
const MOST_IN_TABLE = 2_000;
const MOST_TYPES = 100;

export type MappingReading = { ok: true; mapping: Mapping } | { ok: false; field: string | null; problem: string };

const NO_SCALE = "must be currency, or 1, 10, 100 and so on up to 1000000000";

const pointer = z.string("must be a JSON Pointer, such as /data/id").superRefine((text, context) => {
  const read = readPointer(text);
  if (!read.ok) context.addIssue({ code: "custom", message: read.problem });
});
const paths = z.union([pointer, z.array(pointer).min(1, "must have a pointer").max(MOST_ALTERNATIVES)], {
  error: (issue) => pointerProblem(issue.input),
});
const header = z
  .string("must be the name of a header")
  .regex(/^[\w-]{1,60}$/, "must be the name of a header: letters, digits and -");
const text = z.string("must be text").max(300, "must be at most 300 characters");
const scalar = z.union([text, z.number(), z.boolean(), z.null()], "must be text, a number, true, false or null");
const table = z
  .record(text, scalar, "must be an object of texts, and of what stands for each")
  .refine((entries) => Object.keys(entries).length <= MOST_IN_TABLE, `must have at most ${MOST_IN_TABLE} entries`);

function value(depth: number): z.ZodType<ValueMapping> {
  const alternatives =
    depth === 0
      ? z.array(z.never(`first may lie in first ${DEEPEST_FIRST} times at most`))
      : z
          .array(
            z.lazy(() => value(depth - 1)),
            "must be a list of where to look, one after another",
          )
          .min(1, "must have at least one")
          .max(MOST_ALTERNATIVES, `must have at most ${MOST_ALTERNATIVES}`);
  return z
    .strictObject(
      {
        path: paths.optional(),
        header: header.optional(),
        const: scalar.optional(),
        first: alternatives.optional(),
        table: table.optional(),
        else: scalar.optional(),
        scale: z.union([z.literal("currency"), z.number().refine(isPowerOfTen, NO_SCALE)], NO_SCALE).optional(),
        unit: z.enum(["s", "ms", "us", "iso"], "must be s, ms, us or iso").optional(),
      },
      'must be an object such as {"path":"/data/id"}',
    )
    .superRefine((mapping, context) => {
      const say = (message: string) => context.addIssue({ code: "custom", message });
      const origins = (["path", "header", "const", "first"] as const).filter((name) => mapping[name] !== undefined);
      if (origins.length !== 1) say("must have exactly one of path, header, const and first");
      if (mapping.else !== undefined && mapping.table === undefined)
        say("has else without a table; leave else out, or add a table");
      if (mapping.scale !== undefined && mapping.unit !== undefined)
        say("has scale and unit; a value is either an amount or a time");
    });
}

const one = value(DEEPEST_FIRST);

const row = (kind: "payment" | "refund") =>
  z
    .object(
      Object.fromEntries(ROW_FIELDS.map((name) => [name, one.optional()])),
      `must be an object of fields of a ${kind}, such as {"trans_num":{"path":"/id"}}`,
    )
    .catchall(one)
    .superRefine((fields, context) => {
      for (const name of Object.keys(fields)) {
        const problem = nameProblem(name, kind);
        if (problem !== null) context.addIssue({ code: "custom", path: [name], message: problem });
      }
      for (const alternatives of NEEDED) {
        const mapped = alternatives.filter((name) => fields[name] !== undefined);
        // The source's name stands for a merchant that is not mapped, and a refund's card is its payment's.
        const mayLack = alternatives.includes("merchant") || (kind === "refund" && alternatives.includes("card"));
        if (mapped.length === 0 && !mayLack) {
          context.addIssue({ code: "custom", message: `must say where ${alternatives.join(" or ")} stands` });
        } else if (mapped.length > 1) {
          context.addIssue({ code: "custom", message: `has ${mapped.join(" and ")}; keep one of them` });
        }
      }
    });

function nameProblem(name: string, kind: "payment" | "refund"): string | null {
  if (ROW_FIELDS.some((field) => field === name)) return null;
  const own = ownColumnIn(name);
  if (own === null) return unknownKey(name, ROW_FIELDS);
  if (kind === "refund") return "is not kept of refunds; leave it out";
  return isColumnName(own)
    ? null
    : "must have a name of small letters, digits and _ behind extra., at most 40, that begins with a letter";
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `is not known${meant === null ? "; leave it out" : `; ${meant} is`}`;
}

const types = z
  .array(text.min(1, "must not be empty"), "must be a list of types of events")
  .max(MOST_TYPES, `must have at most ${MOST_TYPES} types`)
  .default([]);

const signature = z.union(
  [
    z.enum(["standard", "stripe", "adyen"]),
    z.strictObject({
      header,
      algorithm: z.literal("sha256"),
      encoding: z.enum(["hex", "base64"]),
      prefix: z.string().max(40).optional(),
    }),
  ],
  'must be standard, stripe or adyen, or an object such as {"header":"x-signature","algorithm":"sha256","encoding":"hex"}',
);

const decimals = z
  .record(z.string(), z.int("must be a whole number").min(0, "must be 0 to 4").max(4, "must be 0 to 4"))
  .superRefine((entries, context) => {
    const wrong = Object.keys(entries).find((code) => decimalsOf(code) === null);
    if (wrong === undefined) return;
    context.addIssue({ code: "custom", path: [wrong], message: "must be a currency's code in capitals, such as ISK" });
  });

const pages = z
  .strictObject({
    parameter: z
      .string()
      .regex(/^[\w.[\]-]{1,60}$/, "must be the name of a parameter")
      .optional(),
    next: pointer.optional(),
    lastItem: pointer.optional(),
    more: pointer.optional(),
  })
  .superRefine(({ parameter, next, lastItem }, context) => {
    if ((next === undefined) === (lastItem === undefined)) {
      context.addIssue({ code: "custom", message: "must have exactly one of next and lastItem" });
    }
    if (lastItem !== undefined && parameter === undefined) {
      context.addIssue({ code: "custom", message: "must name the parameter that asks for the next page" });
    }
  });

const mappingSchema = z
  .strictObject(
    {
      event: z
        .strictObject({
          path: paths.optional(),
          header: header.optional(),
          const: text.optional(),
          payment: types,
          label: types,
          refund: types,
          else: z.enum(["ignore", "payment"], "must be ignore or payment").default("ignore"),
        })
        .refine(
          (event) => event.path !== undefined || event.header !== undefined,
          "must have path or header: where the type stands",
        )
        .optional(),
      id: one.optional(),
      items: pointer.optional(),
      payment: row("payment").optional(),
      label: z.strictObject({ payment: one, verdict: one, fraudType: one.optional(), note: one.optional() }).optional(),
      refund: row("refund").optional(),
      decimals: decimals.optional(),
      signature: signature.optional(),
      answer: z.enum(["json", "accepted"], "must be json or accepted").optional(),
      pages: pages.optional(),
    },
    "must be an object, as docs/sources.md has it",
  )
  .superRefine((mapping, context) => {
    const { event } = mapping;
    if (mapping.payment === undefined && mapping.label === undefined && mapping.refund === undefined) {
      context.addIssue({ code: "custom", message: "must have payment, label or refund" });
    }
    if (event === undefined && mapping.payment === undefined) {
      context.addIssue({ code: "custom", path: ["payment"], message: "is needed where no event says what is what" });
    }
    for (const kind of ["payment", "label", "refund"] as const) {
      if (mapping[kind] === undefined && (event?.[kind].length ?? 0) > 0) {
        context.addIssue({
          code: "custom",
          path: [kind],
          message: `is needed, since event.${kind} names types of events`,
        });
      }
    }
  });

/** `written`: JSON text, or what was parsed of it. */
export function readMapping(written: unknown): MappingReading {
  let value = written;
  if (typeof written === "string") {
    if (written.length > LONGEST_MAPPING) return refused(null, `must be at most ${LONGEST_MAPPING} characters`);
    try {
      value = parseJson(written);
    } catch {
      return refused(null, "is not JSON, or was cut off");
    }
  }
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return { ok: true, mapping: parsed.data };
  const [issue] = parsed.error.issues;
  if (issue === undefined) return refused(null, "cannot be read");
  const place = issue.path.map(String).join(".");
  if (issue.code !== "unrecognized_keys") return refused(place === "" ? null : place, issue.message);
  const [key = ""] = issue.keys;
  return refused(place === "" ? key : `${place}.${key}`, unknownKey(key, KNOWN_KEYS));
}

const KNOWN_KEYS = [
  ...["event", "id", "items", "payment", "label", "refund", "decimals", "signature", "answer", "pages"],
  ...["path", "header", "const", "first", "table", "else", "scale", "unit", "verdict", "fraudType", "note"],
  ...["algorithm", "encoding", "prefix", "parameter", "next", "lastItem", "more"],
];

/** A union tells only that nothing fits; a single pointer tells why. */
function pointerProblem(input: unknown): string {
  if (typeof input !== "string") return "must be a JSON Pointer, such as /data/id, or a list of them";
  const read = readPointer(input);
  return read.ok ? "must be a JSON Pointer" : read.problem;
}

function isPowerOfTen(number: number): boolean {
  return /^10{0,9}$/.test(String(number));
}

function refused(field: string | null, problem: string): MappingReading {
  return { ok: false, field, problem };
}
