import { expect, test } from "vitest";
import type { Answer } from "./ask.ts";
import { changeAsSeen } from "./changePolicy.ts";

/** Takes a change of this version only. */
function policyAt(version: number) {
  const asked: number[] = [];
  const send = async (seen: number): Promise<Answer<string>> => {
    asked.push(seen);
    return seen === version
      ? { ok: true, value: "changed" }
      : { ok: false, status: 412, problem: "Somebody else changed it.", said: null };
  };
  return { send, asked };
}

test("a change of something else in between does not stop a person", async () => {
  const { send, asked } = policyAt(5);
  expect(await changeAsSeen(send, 3, async () => ({ version: 5, isSame: true }))).toMatchObject({ ok: true });
  expect(asked).toEqual([3, 5]);
});

test("a change of the same thing in between is told, and nothing is changed", async () => {
  const { send, asked } = policyAt(5);
  expect(await changeAsSeen(send, 3, async () => ({ version: 5, isSame: false }))).toMatchObject({ status: 412 });
  expect(asked).toEqual([3]);
  expect(await changeAsSeen(send, 3, async () => null)).toMatchObject({ status: 412 });
});

test("where others change it again and again, it is given up and said", async () => {
  const { send, asked } = policyAt(0);
  let version = 3;
  const look = async () => ({ version: ++version, isSame: true });
  expect(await changeAsSeen(send, 3, look)).toMatchObject({ status: 412 });
  expect(asked).toEqual([3, 4, 5]);
});
