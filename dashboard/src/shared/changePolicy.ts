// Changes of what people set. Each says which version of the policy the person saw. Another's change in between is no harm where what
// they look at is still the same; where it is another now, they are told, and nothing that they typed is lost.
import { type Answer, ask, type Failure, type Question } from "./ask.ts";

/** For changes that stand beside all others, such as one more entry of a list. */
export const ANY = null;

/** `seen`: the policy's version. */
export function change<T>(path: string, question: Question, seen: number | null): Promise<Answer<T>> {
  return ask<T>(path, { ...question, headers: { ...question.headers, "if-match": seen === ANY ? "*" : `"${seen}"` } });
}

const MOST_TRIES = 3;

/**
 * `look`: loads what holds now, and says its version and whether what the person changes is still as they saw it. Null where it
 * cannot be loaded.
 */
export async function changeAsSeen<T>(
  send: (seen: number) => Promise<Answer<T>>,
  seen: number,
  look: () => Promise<{ version: number; isSame: boolean } | null>,
): Promise<Answer<T>> {
  let version = seen;
  for (let tries = 1; ; tries += 1) {
    const answer = await send(version);
    if (answer.ok || answer.status !== 412 || tries === MOST_TRIES) return answer;
    const now = await look();
    if (now === null || !now.isSame) return answer;
    version = now.version;
  }
}

export function isMoved(answer: Failure): boolean {
  return answer.status === 412;
}
