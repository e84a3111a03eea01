// Exchanges the model that decides, or the one that scores beside it: asks the gate, and has the policy changed. See docs/models.md.

import type { PolicyAnswer, PolicyChange } from "../policy/change.ts";
import type { Doer, Policy, PolicyModels } from "../policy/policy.ts";
import type { PairStore } from "../store/pairs.ts";
import { type PolicyStore, policyOf } from "../store/policies.ts";
import type { RegistryStore } from "../store/registry.ts";
import type { Gate } from "../wire/comparison.ts";
import { gateNow } from "./gateNow.ts";
import { inUse } from "./modelStates.ts";

/** What somebody wants. */
export interface Wish extends Doer {
  role: keyof PolicyModels;
  /** Null: as champion, whichever model is shipped; as challenger, none. */
  version: string | null;
  /** The version of the policy that they have seen. Null: whichever holds. */
  from: number | null;
  note: string | null;
  /** Against the gate. Needs a note. */
  override: boolean;
}

/** `gate`: null where it was not asked. */
export type Exchanged =
  | { status: "changed" | "same"; policy: Policy; gate: Gate | null }
  /** Somebody else changed the policy before. */
  | { status: "moved"; policy: Policy }
  /** There is no such model. */
  | { status: "unknown" }
  /** `field`: of the wish. */
  | { status: "refused"; problem: string; field: "version" | "note" | null; gate: Gate | null };

export interface ExchangePorts {
  store: Pick<RegistryStore & PolicyStore & PairStore, "models" | "policy" | "policyVersions" | "pairs">;
  /** The version of the model that is shipped. */
  shipped: string;
  changePolicy: (change: PolicyChange) => Promise<PolicyAnswer>;
  now: () => number;
}

/** Throws when the store failed: then nothing was changed, or it is not known whether it was. */
export async function exchange(wish: Wish, ports: ExchangePorts): Promise<Exchanged> {
  const { store, shipped } = ports;
  const { role, version } = wish;
  const [newest, models] = await Promise.all([store.policy(), store.models()]);
  const policy = policyOf(newest);
  if (wish.from !== null && wish.from !== policy.version) return { status: "moved", policy };
  const isKnown = version === null || version === shipped || models.some((model) => model.version === version);
  if (!isKnown) return { status: "unknown" };
  if (policy.models[role] === version) return { status: "same", policy, gate: null };

  const { champion, challenger } = inUse(policy.models, shipped);
  if (role === "challenger" && version === champion) {
    return refused("it decides already: a challenger is another model than the champion", "version", null);
  }
  const wanted = version ?? shipped;
  const gate =
    role === "champion" && wanted !== champion
      ? (await gateNow(store, { version: wanted, champion, shipped }, ports.now())).gate
      : null;
  const isOverridden = gate !== null && !gate.passes;
  if (isOverridden && !wish.override) return refused(gateWords(gate), null, gate);
  if (isOverridden && wish.note === null) {
    return refused("note must say why the gate is overridden", "note", gate);
  }
  const changed: Partial<PolicyModels> =
    // A model does not challenge itself.
    role === "champion" && challenger === wanted ? { champion: version, challenger: null } : { [role]: version };
  const answer = await ports.changePolicy({
    ...{ from: policy.version, edit: { kind: "models", models: changed }, by: wish.by, via: wish.via, note: wish.note },
    action: isOverridden ? "champion_against_gate" : role,
  });
  if (answer.status === "refused") return refused(answer.problem, "version", gate);
  if (answer.status === "moved" || answer.status === "unknown") return answer;
  return { ...answer, gate };
}

function refused(problem: string, field: "version" | "note" | null, gate: Gate | null): Exchanged {
  return { status: "refused", problem, field, gate };
}

function gateWords({ checks }: Gate): string {
  const failed = checks.filter(({ passes }) => !passes).map(({ text }) => text);
  return `the gate does not let it through: ${failed.join(" ")} With "override": true and a note it decides all the same`;
}
