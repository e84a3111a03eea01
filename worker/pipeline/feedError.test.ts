import { expect, test } from "vitest";
import { feedBody, feedRow } from "../../test/rows.ts";
import { readRows } from "../payment/readRows.ts";
import { saidInstead } from "./feedError.ts";

function said(body: string): string | null {
  const read = readRows(body, 100);
  return read.ok ? saidInstead(read.rows) : "unreadable";
}

test.each([
  ['{"error":"Rate limit exceeded: 5 per 1 minute"}', "no payments, but: Rate limit exceeded: 5 per 1 minute"],
  [JSON.stringify('{"error":"Rate limit exceeded"}'), "no payments, but: Rate limit exceeded"],
  ['{"error":"Rate limit exceeded","columns":[],"index":[],"data":[]}', "no payments, but: Rate limit exceeded"],
  ['{"error":true,"columns":["amt"],"data":[]}', "an object without any column of a payment"],
  ['[{"error":"Rate limit exceeded"}]', "no payments, but: Rate limit exceeded"],
  ['{"message":"Too many\\r\\nrequests"}', "no payments, but: Too many requests"],
  ['{"detail":"Not authenticated"}', "no payments, but: Not authenticated"],
  ['{"error":{"code":429,"message":"slow down"}}', "no payments, but: slow down"],
  ['{"status":"error","code":500}', "an object without any column of a payment"],
  ['{"data":[]}', "an object without any column of a payment"],
  ["{}", "an object without any column of a payment"],
  ['{"error":"card 4497913965512794 is blocked"}', "no payments, but: card •••• 2794 is blocked"],
])("%s is no payment, and is told", (body, expected) => {
  expect(said(body)).toBe(expected);
});

test("a payment, however bad, an empty answer and several rows are taken as payments", () => {
  const bodies = [
    feedBody([feedRow()]),
    JSON.stringify(feedRow()),
    '{"trans_num":"1","error":"x"}',
    '{"amt":-1}',
    "[]",
    feedBody([]),
    '{"error":null,"columns":["amt"],"data":[]}',
    '[{"error":"a"},{"error":"b"}]',
  ];
  for (const body of bodies) expect(said(body), body).toBeNull();
});

test("what is said at length is cut", () => {
  expect(said(JSON.stringify({ error: "é".repeat(5000) }))?.length).toBeLessThan(200);
});
