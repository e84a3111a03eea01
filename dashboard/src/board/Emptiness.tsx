// The words of an empty table: why it is empty, and what to do.

import { EVERYTHING, type OutcomeFilter } from "../shared/view.ts";
import { board, setView, status } from "./signals.ts";

const WHICH = {
  all: "payment",
  flagged: "flagged payment",
  decline: "declined payment",
  review: "payment to review",
  approve: "approved payment",
} as const satisfies Record<OutcomeFilter, string>;

export function Emptiness({ loading }: { loading: boolean }) {
  const { view } = board.value;
  if (loading) return <p class="empty">Loading payments…</p>;
  if (view.text !== "") {
    return (
      <div class="empty">
        <p>
          No {WHICH[view.outcome]} matches “<bdi>{view.text}</bdi>”.
        </p>
        <p>
          The search looks for a part of the merchant, the category or the card’s last four digits, or for a whole
          payment or card id.
        </p>
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

function ShowAll() {
  return (
    <button type="button" onClick={() => setView(EVERYTHING)}>
      Show all payments
    </button>
  );
}
