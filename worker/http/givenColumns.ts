// Columns of one's own, as a change of the policy gives them.
import { z } from "@hono/zod-openapi";
import { isColumnName } from "../payment/extra.ts";
import { type Column, MOST_COLUMNS } from "../policy/ownColumns.ts";
import { objectSuchAs } from "./policyWrite.ts";

const SUCH = '{"name":"channel","kind":"text"}';

export const columnsBody = z
  .array(
    z.strictObject(
      { name: z.string("must be text"), kind: z.enum(["number", "text"], "must be number or text") },
      { error: objectSuchAs(SUCH) },
    ),
    `must be a list such as [${SUCH}]`,
  )
  .max(MOST_COLUMNS, `must be at most ${MOST_COLUMNS}`)
  .meta({
    description:
      `Replaces all: the columns of their own that rows may carry as \`extra\`, at most ${MOST_COLUMNS}. Names are small letters, digits ` +
      "and _, at most 40, and begin with a letter. It counts for payments that are decided afterwards. A column that a rule asks for stays",
    example: [
      { name: "channel", kind: "text" },
      { name: "device_age_days", kind: "number" },
    ],
  });

/** By name: two that say the same are the same. */
export function readColumns(
  given: z.infer<typeof columnsBody>,
): { ok: true; columns: Column[] } | { ok: false; field: string; problem: string } {
  const wrong = (problem: string) => ({ ok: false, field: "columns", problem }) as const;
  for (const [place, { name }] of given.entries()) {
    // What is no name is not repeated: it may hold a card's number.
    if (!isColumnName(name)) {
      return wrong(
        `must have a name for each of small letters, digits and _, which begins with a letter, has at most 40 signs and no card's number; the one in place ${place + 1} is none`,
      );
    }
    if (given.findIndex((each) => each.name === name) < place) return wrong(`must have “${name}” once`);
  }
  return { ok: true, columns: given.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}
