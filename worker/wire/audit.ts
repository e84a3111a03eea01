// The JSON of the audit.
import { z } from "@hono/zod-openapi";
import { next, time } from "./scalars.ts";

export const auditEntry = z
  .object({
    id: z.string(),
    at: time,
    by: z
      .string()
      .meta({ description: "Who, as far as that is known: a person, `admin`, `board`, `api`, a mail address" }),
    via: z.string().meta({ description: "By which way: `board`, `api`, `mail`, `source`, `mlflow`, `deploy`" }),
    note: z.string().nullable(),
    action: z.string().meta({ description: "Stable; docs/audit.md names them all", example: "rule_changed" }),
    subject: z.string().meta({
      description:
        "What it was done to: a model's version (`shipped`: whichever is shipped; `none`: no challenger), a rule's id, a " +
        "list's name or a value in it, a payment's id",
    }),
    before: z.unknown(),
    after: z.unknown(),
    policy: z.int().nullable().meta({ description: "The version of the policy that came of it" }),
  })
  .openapi("AuditEntry");
export type AuditView = z.infer<typeof auditEntry>;

export const auditList = z
  .object({
    entries: z.array(auditEntry),
    next,
    waiting: z
      .int()
      .nullable()
      .meta({ description: "Entries that wait for the store, and are in no page yet; null when that is not known" }),
  })
  .openapi("AuditList");
export type AuditList = z.infer<typeof auditList>;
