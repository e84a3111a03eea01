// The words of an empty table: why it is empty, and what to do.

import { lineOf } from "../../../worker/payment/query/words.ts";
import { EVERYTHING, type OutcomeFilter, problemsOf } from "../shared/view.ts";
import { board, loadingOlder, setView, status } from "./signals.ts";

const WHICH = {
  all: "payment",
  flagged: "flagged payment",
  decline: "declined payment",
  review: "payment to review",
  approve: "approved payment",
} as const satisfies Record<OutcomeFilter, string>;

export function Emptiness({ loading }: { loading: boolean }) {
  const { view, isSearching } = board.value;
  if (loading) return <p class="empty">Loading payments…</p>;
  if (problemsOf(view).length > 0) {
    return (
      <div class="empty">
        <p>Nothing is listed until the search can be read.</p>
        <ShowAll />
      </div>
    );
  }
  if (isSearching) {
    return (
      <div class="empty">
        <p>{loadingOlder.value ? "None found yet. Searching …" : "None found yet."}</p>
        <ShowAll />
      </div>
    );
  }
  const line = lineOf(view);
  if (line !== "") {
    return (
      <div class="empty">
        <p>
          No {WHICH[view.outcome]} matches “<bdi>{line}</bdi>”.
        </p>
        <p>
          The search looks for a part of the merchant, the category or the card’s last four digits, or for a whole
          payment or card id. An amount is written as &gt;500, &lt;20, 100..200 or =60.16, a day as 2026-11-20.
        </p>
        {view.paid !== "" && <Left />}
        <ShowAll />
      </div>
    );
  }
  if (view.outcome !== "all") {
    return (
      <div class="empty">
        <p>No {WHICH[view.outcome]} yet. New ones appear here by themselves.</p>
        <ShowAll />
      </div>
    );
  }
  const feed = status.value?.health.feed;
  return (
    <div class="empty">
      <p>No payments yet.</p>
      {feed?.host ? (
        <p>
          <bdi>{feed.host}</bdi> is asked every {feed.pollSeconds} s; its payments appear here by themselves. If none
          come, see whether PAYMENTS_URL is right.
        </p>
      ) : (
        <p>
          Send one with <code>POST /api/payments</code>, or set PAYMENTS_URL to a feed; payments appear here by
          themselves.
        </p>
      )}
    </div>
  );
}

/** Days that are not in the store any more are in the archive. */
function Left() {
  const storage = status.value?.health.storage;
  if (storage?.archive == null || storage.keptDays === null) return null;
  return (
    <p>
      Days older than {storage.keptDays} days have left the store for the archive. The <a href="/report">report</a> of a
      day has all its payments as CSV.
    </p>
  );
}

function ShowAll() {
  return (
    <button type="button" onClick={() => setView(EVERYTHING)}>
      Show all payments
    </button>
  );
}
