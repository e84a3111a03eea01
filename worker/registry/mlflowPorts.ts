// What following an alias of MLflow needs of the registry: bundles are taken in and models exchanged by the doors that people use, too.
import type { MlflowSettings } from "../config/config.ts";
import type { Store } from "../store/store.ts";
import { championUntil, deploysIn, VERSIONS_READ } from "./champions.ts";
import type { Exchanged, Wish } from "./exchangeModel.ts";
import type { FollowPorts } from "./followMlflow.ts";
import { gateNow } from "./gateNow.ts";
import { lookInMlflow } from "./mlflow.ts";
import { inUse } from "./modelStates.ts";
import type { Offer, TakenIn } from "./takeInModel.ts";

/** For all requests of a look, a bundle of some megabytes among them. */
const DEADLINE_MS = 60_000;

export interface Doors {
  store: Pick<Store, "models" | "pairs" | "policy" | "policyVersions">;
  /** The version of the model that is shipped with this Vigie. */
  shipped: string;
  takeIn: (offer: Offer) => Promise<TakenIn>;
  exchange: (wish: Wish) => Promise<Exchanged>;
  fetcher: typeof fetch;
  now: () => number;
}

export function mlflowPorts(model: MlflowSettings, doors: Doors): FollowPorts {
  const { store, shipped, fetcher, now } = doors;
  const doer = { by: `${model.name}@${model.alias}`, via: "mlflow" };
  const inUseNow = async () => {
    const versions = await store.policyVersions(VERSIONS_READ, null, "models");
    const models = versions[0]?.policy.models ?? { champion: null, challenger: null };
    return { versions, ...inUse(models, shipped) };
  };
  /** The policy by which it was judged how things stand. Null: that was not asked. */
  let seen: number | null = null;
  return {
    now,
    look: (knownMark) => lookInMlflow(model, knownMark, { fetcher, deadlineMs: DEADLINE_MS }),
    takeIn: async (zip, note) => {
      const taken = await doors.takeIn({ zip, note, ...doer });
      if (taken.status === "refused") return { ok: false, problem: taken.problem };
      return { ok: true, version: taken.version, wasHere: taken.status === "known" };
    },
    standing: async (version) => {
      // Its number is read first: what changes afterwards is noticed.
      seen = (await store.policy())?.version ?? 0;
      const [{ versions, champion, challenger }, models] = await Promise.all([inUseNow(), store.models()]);
      const until = championUntil(versions, shipped, version, deploysIn(models));
      return { champion, challenger, wasChampion: until !== null };
    },
    gate: async (version) =>
      (await gateNow(store, { version, champion: (await inUseNow()).champion, shipped }, now())).gate,
    become: async (role, version, note) => {
      // What people have changed since then holds.
      const done = await doors.exchange({ role, version, from: seen, note, override: false, ...doer });
      switch (done.status) {
        case "changed":
        case "same":
          return { ok: true };
        case "refused":
          return { ok: false, problem: done.problem };
        case "moved":
          return { ok: false, problem: "somebody else changed the policy at that moment" };
        case "unknown":
          return { ok: false, problem: "it has left the registry again" };
      }
    },
  };
}
