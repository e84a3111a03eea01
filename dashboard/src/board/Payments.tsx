// The live payments: filters, search and pause, then the table (a list of cards on narrow screens).
import { placeInWords } from "../shared/viewWords.ts";
import { zone } from "../shared/zone.ts";
import { Emptiness } from "./Emptiness.tsx";
import { Filters } from "./Filters.tsx";
import { narrow } from "./narrow.ts";
import { PaymentCards } from "./PaymentCards.tsx";
import { PaymentTable } from "./PaymentTable.tsx";
import { board, loadingOlder, moreRows, pageProblem, reload, rows, showMore, unrecorded } from "./signals.ts";
import { Toolbar } from "./Toolbar.tsx";

export function Payments() {
  const shown = rows.value;
  const loading = board.value.owed || board.value.sequence === null;
  return (
    <section class="payments" aria-labelledby="payments" aria-busy={loading}>
      <div class="section-head">
        <h2 id="payments" tabIndex={-1}>
          Payments
        </h2>
        <p class="aside">times in {zone}</p>
        <Toolbar />
      </div>
      <Filters />
      {unrecorded.value !== null && <p class="aside unlisted">{unrecorded.value.unlisted}</p>}
      {pageProblem.value !== null && (
        <p class="notice warn" role="alert">
          {pageProblem.value}{" "}
          <button type="button" class="link" onClick={reload}>
            Try again
          </button>
        </p>
      )}
      {shown.length === 0 ? (
        <Emptiness loading={loading} />
      ) : narrow.value ? (
        <PaymentCards payments={shown} />
      ) : (
        <PaymentTable payments={shown} />
      )}
      {(shown.length > 0 || board.value.isSearching) && (
        <div class="older">
          <Searched />
          {moreRows.value ? (
            <button type="button" onClick={() => void showMore()} aria-disabled={loadingOlder.value}>
              {loadingOlder.value ? "Loading…" : moreWords()}
            </button>
          ) : (
            <p class="aside">That is all.</p>
          )}
        </div>
      )}
    </section>
  );
}

function moreWords(): string {
  const { isSearching, view } = board.value;
  if (isSearching) return "Search further";
  return view.sort === "time" && view.order === "desc" ? "Load older payments" : "Load more payments";
}

/** How far a search has come that has to look at each payment. */
function Searched() {
  const { isSearching, floor, view } = board.value;
  if (!isSearching || floor === null) return null;
  return (
    <p class="aside" role="status">
      Searched through the payments {placeInWords(view, floor, zone.value)}.
    </p>
  );
}
