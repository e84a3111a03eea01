// Takes a model into the registry, once it is proved. See docs/models.md.

import type { Doer } from "../policy/policy.ts";
import type { Proof } from "../scoring/proveBundle.ts";
import type { AuditEntry } from "../store/audit.ts";
import type { PolicyStore } from "../store/policies.ts";
import type { RegistryStore } from "../store/registry.ts";
import type { Commit } from "../store/store.ts";
import { VERSIONS_READ } from "./champions.ts";
import { MOST_MODELS, surplusOf } from "./fullRegistry.ts";

export interface Offer extends Doer {
  zip: Uint8Array;
  note: string | null;
}

export type TakenIn =
  | { status: "added" | "known"; version: string }
  /** `problem`: a part of a sentence. */
  | { status: "refused"; problem: string };

export interface TakeInPorts {
  store: Pick<RegistryStore & PolicyStore, "models" | "policyVersions" | "bundleOf" | "keepBundle" | "sweepBundles"> & {
    leftBefore(): Promise<number | null>;
  };
  prove: (zip: Uint8Array) => Promise<Proof>;
  shipped: string;
  /** Writes it in a batch of the one writer. */
  write: (changes: Pick<Commit, "model" | "droppedModels" | "audit">) => Promise<void>;
  now: () => number;
  newId: () => string;
}

/** Throws when the store failed: the same bundle may then be offered again. */
export async function takeIn({ zip, note, by, via }: Offer, ports: TakeInPorts): Promise<TakenIn> {
  const { store, now, newId } = ports;
  const proof = await ports.prove(zip);
  if (!proof.ok) return { status: "refused", problem: proof.problem };
  const { version, manifest } = proof.bundle;
  const models = await store.models();
  if (models.some((model) => model.version === version)) {
    // Pieces that were lost are mended by offering the bundle again.
    if ((await store.bundleOf(version)) === null) await store.keepBundle(version, zip);
    return { status: "known", version };
  }
  const [versions, left] = await Promise.all([store.policyVersions(VERSIONS_READ, null, "models"), store.leftBefore()]);
  const leftBefore = left ?? Number.NEGATIVE_INFINITY;
  const droppedModels = surplusOf({ models, versions, shipped: ports.shipped, leftBefore });
  if (droppedModels === null) {
    const problem = `the registry is full: it keeps ${MOST_MODELS} models, and stored decisions name each of those`;
    return { status: "refused", problem };
  }
  // What an interrupted offer left behind.
  await store.sweepBundles();
  const pieces = await store.keepBundle(version, zip);
  const at = now();
  const { golden, rows } = proof;
  const { figures } = manifest;
  const model = { version, bytes: zip.length, pieces, addedAt: at, by, via, note, proof: { golden, rows, figures } };
  const entry = { at, by, via, before: null, policy: null };
  const dropped = droppedModels.map(
    (subject): AuditEntry => ({ ...entry, id: newId(), action: "model_dropped", subject, note: FULL, after: null }),
  );
  const added: AuditEntry = {
    ...entry,
    id: newId(),
    action: "model_added",
    subject: version,
    note,
    after: model.proof,
  };
  await ports.write({ model, droppedModels, audit: [added, ...dropped] });
  return { status: "added", version };
}

const FULL = `the registry keeps ${MOST_MODELS} models, and another one came`;
