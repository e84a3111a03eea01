// The sources page's state: the policy that holds, what was done, and how a change is asked for. Each section has a state of its own.
import { computed, signal } from "@preact/signals";
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import type { Answer } from "../shared/ask.ts";
import { isMoved } from "../shared/changePolicy.ts";
import { loadMe } from "../shared/me.ts";
import { askPolicy } from "./ask.ts";

/** Pause between two looks at what holds, while someone looks at the page. */
const AGAIN_MS = 30_000;

/** The message that says what was done has this id: the focus goes there, since the button that was pressed may be gone. */
export const DONE = "done";
export const SKIPPED_TO = "sources";

export const policy = signal<PolicyInFull | null>(null);
export const done = signal<string | null>(null);
/** Why there is no answer, by what was asked for. */
const problems = signal<Readonly<Record<string, string | null>>>({});

/** The first thing that could not be loaded. */
export const problem = computed(() => Object.values(problems.value).find((each) => each !== null) ?? null);

/** Keeps in mind why something could not be loaded, or that it was. */
export function noteProblem(what: string, answer: Answer<unknown>): void {
  const said = answer.ok ? null : answer.problem;
  if ((problems.peek()[what] ?? null) !== said) problems.value = { ...problems.peek(), [what]: said };
}

export async function loadPolicy(): Promise<void> {
  const [answer] = await Promise.all([askPolicy(), loadMe()]);
  noteProblem("policy", answer);
  if (answer.ok) policy.value = answer.value;
}

/** Loads now, and again while someone looks. */
export function keepLoading(load: () => Promise<void>): void {
  void load();
  setInterval(() => {
    if (document.visibilityState === "visible") void load();
  }, AGAIN_MS);
}

const MOVED =
  "Someone else has changed this meanwhile. What you typed is still here, and the page knows what holds now: press again to put yours in its place.";

/** Asks for a change, loads what holds then, and says that it was done. */
export async function changing<T>(
  asking: Promise<Answer<T>>,
  said: string,
  load: () => Promise<void>,
): Promise<Answer<T>> {
  done.value = null;
  const answer = await asking;
  await load();
  if (answer.ok) {
    done.value = said;
    return answer;
  }
  return isMoved(answer) ? { ...answer, problem: MOVED } : answer;
}
