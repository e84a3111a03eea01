// The list of payments that wait: what is at stake, how old each is, and who is looking at it.

import { useComputed, useSignal } from "@preact/signals";
import type { Review } from "../../../worker/wire/reviews.ts";
import * as format from "../shared/format.ts";
import { FirstReason, OutcomeTag } from "../shared/Marks.tsx";
import { money, paidMoney } from "../shared/money.ts";
import { chosenBy, claimWords } from "./queue.ts";
import { chosen, lookFurther, now, older, open, opened, queue, shownReviews } from "./state.ts";

export function Queue() {
  const reviews = useComputed(shownReviews).value;
  /** The last box that was pressed, from which the shift key counts. */
  const last = useSignal<string | null>(null);
  if (queue.value === null) return <p class="panel-quiet">Loading…</p>;
  const next = older.value === null ? queue.value.next : older.value.next;
  const ids = reviews.map(({ payment }) => payment.id);

  function choose(id: string, isOn: boolean, isRange: boolean): void {
    chosen.value = chosenBy(chosen.value, ids, id, { isOn, from: isRange ? last.value : null });
    last.value = id;
  }

  return (
    <>
      <ol class="queue-list" aria-label="Payments to review">
        {reviews.map((review) => (
          <Entry key={review.payment.id} review={review} onChoose={choose} />
        ))}
      </ol>
      {next !== null && (
        <button type="button" class="more" onClick={() => void lookFurther()}>
          Show more
        </button>
      )}
    </>
  );
}

interface EntryProps {
  review: Review;
  onChoose: (id: string, isOn: boolean, isRange: boolean) => void;
}

function Entry({ review: { payment, atRisk, claim }, onChoose }: EntryProps) {
  const { id } = payment;
  const whose = claimWords(claim, now.value);
  const title = `${paidMoney(payment)} at ${payment.merchant}`;
  return (
    <li class={opened.value?.id === id ? "open" : ""}>
      <label class="choose">
        <input
          type="checkbox"
          aria-label={`Choose ${title}`}
          checked={chosen.value.has(id)}
          onClick={(event) => onChoose(id, event.currentTarget.checked, event.shiftKey)}
        />
      </label>
      <button
        type="button"
        class="queue-entry"
        aria-current={opened.value?.id === id ? "true" : undefined}
        onClick={() => void open(id)}
      >
        <span class="entry-head">
          <span class="entry-amount">{paidMoney(payment)}</span> <OutcomeTag outcome={payment.outcome} />
        </span>
        <bdi class="entry-merchant">{payment.merchant}</bdi>
        <span class="entry-reason">
          <FirstReason payment={payment} />
        </span>
        <span class="entry-foot">
          <span>{atRisk === null ? "risk not known" : `${money(atRisk)} at risk`}</span>
          <span>{format.span(Math.max(0, now.value - Date.parse(payment.paidAt)))} old</span>
        </span>
        {whose !== "" && <span class={`entry-claim ${claim?.mine === true ? "mine" : "theirs"}`}>{whose}</span>}
      </button>
    </li>
  );
}
