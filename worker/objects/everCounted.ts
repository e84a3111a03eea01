// Counts in an object's storage that only grow: how often each of a few things has ever happened.
import type { Cell } from "../storedCell.ts";

export type EverCounts<Name extends string> = Partial<Record<Name, number>>;

export function everCounted<Name extends string>(cell: Cell<EverCounts<Name>>) {
  return {
    /** A thing that has never happened has no entry. */
    all: (): EverCounts<Name> => cell.get() ?? {},
    add(name: Name): void {
      const counts: EverCounts<Name> = cell.get() ?? {};
      cell.put({ ...counts, [name]: (counts[name] ?? 0) + 1 });
    },
  };
}
