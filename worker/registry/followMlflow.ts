// Follows an alias of MLflow: one look, and what comes of it here. An object calls it each hour, and keeps what it returns.
import type { MlflowSettings } from "../config/config.ts";
import type { Gate } from "../wire/comparison.ts";
import type { Look } from "./mlflow.ts";
import { type Standing, takingOf } from "./mlflowTaking.ts";

/** What is remembered from look to look, and shown. */
export interface Followed {
  /** Epoch ms of the last look. */
  at: number;
  /** Of the version that was dealt with last; null: none was yet. */
  mark: string | null;
  /** The number that MLflow gave that version. */
  number: string | null;
  /** The bundle's own version; null when it was refused here. */
  version: string | null;
  /** What came of that version, in words. */
  said: string | null;
  /** Why the last look found nothing, where that is no fault; null otherwise. */
  nothing: string | null;
  /** Why the last look failed, or why the version was refused; null when all is well. */
  problem: string | null;
}

export interface FollowPorts {
  look: (knownMark: string | null) => Promise<Look>;
  /** Proves a bundle and takes it into the registry, as any other. `problem`: a sentence or a part of one. */
  takeIn: (
    zip: Uint8Array,
    note: string,
  ) => Promise<{ ok: true; version: string; wasHere: boolean } | { ok: false; problem: string }>;
  /** How things stand here, for a bundle that is in the registry. */
  standing: (version: string) => Promise<Omit<Standing, "wasRegistered">>;
  gate: (version: string) => Promise<Gate>;
  /** Makes it the challenger or the champion, without overriding the gate. */
  become: (
    role: "challenger" | "champion",
    version: string,
    note: string,
  ) => Promise<{ ok: true } | { ok: false; problem: string }>;
  now: () => number;
}

const NOTHING_YET = { mark: null, number: null, version: null, said: null };
const NOBODY_ASKED: Gate = { passes: false, checks: [] };

/**
 * `before`: what the last look returned; null at the first. `again`: a person asks, so a version that was refused is tried
 * once more. Throws when a port throws: then nothing is remembered, and the next look does it again.
 */
export async function followMlflow(
  model: MlflowSettings,
  before: Followed | null,
  again: boolean,
  ports: FollowPorts,
): Promise<Followed> {
  const known = before ?? NOTHING_YET;
  const wasRefused = known.version === null;
  const found = await ports.look(wasRefused && again ? null : known.mark);
  const at = ports.now();
  // Nothing there: the models that are here stay.
  if (found.kind === "nothing") return { ...known, at, nothing: found.why, problem: null };
  if (found.kind === "problem") return { ...known, at, nothing: null, problem: found.problem };

  const number = found.version;
  const name = `${model.name}@${model.alias}`;
  let [mark, version, wasRegistered, isNew] = [known.mark, known.version, true, false];
  if (found.kind === "bundle") {
    const taken = await ports.takeIn(found.zip, `version ${number} of ${name} in MLflow`);
    mark = found.mark;
    if (!taken.ok) {
      const problem = `Version ${number} of ${name} in MLflow was not taken in: ${taken.problem}`;
      // Remembered, too: the same bytes would be refused again each hour.
      return { at, mark, number, version: null, said: problem, nothing: null, problem };
    }
    version = taken.version;
    wasRegistered = taken.wasHere;
    isNew = true;
  }
  if (version === null) return { ...known, at, nothing: null, problem: known.said };

  const here = { ...(await ports.standing(version)), wasRegistered };
  // Comparing two models reads thousands of rows, so only what may pass is compared.
  const mayPass = isNew ? version !== here.champion : version === here.challenger && !here.wasChampion;
  const gate = model.takesAs === "champion" && mayPass ? await ports.gate(version) : NOBODY_ASKED;
  const { role, said } = takingOf({ model: name, number, version, isNew }, model.takesAs, here, gate);
  const done: Followed = { at, mark, number, version, said: said ?? known.said, nothing: null, problem: null };
  if (role === null) return done;
  const became = await ports.become(role, version, said ?? name);
  if (became.ok) return done;
  // Without its mark the version is looked at anew in an hour.
  const problem = `Version ${number} of ${name} in MLflow (model ${version}) is registered, but not the ${role}: ${became.problem}`;
  return { ...done, mark: isNew ? null : mark, said: known.said, problem };
}
