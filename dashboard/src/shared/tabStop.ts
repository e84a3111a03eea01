// A long list of rows is one tab stop. Tab reaches the row that was visited last, at first the top one; keys move between the
// rows. Each row marks its link by `data-row`. Programs that read the page aloud find all the links all the same.
import { useSignal } from "@preact/signals";

interface TabStop {
  /** The row whose link Tab reaches. All other links have a tabIndex of -1. */
  row: string | undefined;
  /** For the element around the rows. */
  listens: {
    onKeyDown: (event: KeyboardEvent) => void;
    onFocusIn: (event: FocusEvent) => void;
  };
}

/** `first` is reached before any row was visited, where there is such a row. */
export function useTabStop(rows: readonly string[], first?: string | null): TabStop {
  const visited = useSignal<string | null>(null);
  return {
    row: stopAmong(rows, [visited.value, first ?? null]),
    listens: {
      onKeyDown: moveByKey,
      onFocusIn: ({ target }) => {
        const row = target instanceof HTMLElement ? target.dataset.row : undefined;
        if (row !== undefined) visited.value = row;
      },
    },
  };
}

/** The first wish that is still among the rows, else the top row. */
export function stopAmong(rows: readonly string[], wishes: readonly (string | null)[]): string | undefined {
  return wishes.find((row) => row !== null && rows.includes(row)) ?? rows[0];
}

/** The place to which a key leads among so many rows; null where it leads nowhere. */
export function placeByKey(key: string, at: number, rows: number): number | null {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows - 1 }[key];
  return to === undefined || to === at || to < 0 || to >= rows ? null : to;
}

function moveByKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (!(event.currentTarget instanceof HTMLElement) || !(event.target instanceof HTMLElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-row]")];
  const at = links.indexOf(event.target);
  const to = at < 0 ? null : placeByKey(event.key, at, links.length);
  if (to === null) return;
  event.preventDefault();
  links[to]?.focus();
}
