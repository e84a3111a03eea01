// The server in docs/feed.md, as a person copies it: Vigie's own reader polls it.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { admit } from "../worker/payment/admit.ts";
import { readRows } from "../worker/payment/readRows.ts";
import { fetchFeed } from "../worker/pipeline/fetchFeed.ts";
import { freePort } from "./freePort.ts";

const root = path.resolve(import.meta.dirname, "..");
const page = readFileSync(path.join(root, "docs/feed.md"), "utf8");

test("the smallest server of the docs serves payments that are taken, a new one each time", async () => {
  const server = /```js\n(.*?)```/s.exec(page)?.[1] ?? "";
  const dir = mkdtempSync(path.join(tmpdir(), "vigie-feed-"));
  const port = await freePort("127.0.0.1");
  writeFileSync(path.join(dir, "feed.mjs"), server);
  const child = spawn(process.execPath, ["feed.mjs"], { cwd: dir, env: { PORT: String(port) }, stdio: "inherit" });
  const poll = async () => {
    const answer = await fetchFeed({ url: `http://localhost:${port}`, deadlineMs: 10_000, nowMs: Date.now() }, fetch);
    return answer.ok ? answer : null;
  };
  try {
    await expect.poll(async () => (await poll()) !== null, { timeout: 30_000 }).toBe(true);
    const [first, second] = [await poll(), await poll()];
    const ids = [first, second].map((answer) => {
      const read = readRows(answer?.body ?? "", 5_000);
      const door = { cardKey: "a key of the tests, thirty-two characters or more", nowMs: Date.now() };
      const admissions = read.ok ? read.rows.map((row) => admit(row, door)) : [];
      expect(admissions).toEqual(admissions.map(() => expect.objectContaining({ ok: true })));
      return admissions.flatMap((admission) => (admission.ok ? (admission.payment?.id ?? []) : []));
    });
    expect(ids[0]?.length).toBeGreaterThan(0);
    // Nothing of the first answer is missing from the second, which goes on.
    expect(ids[1]).toEqual([...(ids[0] ?? []), expect.stringMatching(/^order-\d+$/)]);
  } finally {
    child.kill();
    rmSync(dir, { recursive: true });
  }
}, 60_000);

test("what the page says is refused is refused in those words", () => {
  const words = readRows('{"payments":[{"trans_num":"order-1001"}]}', 100);
  expect(words.ok ? "" : words.problem).toBe("found the key payments; send the list itself");
  expect(page).toContain("found the key payments; send the list itself");
});
