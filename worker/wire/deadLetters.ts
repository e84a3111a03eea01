// The JSON answers of /api/dead-letters.
import { z } from "@hono/zod-openapi";

export const deadLetterList = z
  .object({
    deadLetters: z.array(
      z.object({
        id: z.string(),
        payments: z.int().nullable().meta({ description: "How many it holds; null where it cannot be read" }),
        paymentIds: z.array(z.string()),
        attempts: z.int().meta({ description: "How often it was delivered in vain" }),
        reason: z.string().nullable().meta({ description: "As the log has it; null where it is not known" }),
        firstFailedAt: z.string(),
        lastFailedAt: z.string(),
      }),
    ),
  })
  .openapi("DeadLetterList");

export const deadLettersReplayed = z
  .object({
    sent: z.int().meta({ description: "Messages that lie in the queue again" }),
    left: z.int().meta({ description: "Messages that are still here" }),
  })
  .openapi("DeadLettersReplayed");

export const deadLetterId = z.object({ id: z.string() }).openapi("DeadLetterId");
