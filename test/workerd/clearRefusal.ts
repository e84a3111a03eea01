// What every refusal must be like.
import { expect } from "vitest";

/** Words that only the inside uses. */
export const INSIDE = /\bat \w+ \(|\.ts\b|SQLITE|D1_|Error:|stack|undefined|\bworker\b/i;

/** One of these codes, JSON with an `error`, and nothing of the inside. */
export async function expectClear(
  answer: Response,
  status: number | number[],
): Promise<{ error: string; field?: string }> {
  const text = await answer.text();
  expect([status].flat(), `${answer.status} ${text.slice(0, 200)}`).toContain(answer.status);
  expect(text).not.toMatch(INSIDE);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  const problem: { error: string } = JSON.parse(text);
  expect(problem.error).toEqual(expect.any(String));
  return problem;
}
