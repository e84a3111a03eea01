// The sources page's state: what holds, and what is asked when.
import { batch, signal } from "@preact/signals";
import type { PolicyInFull } from "../../../worker/wire/policy.ts";
import { loadMe } from "../shared/me.ts";
import { askPolicy } from "./ask.ts";

/** Pause between two looks at what holds, while someone looks at the page. */
const AGAIN_MS = 30_000;

/** The message that says what was done has this id: the focus goes there, since the button that was pressed may be gone. */
export const DONE = "done";
export const SKIPPED_TO = "sources";

export const policy = signal<PolicyInFull | null>(null);
export const problem = signal<string | null>(null);
export const done = signal<string | null>(null);

export function start(): void {
  void load();
  setInterval(() => {
    if (document.visibilityState === "visible") void load();
  }, AGAIN_MS);
}

export async function load(): Promise<void> {
  const [whole] = await Promise.all([askPolicy(), loadMe()]);
  batch(() => {
    problem.value = whole.ok ? null : whole.problem;
    if (whole.ok) policy.value = whole.value;
  });
}
