// The parts of one payment that each page shows of it: why it was flagged, what the model does not know, and its facts.
import type { ComponentChildren } from "preact";
import { isConcern, isDecidedByPeople } from "../../../worker/decision/decision.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import { subjectHref } from "../../../worker/wire/pages.ts";
import { challengerWords } from "./challenger.ts";
import * as format from "./format.ts";
import { Card, ShareBar } from "./Marks.tsx";
import { cardHref } from "./route.ts";
import { Time } from "./Time.tsx";
import { unfamiliarOf } from "./unfamiliar.ts";
import { zone } from "./zone.ts";

/** Codes that stand in place of reasons where there are none. They have no share in the suspicion. */
const EXCUSES: readonly string[] = ["not_scored", "not_explained"];

/** What the model has not seen of a payment. Among the reasons it has been said already. */
export function Unfamiliar({ payment }: { payment: PaymentView }) {
  const said = new Set(payment.reasons.map(({ text }) => text));
  const untold = unfamiliarOf(payment).filter(({ why }) => !said.has(why));
  if (untold.length === 0) return null;
  return (
    <section class="panel-part" aria-labelledby="unfamiliar">
      <h3 id="unfamiliar">What the model does not know</h3>
      <ul class="reasons">
        {untold.map(({ what, why }) => (
          <li key={what}>
            <bdi class="sentence">{why}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Reasons({ payment }: { payment: PaymentView }) {
  if (payment.reasons.length === 0) {
    return (
      <p class="panel-quiet">{payment.outcome === "approve" ? approvedWords(payment) : "No reasons were recorded."}</p>
    );
  }
  const byPeople = payment.reasons.filter((reason) => isDecidedByPeople({ reasons: [reason] }));
  const others = payment.reasons.filter((reason) => !byPeople.includes(reason));
  return (
    <>
      {byPeople.length > 0 && (
        <section class="panel-part" aria-labelledby="decided-by">
          <h3 id="decided-by">Why</h3>
          <ul class="reasons">
            {byPeople.map(({ text }) => (
              <li key={text}>
                <bdi class="sentence">{text}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
      {others.length > 0 && <OfModel payment={payment} reasons={others} hasDecided={byPeople.length === 0} />}
    </>
  );
}

interface OfModelProps {
  payment: PaymentView;
  /** Of the model, or of what is odd. */
  reasons: PaymentView["reasons"];
  /** False: people decided, and this is what the model says besides. */
  hasDecided: boolean;
}

function OfModel({ payment, reasons, hasDecided }: OfModelProps) {
  const excuse = reasons.find(({ code }) => EXCUSES.includes(code));
  const hasShares = !reasons.some(isConcern);
  if (excuse !== undefined) return <p class="notice warn sentence">{excuse.text}</p>;
  return (
    <section class={`panel-part ${hasDecided ? payment.outcome : ""}`} aria-labelledby="reasons">
      <h3 id="reasons">
        {hasDecided ? "Why" : hasShares ? "What the model says" : "What is odd about it"}{" "}
        {hasShares && <span class="aside">with each reason’s share of the suspicion</span>}
      </h3>
      <ol class="reasons">
        {reasons.map((reason) => (
          <li key={reason.code}>
            <bdi class="sentence">{reason.text}</bdi>
            {hasShares && (
              <>
                <span class="reason-share">{format.percent(reason.share)}</span>
                <ShareBar share={reason.share} />
              </>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Facts({ payment }: { payment: PaymentView }) {
  const delayMs = Date.parse(payment.seenAt) - Date.parse(payment.paidAt);
  return (
    <section class="panel-part" aria-labelledby="facts">
      <h3 id="facts">Payment</h3>
      <dl class="facts">
        <Fact name="Paid">
          <Time iso={payment.paidAt}>{format.dayAndTimeIn(payment.paidAt, zone.value)}</Time>
        </Fact>
        <Fact name="Seen">
          {delayMs >= 0 ? `${format.span(delayMs)} later` : "before the time that it gives"},{" "}
          {payment.source === "poll" ? "fetched from the feed" : "pushed"}
        </Fact>
        <Fact name="Merchant">
          <a href={subjectHref("merchant", payment.merchant)}>
            <bdi>{payment.merchant}</bdi>
          </a>
        </Fact>
        <Fact name="Category">
          <bdi>{format.category(payment.category)}</bdi>
        </Fact>
        <Fact name="Card">
          <a href={subjectHref("card", payment.card.id)}>
            {payment.card.last4 === "" ? <code>{payment.card.id}</code> : <Card last4={payment.card.last4} />}
          </a>
          , <a href={cardHref(payment.card.id)}>all payments of this card</a>
        </Fact>
        <Fact name="Card holder">{holderWords(payment)}</Fact>
        {payment.distanceKm !== null && (
          <Fact name="Distance">{format.distance(payment.distanceKm)} from home to the merchant</Fact>
        )}
        {payment.cityPopulation !== null && <Fact name="Home city">{format.count(payment.cityPopulation)} people</Fact>}
        {payment.label !== null && (
          <Fact name="Label">
            {payment.label === "fraud" ? <strong class="fraud-words">fraud</strong> : "legitimate"}, says the feed
          </Fact>
        )}
        <Fact name="Card id">
          <code>{payment.card.id}</code>
        </Fact>
        <Fact name="Payment id">
          <code>{payment.id}</code>{" "}
          <a href={`/payments/${encodeURIComponent(payment.id.toWellFormed())}/letter`}>letter on the decision</a>
        </Fact>
        <Fact name="Model">
          <code>{payment.model}</code>
        </Fact>
        <Challenger payment={payment} />
      </dl>
      <OwnColumns payment={payment} />
    </section>
  );
}

/** A Worker of the version before, while a deploy mixes both, says nothing of them. */
function OwnColumns({ payment }: { payment: Omit<PaymentView, "extra"> & Partial<PaymentView> }) {
  const entries = Object.entries(payment.extra ?? {});
  if (entries.length === 0) return null;
  return (
    <>
      <h3 id="own-columns">Columns of your own</h3>
      <dl class="facts own-columns" aria-labelledby="own-columns">
        {entries.map(([name, value]) => (
          <Fact key={name} name={name}>
            <bdi>{value}</bdi>
          </Fact>
        ))}
      </dl>
    </>
  );
}

/** A Worker of the version before, while a deploy mixes both, says nothing of one. */
function Challenger({ payment }: { payment: Omit<PaymentView, "challenger"> & Partial<PaymentView> }) {
  const { challenger = null } = payment;
  if (challenger === null) return null;
  const { words, differs } = challengerWords(challenger, payment);
  return (
    <Fact name="Challenger">
      <code>{challenger.model}</code> {differs ? <strong>{words}</strong> : words}
    </Fact>
  );
}

function approvedWords(payment: PaymentView): string {
  return unfamiliarOf(payment).length === 0
    ? "Nothing speaks strongly for fraud."
    : "Its score is low, but the model does not know such payments well.";
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function holderWords({ ageYears, gender }: PaymentView): string {
  const words = [
    ageYears === null ? null : `${ageYears} years old`,
    gender === null ? null : gender === "F" ? "female" : "male",
  ].filter((word) => word !== null);
  return words.length === 0 ? "unknown" : words.join(", ");
}
