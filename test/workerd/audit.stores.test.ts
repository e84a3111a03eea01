// Who changed what: kept for ever, never edited, and found again.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { AuditEntry } from "../../worker/store/audit.ts";
import { openStore } from "../../worker/store/open.ts";
import { forgetAudit, sql } from "./sql.ts";

const store = openStore(env);

const ENTRY: AuditEntry = {
  ...{ id: "e1", at: Date.UTC(2026, 10, 20), by: "ann@example.org", via: "board" },
  ...{ action: "rule_changed", subject: "r1", note: "too many at night", policy: 7 },
  before: { name: "Night", state: "active" },
  after: { name: "Night", state: "shadow" },
};

async function written(...audit: AuditEntry[]): Promise<void> {
  const { epoch } = await store.takeWriter();
  await store.commit(epoch, { audit });
}

beforeEach(forgetAudit);

describe("an entry is kept for ever, as it was written", () => {
  beforeEach(() => written(ENTRY));

  const only = store.kind === "d1" ? [] : [["emptied", "truncate audit"]];
  const replaced = `insert or replace into audit (id, at, "by", via, action, subject) values ('e1', 1, 'x', 'x', 'x', 'x')`;
  test.each([
    ["changed", `update audit set "by" = 'somebody else'`],
    ["changed a little", "update audit set note = null where id = 'e1'"],
    ["deleted", "delete from audit"],
    ["deleted by age", "delete from audit where at < 9999999999999"],
    ...only,
    ...(store.kind === "d1" ? [["replaced", replaced]] : []),
  ])("it cannot be %s", async (_how, statement) => {
    await expect(sql(statement ?? "")).rejects.toThrow();
    expect(await store.audit(10, null)).toEqual([ENTRY]);
  });

  test("the same once more is no second entry, and another one under its id does not take its place", async () => {
    await written(ENTRY);
    await written({ ...ENTRY, by: "somebody else" }).catch(() => undefined);
    expect(await store.audit(10, null)).toEqual([ENTRY]);
  });
});
