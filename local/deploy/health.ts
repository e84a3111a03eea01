// Does what was uploaded answer, and how is it?
import { z } from "zod";
import type { World } from "./world.ts";

/** The header of /api/health that names the upload that answers (worker/http/headers.ts). */
const BUILD_HEADER = "vigie-build";
const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 2_000;
const ANSWER_MS = 10_000;

export interface Health {
  /** The upload that answers; null when nothing of Vigie answers. */
  build: string | null;
  /** "up": it answers and lets nobody in without a token, which is all that can be seen without one. */
  state: "flows" | "up" | "stands" | "broken";
  /** Why it is not well. */
  problems: string[];
}

/** It answers, and lets nobody in: without a token, or while somebody guesses at the token from this address. */
const CLOSED_TO_US: ReadonlySet<number> = new Set([401, 403, 429]);

const told = z.object({ problems: z.array(z.string()).optional(), error: z.string().optional() });

export async function healthAt(
  { fetch }: Pick<World, "fetch">,
  address: string,
  token: string | null,
): Promise<Health> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const url = new URL("api/health", address);
  const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(ANSWER_MS) }).catch(
    () => null,
  );
  if (response === null) return { build: null, state: "broken", problems: [`nothing answers at ${address} yet`] };
  const build = response.headers.get(BUILD_HEADER);
  const body = told.safeParse(await response.json().catch(() => null)).data ?? {};
  if (CLOSED_TO_US.has(response.status)) return { build, state: "up", problems: [] };
  if (response.ok) return { build, state: "flows", problems: body.problems ?? [] };
  if (body.problems !== undefined) return { build, state: "stands", problems: body.problems };
  return { build, state: "broken", problems: [body.error ?? `it answers ${response.status}`] };
}

/**
 * Waits a minute at most until that upload answers and is well. Payments that stood before may go on standing: their reason is not
 * the new version.
 */
export async function untilHealthy(
  world: Pick<World, "fetch" | "wait" | "nowMs">,
  address: string,
  token: string | null,
  build: string,
  stoodBefore: boolean,
): Promise<{ isWell: boolean; last: Health }> {
  const until = world.nowMs() + PATIENCE_MS;
  for (;;) {
    const last = await healthAt(world, address, token);
    const isNew = last.build === build;
    const isWell = last.state === "flows" || last.state === "up" || (last.state === "stands" && stoodBefore);
    if (isNew && isWell) return { isWell: true, last };
    if (world.nowMs() >= until) {
      const problems = isNew || last.build === null ? last.problems : ["the version before still answers"];
      return { isWell: false, last: { ...last, problems } };
    }
    await world.wait(LOOK_AGAIN_MS);
  }
}
