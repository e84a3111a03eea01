// The newest alerts on payments of a card or merchant.
import type { MerchantInFull } from "../../../worker/wire/subjects.ts";
import { count, dayAndTimeOfDay } from "../shared/format.ts";
import { OutcomeTag } from "../shared/Marks.tsx";
import { paymentHref } from "../shared/route.ts";
import { Time } from "../shared/Time.tsx";
import { EVERYTHING } from "../shared/view.ts";
import { zone } from "../shared/zone.ts";

export function Alerts({ alerts: { payments, newest } }: { alerts: MerchantInFull["alerts"] }) {
  return (
    <section aria-labelledby="alerts">
      <div class="section-head">
        <h2 id="alerts">Alerts</h2>
        {payments > newest.length && (
          <p class="aside">
            The newest {count(newest.length)} of {count(payments)}.
          </p>
        )}
      </div>
      {newest.length === 0 ? (
        <p class="empty-line">Nobody was alerted of these payments.</p>
      ) : (
        <ul class="subject-list">
          {newest.map(({ id, paymentId, outcome, createdAt }) => (
            <li key={id}>
              <a href={`/${paymentHref(paymentId, EVERYTHING)}`}>
                <Time iso={createdAt}>{dayAndTimeOfDay(createdAt, Date.now(), zone.value)}</Time>
              </a>
              <OutcomeTag outcome={outcome} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
