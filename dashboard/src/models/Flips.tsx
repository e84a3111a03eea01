// The payments on which the two models differ: how many, what they were, how much money; and the payments themselves.

import type { Comparison, FlipView } from "../../../worker/wire/comparison.ts";
import { focusOnce } from "../shared/focus.ts";
import { category, count, score } from "../shared/format.ts";
import { Card, OutcomeTag, PaidAt } from "../shared/Marks.tsx";
import { paidMoney, roundMoney } from "../shared/money.ts";
import { paymentHref } from "../shared/route.ts";
import { useTabStop } from "../shared/tabStop.ts";
import { EVERYTHING } from "../shared/view.ts";
import { flips, flipsProblem, loadFlips, openKind } from "./state.ts";
import { FLIP_TITLES, reviewWords, truthWords } from "./words.ts";

export function Flips({ comparison }: { comparison: Comparison }) {
  return (
    <div class="flips">
      <ul>
        {comparison.flips.map((flip) => (
          <Flip key={flip.kind} flip={flip} />
        ))}
      </ul>
      {openKind.value !== null && <FlipList key={openKind.value} />}
    </div>
  );
}

function Flip({ flip }: { flip: FlipView }) {
  const { kind, payments, amount } = flip;
  const isOpen = openKind.value === kind;
  return (
    <li class={`flip ${kind}`}>
      <span class="flip-title">
        {FLIP_TITLES[kind]} <strong>{count(payments)}</strong>
      </span>
      {payments > 0 && (
        <>
          <span class="flip-truth">
            {truthWords(flip)}; {roundMoney(amount)} in all
            {reviewWords(flip) === "" ? "" : `; ${reviewWords(flip)}`}
          </span>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls="flipped"
            onClick={() => {
              openKind.value = isOpen ? null : kind;
            }}
          >
            {isOpen ? "Hide them" : "Show them"}
            <span class="unseen"> ({FLIP_TITLES[kind].toLowerCase()})</span>
          </button>
        </>
      )}
    </li>
  );
}

function FlipList() {
  const list = flips.value;
  const kind = openKind.value;
  const stop = useTabStop((list?.payments ?? []).map(({ id }) => id));
  return (
    <section
      id="flipped"
      class="flipped"
      aria-label={kind === null ? undefined : FLIP_TITLES[kind]}
      aria-busy={list === null && flipsProblem.value === null}
      ref={focusOnce}
      tabIndex={-1}
    >
      {flipsProblem.value !== null && (
        <p class="notice warn" role="alert">
          {flipsProblem.value}
        </p>
      )}
      {list !== null && list.payments.length === 0 && (
        <p class="empty-line">These payments have left the store; only their counts are kept.</p>
      )}
      {list !== null && list.payments.length > 0 && (
        <table class="plain-table flipped-table" {...stop.listens}>
          <caption class="unseen">
            Payments that would be decided otherwise, newest first. Arrow keys move between rows, Enter opens one.
          </caption>
          <thead>
            <tr>
              <th scope="col">Paid</th>
              <th scope="col">Merchant</th>
              <th scope="col">Card</th>
              <th scope="col">Amount</th>
              <th scope="col">Was</th>
              <th scope="col">Score</th>
              <th scope="col">Would be</th>
              <th scope="col">Score</th>
              <th scope="col">It was</th>
            </tr>
          </thead>
          <tbody>
            {list.payments.map((payment) => (
              <tr key={payment.id}>
                <td>
                  <PaidAt payment={payment} now={Date.now()} />
                </td>
                <th scope="row">
                  <a
                    href={`/${paymentHref(payment.id, EVERYTHING)}`}
                    data-row={payment.id}
                    tabIndex={payment.id === stop.row ? 0 : -1}
                  >
                    <bdi>{payment.merchant}</bdi>
                  </a>
                  <span class="small">{category(payment.category)}</span>
                </th>
                <td>
                  <Card last4={payment.card.last4} id={payment.card.id} />
                </td>
                <td>{paidMoney(payment)}</td>
                <td>
                  <OutcomeTag outcome={payment.outcome} />
                </td>
                <td>{score(payment.score)}</td>
                <td>{payment.challenger?.outcome != null && <OutcomeTag outcome={payment.challenger.outcome} />}</td>
                <td>{score(payment.challenger?.score ?? null)}</td>
                <td>{TRUTH[payment.verdict ?? payment.label ?? "unknown"]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {kind !== null && list?.next != null && (
        <div class="older">
          <button type="button" onClick={() => void loadFlips(kind)}>
            Show more
          </button>
        </div>
      )}
    </section>
  );
}

const TRUTH = { fraud: "fraud", legitimate: "good", unknown: "not known" } as const;
