// GET /api/categories. They are set with the policy: PUT /api/policy.
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { folded } from "../../payment/folded.ts";
import { categoryTable } from "../../payment/knownAs.ts";
import { MCC_TABLE } from "../../payment/mcc.ts";
import { CATEGORIES } from "../../payment/payment.ts";
import { ledgerOf } from "../../pipeline/deciders.ts";
import { openStore } from "../../store/open.ts";
import { policyOf } from "../../store/policies.ts";
import { categoryTables } from "../../wire/categories.ts";
import { isoTime } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { forReaders, refusals } from "../openapi.ts";

const route = createRoute({
  method: "get",
  path: "/api/categories",
  summary: "How categories and merchant category codes are read",
  security: forReaders,
  responses: {
    200: { description: "The tables", content: { "application/json": { schema: categoryTables } } },
    ...refusals,
  },
});

export function categoriesRoute(app: OpenAPIHono<App>): void {
  app.openapi(route, async (context) => {
    const { env } = context;
    const [held, lately] = await Promise.all([openStore(env).policy(), unreadLately(env)]);
    const mapping = policyOf(held).categories;
    const read = categoryTable(mapping);
    const unread = lately?.filter(({ category }) => category === null || !read.has(folded(category))) ?? null;
    return context.json({ known: [...CATEGORIES], mapping, codes: [...MCC_TABLE], unread }, 200);
  });
}

/** Null when the ledger does not say. */
async function unreadLately(env: Env) {
  const status = await ledgerOf(env)
    .status()
    .catch(() => null);
  if (status === null) return null;
  return status.notUnderstood
    .filter(({ field }) => field === "category")
    .toSorted((a, b) => b.payments - a.payments)
    .map(({ value, payments, lastSeenAt }) => ({ category: value, payments, lastSeenAt: isoTime(lastSeenAt) }));
}
