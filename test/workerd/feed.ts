// What a test says to the feed outside.
import type { ScriptedAnswer } from "./egress.ts";

/** The feed's next answers, in order; whatever was left of earlier ones is dropped. */
export async function feedAnswers(...answers: ScriptedAnswer[]): Promise<void> {
  await fetch("http://feed.test/script", { method: "POST", body: JSON.stringify(answers) });
}

export async function feedCalls(): Promise<number> {
  return Number(await (await fetch("http://feed.test/calls")).text());
}

/** What the feed was asked since its answers were set: the query, and the key that came with it. */
export async function feedAsked(): Promise<{ search: string; key: string | null }[]> {
  return (await fetch("http://feed.test/asked")).json();
}
