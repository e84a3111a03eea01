// The source that an event comes from, as people have described it. The first decider knows it without the store, and is asked once a
// second at most.
import { deciderAt } from "../pipeline/deciders.ts";
import { type KnownSource, knownSource } from "../policy/knownSources.ts";
import type { SourceSettings } from "../policy/sources.ts";

const ASKED_EVERY_MS = 1_000;

let held: { saved: SourceSettings[]; atMs: number } | null = null;

export async function sourceNamed(env: Pick<Env, "DECIDER">, name: string, nowMs: number): Promise<KnownSource | null> {
  if (held === null || Math.abs(nowMs - held.atMs) >= ASKED_EVERY_MS) {
    const saved: SourceSettings[] = JSON.parse(await deciderAt(env, 0).sources());
    held = { saved, atMs: nowMs };
  }
  return knownSource(name, held.saved);
}

/** The person who changed a source sees the change at once. */
export function askAnew(): void {
  held = null;
}
