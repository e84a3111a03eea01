// What all writes of the policy share: If-Match and the body, and what the caller is told of the ledger's answer.
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { cardNumbersIn } from "../cardNumber.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import type { PolicyEdit } from "../policy/edit.ts";
import type { Policy } from "../policy/policy.ts";
import { inOneLine } from "../text.ts";
import { NOTE_LENGTH } from "../verdict/note.ts";
import { policyMoved } from "../wire/models.ts";
import type { App } from "./context.ts";
import { readText, refusedBody, withoutMark } from "./door/body.ts";
import { changedBy } from "./door/changes.ts";
import { matchIn } from "./ifMatch.ts";
import { adminRefusals, asProblem } from "./openapi.ts";
import { problemIn } from "./parameters.ts";
import { etagOf, shownPolicy } from "./shownPolicy.ts";

const MAX_BODY_BYTES = 16_384;

export const note = z
  .string("must be text")
  .max(NOTE_LENGTH, `must be at most ${NOTE_LENGTH} characters`)
  .nullish()
  .meta({ description: "Kept in one line; card numbers in it are masked" });

/** From which moment on something no longer holds. */
export const until = z.iso
  .datetime({ offset: true, error: "must be an ISO 8601 time with a zone, such as 2026-11-20T00:00:00Z" })
  .nullish()
  .meta({ description: "Must be ahead. Left out or null: without end" });

/** A name or an address that is kept as it is written. What holds a card's number is refused, and not masked: nobody would know why. */
export function plainText(longest: number) {
  return z
    .string("must be text")
    .max(2 * longest, `must be at most ${longest} characters`)
    .transform((text) => inOneLine(text).trim())
    .pipe(
      z
        .string()
        .min(1, "must not be empty")
        .max(longest, `must be at most ${longest} characters`)
        .refine((text) => cardNumbersIn(text, "text").length === 0, "must not hold a card's number"),
    );
}

export const IN_THE_PAST = "must be ahead: this moment has passed";

/** How a change of the policy may be refused. */
export const changeRefusals = {
  ...adminRefusals,
  400: { description: "A field or If-Match is wrong", content: asProblem },
  408: { description: "The body took too long", content: asProblem },
  409: { description: "It cannot be so: `error` says why. Nothing was changed", content: asProblem },
  412: {
    description: "Somebody else changed the policy before",
    content: { "application/json": { schema: policyMoved } },
  },
  413: { description: "The body is too large", content: asProblem },
  415: { description: "The body is compressed", content: asProblem },
  428: { description: "If-Match is missing", content: asProblem },
};

/** The version that the caller has seen, or the answer that says what is wrong with If-Match. */
export function seenVersion(context: Context<App>): { from: number | null } | Response {
  const match = matchIn(context.req.header("if-match"));
  return match.ok ? { from: match.from } : context.json({ error: match.error }, match.status);
}

/**
 * The body and If-Match, or the answer that says what is wrong with them. The body is JSON whatever its content type says, as on every
 * other way in. `such`: an example of it.
 */
export async function readChange<Body extends object>(
  context: Context<App>,
  schema: z.ZodType<Body>,
  such: string,
  mostBytes = MAX_BODY_BYTES,
): Promise<(Body & { from: number | null }) | Response> {
  const seen = seenVersion(context);
  if (seen instanceof Response) return seen;
  const body = await readText(context.req.raw, mostBytes);
  if (!body.ok) return refusedBody(context, body);
  let json: unknown;
  try {
    json = JSON.parse(withoutMark(body.text));
  } catch {
    return context.json({ error: `the body is not JSON, or was cut off; it is an object such as ${such}` }, 400);
  }
  const read = schema.safeParse(json);
  return read.success ? { ...read.data, ...seen } : context.json(problemIn(read.error), 400);
}

/** `of`: what is said of an id or a name that is not there. */
export async function changePolicy(
  context: Context<App>,
  change: { from: number | null; edit: PolicyEdit; note: string | null },
  of: string,
): Promise<{ changed: boolean; policy: Policy } | Response> {
  const done = await ledgerOf(context.env).changePolicy({ ...change, ...changedBy(context) });
  switch (done.status) {
    case "changed":
    case "same":
      return { changed: done.status === "changed", policy: done.policy };
    case "moved": {
      const error = "somebody else changed the policy before: look at what holds now, and say it again";
      return context.json({ error, policy: shownPolicy(done.policy) }, 412, etagOf(done.policy));
    }
    case "unknown":
      return context.json({ error: of }, 404);
    case "refused": {
      const { field, problem } = done;
      if (field === null) return context.json({ error: problem }, 409);
      return wrongField(context, field, problem);
    }
  }
}

export function wrongField(context: Context<App>, field: string, problem: string): Response {
  return context.json({ error: `${field} ${problem}`, field }, 400);
}

/** For a strict body: a field that is not known keeps zod's own issue, which names it. */
export function objectSuchAs(such: string) {
  return ({ code }: { code?: string }) =>
    code === "unrecognized_keys" ? undefined : `must be an object such as ${such}`;
}
