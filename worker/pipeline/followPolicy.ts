// How a decider follows the ledger's policy: it hears of a change at once, with the answer to its next record, or within a minute.
import { logError } from "../log.ts";
import { FIRST_POLICY, isSamePolicy, type Policy, type PolicyStamp } from "../policy/policy.ts";
import { turns } from "../turns.ts";
import type { PolicyInForce } from "./policyInForce.ts";

/** A model that could not be opened is tried again after this time. */
const AGAIN_MS = 60_000;

export interface FollowPorts {
  inForce: PolicyInForce;
  /** The policy that the store has, as JSON. Throws when it cannot be read. */
  policy: () => Promise<string>;
  /** Runs a work between two groups. */
  inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  now: () => number;
  /** For work that nobody waits for. */
  aside: (work: Promise<unknown>) => void;
}

export function createPolicyFollower({ inForce, policy, inTurn, now, aside }: FollowPorts) {
  const policyInTurn = turns();
  /** When the models of the policy were last opened, or could not be. */
  let openedAt = 0;

  /** Opens the models that a policy names, and decides under it from the next group on. `text`: a `Policy` as JSON. */
  function adopt(text: string): Promise<void> {
    return policyInTurn(async () => {
      const put = await opened(read(text));
      await inTurn(async () => put());
    });
  }

  /** Asks for the policy only when its turn has come, so that an older answer never undoes a newer word. */
  function follow(): Promise<void> {
    return policyInTurn(async () => {
      const next = read(await policy());
      if (isFollowed(next)) return;
      const put = await opened(next);
      await inTurn(async () => put());
    });
  }

  /** `stamp`: of the policy that the store has. Null or left out: the ledger does not know it just now. */
  function heed(stamp: PolicyStamp | null | undefined): void {
    if (stamp == null || isFollowed(stamp)) return;
    const isTried = !inForce.isReady() || Math.abs(now() - openedAt) < AGAIN_MS;
    if (isSamePolicy(stamp, inForce.policy()) && isTried) return;
    aside(follow());
  }

  /** Opens the models of the policy, once since this decider began. In the turn of a group: nothing is decided before. */
  async function beReady(): Promise<void> {
    if (!inForce.isReady()) (await opened(inForce.policy()))();
  }

  async function opened(next: Policy): Promise<() => void> {
    openedAt = now();
    const put = await inForce.ready(next);
    return () => {
      put();
      const { champion, challenger } = inForce.problems();
      const { models } = next;
      if (champion !== null) logError("model_not_read", champion, { role: "champion", version: models.champion });
      if (challenger !== null)
        logError("model_not_read", challenger, { role: "challenger", version: models.challenger });
      for (const { rule, problem } of inForce.brokenRules()) logError("rule_not_read", problem, { rule });
    };
  }

  function isFollowed(stamp: PolicyStamp): boolean {
    const { champion, challenger } = inForce.problems();
    return inForce.isReady() && isSamePolicy(stamp, inForce.policy()) && champion === null && challenger === null;
  }

  return { adopt, follow, heed, beReady };
}

/** A ledger of the version before, while a deploy mixes both, gives the value itself, of models alone. */
function read(given: string | Pick<Policy, "models" | "version">): Policy {
  return { ...FIRST_POLICY, ...(typeof given === "string" ? JSON.parse(given) : given) };
}
