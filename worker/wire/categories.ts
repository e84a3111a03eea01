// GET /api/categories: the words that the model reads, and how others come to them.
import { z } from "@hono/zod-openapi";
import { time } from "./scalars.ts";

export const categoryTables = z
  .object({
    known: z.array(z.string()).meta({ description: "What the model reads. A sender may use them as they are" }),
    mapping: z.record(z.string(), z.string()).meta({
      description: "What people have set: a category, or a merchant category code, and what is read instead",
    }),
    codes: z.array(z.object({ from: z.string(), to: z.string(), category: z.string(), what: z.string() })).meta({
      description:
        "Merchant category codes (ISO 18245), where people have not said otherwise. A single code goes before a range",
    }),
    unread: z
      .array(
        z.object({
          category: z
            .string()
            .nullable()
            .meta({ description: "Null: those without one, and others that are not told apart" }),
          payments: z.int(),
          lastSeenAt: time,
        }),
      )
      .nullable()
      .meta({
        description:
          "Came within a day, and nobody has said how to read them; the most first. Null where that is not known just now",
      }),
  })
  .openapi("Categories");
