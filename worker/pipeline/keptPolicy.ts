// The policy in a decider's own storage, so that it decides under it while the store is away. A value there may have 2 MB, and lists may
// have more, so the text lies in pieces.
import { FIRST_POLICY, type Policy } from "../policy/policy.ts";
import type { Cell } from "../storedCell.ts";

/** A character may take two bytes. */
const PIECE_LENGTH = 900_000;

/** `policy`: the key of versions of Vigie that knew of models alone. What lies there is followed until the ledger says which one holds. */
export function keptPolicy(kv: SyncKvStorage): Cell<Policy> {
  const pieceKey = (piece: number) => `policy:${piece}`;
  const pieces = () => kv.get<number>("policyPieces") ?? 0;

  function drop(from: number, to: number): void {
    for (let piece = from; piece < to; piece++) kv.delete(pieceKey(piece));
  }

  return {
    get() {
      const many = pieces();
      if (many === 0) {
        const older = kv.get<Pick<Policy, "version" | "models">>("policy");
        return older === undefined ? undefined : { ...FIRST_POLICY, ...older };
      }
      const text = Array.from({ length: many }, (_, piece) => kv.get<string>(pieceKey(piece)) ?? "").join("");
      const policy: Policy = JSON.parse(text);
      return policy;
    },
    /** Without an await between them, the writes of an object are kept together or not at all. */
    put(policy) {
      const text = JSON.stringify(policy);
      const before = pieces();
      const many = Math.ceil(text.length / PIECE_LENGTH);
      for (let piece = 0; piece < many; piece++) {
        kv.put(pieceKey(piece), text.slice(piece * PIECE_LENGTH, (piece + 1) * PIECE_LENGTH));
      }
      kv.put("policyPieces", many);
      drop(many, before);
      kv.delete("policy");
    },
    delete() {
      drop(0, pieces());
      kv.delete("policyPieces");
      kv.delete("policy");
    },
  };
}
