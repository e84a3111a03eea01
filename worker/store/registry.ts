// The port of the store, topic registry: the models that were proved here, and their bundles.
import type { Doer } from "../policy/policy.ts";

/** What was proved of a model before it was taken in, and what its manifest says of it. */
export interface ModelProof {
  /** Golden vectors that came out exact to the last bit. */
  golden: number;
  /** Made-up rows on which ONNX Runtime and the tree walker agreed to the last bit. */
  rows: number;
  /** Figures of the manifest: what the training measured on held-out cards. */
  figures: unknown;
}

export interface RegisteredModel extends Doer {
  /** First 12 hex digits of its bundle's content hash. */
  version: string;
  bytes: number;
  pieces: number;
  /** Epoch ms. */
  addedAt: number;
  note: string | null;
  proof: ModelProof;
}

export interface RegistryStore {
  /** The newest first. */
  models(): Promise<RegisteredModel[]>;
  /** The zip file. Null when it is not here, or not whole. */
  bundleOf(version: string): Promise<Uint8Array | null>;
  /**
   * Writes the pieces of a bundle. It is not in the registry before its row is committed. Doing it twice is harmless. Returns how
   * many pieces they are.
   */
  keepBundle(version: string, zip: Uint8Array): Promise<number>;
  /** Removes the pieces of all bundles that have no row. */
  sweepBundles(): Promise<void>;
}
