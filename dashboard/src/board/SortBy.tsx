// The order of the list: a button in a column's head, and one choice of all orders where there are no columns.
import type { ComponentChildren } from "preact";
import { ORDERS, SORTS, type Sort } from "../../../worker/payment/query/sorting.ts";
import { sortingOf } from "../shared/view.ts";
import { SORT_WORDS } from "../shared/viewWords.ts";
import { board, setView } from "./signals.ts";

const DIRECTIONS = { desc: "descending", asc: "ascending" } as const;

interface SortableHeadProps {
  sort: Sort;
  class?: string;
  /** What the button's title says before what it does. */
  about?: string;
  children: ComponentChildren;
}

export function SortableHead({ sort, about, children, ...rest }: SortableHeadProps) {
  const { view } = board.value;
  const isBy = view.sort === sort;
  const next = isBy && view.order === "desc" ? "asc" : "desc";
  return (
    <th scope="col" aria-sort={isBy ? DIRECTIONS[view.order] : "none"} {...rest}>
      <button
        type="button"
        class="sort-head"
        title={`${about === undefined ? "" : `${about}. `}Show the ${SORT_WORDS[sort][next]}`}
        onClick={() => setView({ ...board.value.view, sort, order: next })}
      >
        {children}
        <svg viewBox="0 0 8 8" aria-hidden="true">
          {isBy && <path d={view.order === "desc" ? "M1 2.5h6L4 6.5z" : "M1 5.5h6L4 1.5z"} />}
        </svg>
      </button>
    </th>
  );
}

export function SortChoice() {
  const { view } = board.value;
  return (
    <label class="sort-choice">
      <span class="unseen">Order</span>
      <select
        value={`${view.sort} ${view.order}`}
        onChange={({ currentTarget }) => {
          const [sort = null, order = null] = currentTarget.value.split(" ");
          setView({ ...board.value.view, ...sortingOf(sort, order) });
        }}
      >
        {SORTS.flatMap((sort) =>
          ORDERS.map((order) => (
            <option key={`${sort} ${order}`} value={`${sort} ${order}`}>
              {SORT_WORDS[sort][order]}
            </option>
          )),
        )}
      </select>
    </label>
  );
}
