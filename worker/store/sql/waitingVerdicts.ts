// The statements of words that wait for their payments.
import { and, eq, lt } from "drizzle-orm";
import type { Commit } from "../store.ts";
import { type Dialect, inserted, type Statement } from "./dialect.ts";
import { excluded } from "./expressions.ts";

export function waits(dialect: Dialect, changes: Commit): Statement[] {
  const { waitingVerdicts: words = [], waitedVerdicts = [], waitingFrom } = changes;
  const { waitingVerdicts } = dialect.tables;
  const { paymentId, by, verdict, fraudType, note, at } = waitingVerdicts;
  const statements: Statement[] = [];
  if (words.length > 0) {
    const set = { verdict: excluded(verdict), fraudType: excluded(fraudType), note: excluded(note), at: excluded(at) };
    statements.push(inserted(dialect, waitingVerdicts, words).onConflictDoUpdate({ target: [paymentId, by], set }));
  }
  for (const word of waitedVerdicts) {
    statements.push(dialect.db.delete(waitingVerdicts).where(and(eq(paymentId, word.paymentId), eq(by, word.by))));
  }
  if (waitingFrom !== undefined) statements.push(dialect.db.delete(waitingVerdicts).where(lt(at, waitingFrom)));
  return statements;
}
