import { desc, lt } from "drizzle-orm";
import { PolicyMoved, type PolicyStore, type PolicyVersion } from "../policies.ts";
import { messagesOf } from "../trouble.ts";
import { type Dialect, inserted, type Statement } from "./dialect.ts";

export function policyStore({ db, tables }: Dialect): PolicyStore {
  const { policies } = tables;
  return {
    async policy() {
      const [newest] = await db.select().from(policies).orderBy(desc(policies.version)).limit(1);
      return newest ?? null;
    },

    async policyVersions(limit, before) {
      const { version } = policies;
      const earlier = before === null ? undefined : lt(version, before);
      return db.select().from(policies).where(earlier).orderBy(desc(version)).limit(limit);
    },
  };
}

/** A statement that breaks its batch when there is a policy with this version. */
export function followed(dialect: Dialect, policy: PolicyVersion): Statement {
  return inserted(dialect, dialect.tables.policies, [policy]);
}

/** Both databases' messages for a version that is taken. */
const IS_MOVED = /UNIQUE constraint failed: policies\.version|unique constraint "policies_pkey"/i;

/** Rejects with `PolicyMoved` when `followed` broke the batch. */
export async function unfollowed(batch: Promise<unknown>): Promise<void> {
  try {
    await batch;
  } catch (error) {
    if (IS_MOVED.test(messagesOf(error))) throw new PolicyMoved();
    throw error;
  }
}
