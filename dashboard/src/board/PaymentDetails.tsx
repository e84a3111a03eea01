// What the board's panel shows of one payment besides its facts: who was told, and what the model saw.

import { viewedPaidWords } from "../../../worker/payment/paid.ts";
import type { RefundView } from "../../../worker/wire/refunds.ts";
import type { AlertNote, FeatureValue } from "../shared/askPayment.ts";
import * as format from "../shared/format.ts";
import { Moment } from "./Moment.tsx";
import { status } from "./signals.ts";

const ALERT_WORDS = {
  held_back: "held back for the next summary",
  pending: "waiting to be sent",
  sent: "sent",
  kept: "kept in the outbox",
  failed: "failed",
  nobody: "nobody to tell",
  snoozed: "snoozed: people were not told",
} as const satisfies Record<AlertNote["state"], string>;

export function Alerts({ alerts }: { alerts: readonly AlertNote[] }) {
  return (
    <section class="panel-part" aria-labelledby="alerts">
      <h3 id="alerts">Alerts</h3>
      {alerts.length === 0 ? (
        <p class="panel-quiet">Nobody was alerted.</p>
      ) : (
        <ul class="alerts">
          {alerts.map((alert) => (
            <li key={alert.id}>
              {alert.messages[0] === undefined ? (
                <bdi>{alert.subject}</bdi>
              ) : (
                <a href={`/outbox#${encodeURIComponent(alert.messages[0])}`}>
                  <bdi>{alert.subject}</bdi>
                </a>
              )}
              <span class="aside">
                {ALERT_WORDS[alert.state]}, <Moment iso={alert.createdAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Left out by a Worker of the version before; null while the payment waits to be recorded. */
export function Refunds({ refunds }: { refunds: readonly RefundView[] | null | undefined }) {
  if (refunds == null || refunds.length === 0) return null;
  return (
    <section class="panel-part" aria-labelledby="refunds">
      <h3 id="refunds">Refunds</h3>
      <ul class="alerts">
        {refunds.map((refund) => (
          <li key={refund.id}>
            <span>{viewedPaidWords(refund)} back</span>
            <span class="aside">
              <Moment iso={refund.paidAt} />, <code>{refund.id}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Features({ features }: { features: readonly FeatureValue[] }) {
  const feedZone = status.value?.health.feed.zone;
  /** The model reads the feed's clock, which need not be the one that people read. */
  const isClockTime = ({ value, unit }: FeatureValue) =>
    value !== null && unit === format.CLOCK_UNIT && feedZone !== undefined;
  if (features.length === 0) return null;
  return (
    <section class="panel-part" aria-labelledby="features">
      <h3 id="features">What the model saw</h3>
      <table class="features">
        <thead class="unseen">
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {features.map((feature) => (
            <tr key={feature.name}>
              <th scope="row">
                {feature.meaning}
                <code>{feature.name}</code>
              </th>
              <td class={feature.value === null ? "absent" : ""}>
                {format.featureValue(feature.value, feature.unit, feature.category)}
                {isClockTime(feature) && ` (${feedZone})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
