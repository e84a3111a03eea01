// `If-Match` of a change: the version of the policy that the caller has seen. Without it, two people could undo each other's changes.
import { z } from "@hono/zod-openapi";

/** `from`: null for `*`, whichever version holds. */
export type Match = { ok: true; from: number | null } | { ok: false; status: 400 | 428; error: string };

export function matchIn(header: string | undefined): Match {
  if (header === undefined) {
    const error =
      'If-Match is missing: give the version of the policy that you have seen (GET /api/policy), such as "3"';
    return { ok: false, status: 428, error };
  }
  if (header.trim() === "*") return { ok: true, from: null };
  // What compresses an answer on its way makes its ETag a weak one. A version is the same, however it is sent.
  const [, version] = /^(?:W\/)?"(\d{1,9})"$/.exec(header.trim()) ?? [];
  if (version !== undefined) return { ok: true, from: Number(version) };
  const error = 'If-Match must be one version of the policy in quotes, such as "3", or *';
  return { ok: false, status: 400, error };
}

/** As it is described; it is read by `matchIn`, whose words are better than a validator's. */
export const ifMatch = z.object({
  "if-match": z.string().optional().meta({
    description:
      "The version of the policy that you have seen, in quotes; `*`: whichever holds. Another one is answered 412",
    example: '"3"',
  }),
});
