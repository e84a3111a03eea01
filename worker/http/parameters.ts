// Parameters that more than one route takes.
import { z } from "@hono/zod-openapi";

const MAX_LIMIT = 500;

/** In plain digits: what Number() would make of "0x10", "1e2" or " 5" is not what anyone meant. */
export const limit = z
  .string("must be given once")
  .regex(/^\d{1,9}$/, `must be a whole number, 1 to ${MAX_LIMIT}`)
  .transform(Number)
  .pipe(z.int().min(1, "must be at least 1").max(MAX_LIMIT, `must be at most ${MAX_LIMIT}`))
  .default(50)
  .openapi({ type: "integer", minimum: 1, maximum: MAX_LIMIT, default: 50 });
