import { and, desc, eq, gt, isNull, lt, lte, or } from "drizzle-orm";
import { type PolicyCommit, PolicyMoved, type PolicyStore } from "../policies.ts";
import { messagesOf } from "../trouble.ts";
import { type Dialect, inserted, type Statement } from "./dialect.ts";
import { count, isBefore } from "./expressions.ts";

export function policyStore({ db, tables }: Dialect): PolicyStore {
  const { policies, listEntries } = tables;
  const { sinceVersion, untilVersion, ...entryColumns } = entryColumnsOf(tables);
  return {
    async policy() {
      const [newest] = await db.select().from(policies).orderBy(desc(policies.version)).limit(1);
      return newest ?? null;
    },

    async policyVersions(limit, before, part) {
      const { version } = policies;
      const earlier = before === null ? undefined : lt(version, before);
      // Versions from before there was more than models changed those.
      const same = part === undefined ? undefined : eq(policies.part, part);
      const changed = part === "models" ? or(same, isNull(policies.part)) : same;
      return db.select().from(policies).where(and(earlier, changed)).orderBy(desc(version)).limit(limit);
    },

    async policyVersion(version) {
      const [found] = await db.select().from(policies).where(eq(policies.version, version));
      return found ?? null;
    },

    async entriesIn(version) {
      const isHeld = and(lte(sinceVersion, version), or(isNull(untilVersion), gt(untilVersion, version)));
      return db.select(entryColumns).from(listEntries).where(isHeld);
    },

    async entry(id) {
      const [found] = await db.select(entryColumns).from(listEntries).where(eq(listEntries.id, id));
      return found ?? null;
    },

    async entryCounts() {
      const { list } = listEntries;
      return db.select({ list, entries: count }).from(listEntries).where(isNull(untilVersion)).groupBy(list);
    },

    async entries({ list, limit, after }) {
      const { at, id } = listEntries;
      const behind = after === null ? undefined : isBefore([at, id], [after.at, after.id]);
      return db
        .select(entryColumns)
        .from(listEntries)
        .where(and(eq(listEntries.list, list), isNull(untilVersion), behind))
        .orderBy(desc(at), desc(id))
        .limit(limit);
    },

    async entriesWith(values) {
      const { kind, value } = listEntries;
      const isOne = or(...values.map((each) => and(eq(kind, each.kind), eq(value, each.value))));
      return db
        .select(entryColumns)
        .from(listEntries)
        .where(and(isOne, isNull(untilVersion)));
    },
  };
}

function entryColumnsOf({ listEntries }: Dialect["tables"]) {
  const { id, list, kind, value, note, by, via, at, until, sinceVersion, untilVersion } = listEntries;
  return { id, list, kind, value, note, by, via, at, until, sinceVersion, untilVersion };
}

/** Statements of which the first breaks its batch when there is a policy with this version. */
export function followed(dialect: Dialect, { version, addedEntries, removedEntries }: PolicyCommit): Statement[] {
  const { policies, listEntries } = dialect.tables;
  const statements: Statement[] = [inserted(dialect, policies, [version])];
  if (removedEntries.length > 0) {
    const isRemoved = and(isNull(listEntries.untilVersion), dialect.isAmong(listEntries.id, removedEntries));
    statements.push(dialect.db.update(listEntries).set({ untilVersion: version.version }).where(isRemoved));
  }
  for (let at = 0; at < addedEntries.length; at += ENTRIES_A_STATEMENT) {
    const held = { sinceVersion: version.version, untilVersion: null };
    const rows = addedEntries.slice(at, at + ENTRIES_A_STATEMENT).map((entry) => ({ ...entry, ...held }));
    statements.push(inserted(dialect, listEntries, rows));
  }
  return statements;
}

/** An entry is 4 kB at most, in signs of three bytes, and a parameter of D1 may have 2 MB. */
const ENTRIES_A_STATEMENT = 400;

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
