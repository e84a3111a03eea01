// The choice of what a list or an entry holds: cards, merchants and so on.
import type { Signal } from "@preact/signals";
import type { ListKind } from "../../../worker/policy/lists.ts";
import { KIND_WORDS } from "./words.ts";

interface Props {
  id: string;
  kind: Signal<ListKind>;
  kinds: readonly ListKind[];
}

export function KindSelect({ id, kind, kinds }: Props) {
  return (
    <select
      id={id}
      value={kind.value}
      onChange={({ currentTarget }) => {
        kind.value = currentTarget.value as ListKind;
      }}
    >
      {kinds.map((each) => (
        <option key={each} value={each}>
          {KIND_WORDS[each]}
        </option>
      ))}
    </select>
  );
}
