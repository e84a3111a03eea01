// The values of one's own lists, as rules look them up: by name, whatever their number.
import { type ListEntry, metBy, type OwnList } from "../policy/lists.ts";

export class Lists {
  /** By name: each value with the moment, in epoch ms, from which on it no longer holds. */
  readonly #endOf: ReadonlyMap<string, ReadonlyMap<unknown, number>>;
  readonly #kindOf: ReadonlyMap<string, OwnList["kind"]>;
  /** The moment for which it is asked. */
  nowMs = 0;

  /** Of two entries with one value, the one that holds longer counts. */
  constructor(ownLists: readonly OwnList[], entries: readonly ListEntry[]) {
    const endOf = new Map(ownLists.map(({ name }) => [name, new Map<unknown, number>()]));
    for (const { list, value, until } of entries) {
      const end = until ?? Number.POSITIVE_INFINITY;
      const values = endOf.get(list);
      values?.set(value, Math.max(end, values.get(value) ?? end));
    }
    this.#endOf = endOf;
    this.#kindOf = new Map(ownLists.map(({ name, kind }) => [name, kind]));
  }

  /** Says whether a value is in the list. */
  holder(list: string): (value: unknown) => boolean {
    const endOf = this.#endOf.get(list);
    const kind = this.#kindOf.get(list);
    const holds = (value: unknown) => (endOf?.get(value) ?? Number.NEGATIVE_INFINITY) > this.nowMs;
    if (kind !== "bin") return holds;
    return (value) => typeof value === "string" && metBy(kind, value).some(holds);
  }
}
