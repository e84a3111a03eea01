// Entries of the audit that wait for the store. What they tell has happened already, outside of the store's batches: a sign-in, a
// dead letter, a message that is sent again. So it cannot be refused for want of the store, and is kept here until it is written.
import { logError } from "../log.ts";
import type { AuditEntry } from "../store/audit.ts";

const KEY = "audit:";
/** Far more than people do while a store is away. A program that signs in again and again must not fill the object. */
const MOST_WAITING = 1_000;
const WRITTEN_AT_ONCE = 50;

/** `write` may have written what it throws for: entries that are there already are left as they are. */
export function keptAudit(kv: SyncKvStorage, write: (audit: AuditEntry[]) => Promise<void>) {
  const waiting = (limit: number) => [...kv.list<AuditEntry>({ prefix: KEY, limit })];
  /** One at a time: while the store is away, each try would hold up the record of payments. */
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    try {
      for (let page = waiting(WRITTEN_AT_ONCE); page.length > 0; page = waiting(WRITTEN_AT_ONCE)) {
        await write(page.map(([, entry]) => entry));
        for (const [key] of page) kv.delete(key);
      }
    } catch (error) {
      logError("audit_waits", error, { entries: waiting(MOST_WAITING).length });
    } finally {
      writing = null;
    }
  }

  return {
    keep(entry: AuditEntry): void {
      if (waiting(MOST_WAITING).length < MOST_WAITING) {
        // In the order of time.
        kv.put(`${KEY}${String(entry.at).padStart(15, "0")}:${entry.id}`, entry);
        return;
      }
      const { action, subject, by, via } = entry;
      logError("not_audited", `${MOST_WAITING} entries of the audit wait already`, { action, subject, by, via });
    },

    waiting: (): number => waiting(MOST_WAITING).length,

    /** Never throws: what could not be written stays, and is written by a later call. */
    write(): Promise<void> {
      writing ??= writeAll();
      return writing;
    },
  };
}
