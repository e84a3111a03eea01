// What the person at the page may do besides reading.
import { signal } from "@preact/signals";
import type { Me } from "../../../worker/wire/answers.ts";
import { ask } from "./ask.ts";

/** Null until the server has said. */
export const me = signal<Me | null>(null);

export async function loadMe(): Promise<void> {
  const answer = await ask<Me>("/api/me");
  if (answer.ok) me.value = answer.value;
}
