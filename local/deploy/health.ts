// Asks a deployed Vigie how it is, and waits for a new one.
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
  /**
   * flows: payments flow. stands: Vigie answers, and payments do not flow or are not recorded. up: it answers and lets this caller see no
   * more, for want of a token. broken: anything else.
   */
  state: "flows" | "up" | "stands" | "broken";
  /** Why payments do not flow, or why no more can be seen. */
  problems: string[];
}

/** Vigie answers so to a caller without a token, and while somebody guesses at the token from this address. */
const CLOSED_TO_US: ReadonlySet<number> = new Set([401, 403, 429]);

const told = z.object({
  problems: z.array(z.string()).optional(),
  error: z.string().optional(),
  storeProblem: z.string().nullish(),
});

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
  if (CLOSED_TO_US.has(response.status)) {
    const isRefused = token !== null && response.status === 401;
    const problems = [
      ...(build === null ? [`it answers ${response.status}, and does not say that it is a new Vigie`] : []),
      ...(build !== null && isRefused ? ["DASHBOARD_TOKEN was refused"] : []),
    ];
    return { build, state: "up", problems };
  }
  // Payments are decided without the store for a while. A new version that cannot reach it is not well all the same.
  const isAlone = body.storeProblem != null;
  if (response.ok && !isAlone) return { build, state: "flows", problems: body.problems ?? [] };
  if (body.problems !== undefined) return { build, state: "stands", problems: body.problems };
  return { build, state: "broken", problems: [body.error ?? `it answers ${response.status}`] };
}

/** Payments that stand are a new version's fault only where they were seen to flow before it. */
export function isWell({ state }: Health, before: Health | null): boolean {
  return state === "flows" || state === "up" || (state === "stands" && before?.state !== "flows");
}

/**
 * Waits a minute at most until that upload answers and is well. `before`: how the one before it answered; null: there
 * was none.
 */
export async function untilHealthy(
  world: Pick<World, "fetch" | "wait" | "nowMs">,
  address: string,
  token: string | null,
  build: string,
  before: Health | null,
): Promise<{ isWell: boolean; last: Health }> {
  const until = world.nowMs() + PATIENCE_MS;
  for (;;) {
    const last = await healthAt(world, address, token);
    const isNew = last.build === build;
    if (isNew && isWell(last, before)) return { isWell: true, last };
    if (world.nowMs() >= until) {
      const problems = isNew || last.build === null ? last.problems : ["another version still answers"];
      return { isWell: false, last: { ...last, problems } };
    }
    await world.wait(LOOK_AGAIN_MS);
  }
}
