// The live payments: filters, search and pause, then the table (a list of cards on narrow screens).
import { signal } from "@preact/signals";
import { zone } from "../shared/zone.ts";
import { Emptiness } from "./Emptiness.tsx";
import { PaymentCards } from "./PaymentCards.tsx";
import { PaymentTable } from "./PaymentTable.tsx";
import { board, loadingOlder, moreRows, pageProblem, reload, rows, showOlder } from "./signals.ts";
import { Toolbar } from "./Toolbar.tsx";

const narrowQuery = matchMedia("(max-width: 46rem)");
const narrow = signal(narrowQuery.matches);
narrowQuery.addEventListener("change", ({ matches }) => {
  narrow.value = matches;
});

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
      {shown.length > 0 && (
        <div class="older">
          {moreRows.value ? (
            <button type="button" onClick={() => void showOlder()} disabled={loadingOlder.value}>
              {loadingOlder.value ? "Loading…" : "Load older payments"}
            </button>
          ) : (
            <p class="aside">That is all.</p>
          )}
        </div>
      )}
    </section>
  );
}
