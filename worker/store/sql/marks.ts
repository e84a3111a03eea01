import { eq, type SQL, sql } from "drizzle-orm";
import { type MarkMove, MarkMoved, type MarkStore } from "../marks.ts";
import { messagesOf } from "../trouble.ts";
import type { Dialect, Statement } from "./dialect.ts";
import { excluded } from "./expressions.ts";

export function markStore({ db, tables }: Dialect): MarkStore {
  const { marks } = tables;
  return {
    async markOf(journal) {
      const [row] = await db.select().from(marks).where(eq(marks.journal, journal));
      return row?.position ?? null;
    },
  };
}

/**
 * A statement that breaks its batch unless the mark stands where it is said to stand. Where it is elsewhere, the same was written
 * before and its answer was lost; where there is none although there should be, the store is another one, or of an earlier time.
 */
export function moved({ db, tables }: Dialect, { journal, from, to }: MarkMove): Statement {
  const { marks } = tables;
  const held = sql`select ${marks.position} from ${marks} where ${marks.journal} = ${journal}`;
  const stands: SQL = from === null ? sql`not exists (${held})` : sql`(${held}) = ${from}`;
  const position = sql`case when ${stands} then cast(${to} as bigint) end`;
  const set = { position: excluded(marks.position) };
  return db.insert(marks).values({ journal, position }).onConflictDoUpdate({ target: marks.journal, set });
}

/** Both databases' messages for a mark that was set to nothing. */
const IS_MOVED = /NOT NULL constraint failed: marks\.position|null value in column "position" of relation "marks"/i;

/** Rejects with `MarkMoved` when `moved` broke the batch. */
export async function unmoved(batch: Promise<unknown>): Promise<void> {
  try {
    await batch;
  } catch (error) {
    if (IS_MOVED.test(messagesOf(error))) throw new MarkMoved();
    throw error;
  }
}
