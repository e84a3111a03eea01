// One card or merchant in full: its sums, what is usual, where it is listed, its alerts and its payments.
import type { SubjectKind } from "../../../worker/store/subjects.ts";
import { dayAndTimeIn, dayIn } from "../shared/format.ts";
import { Listing } from "../shared/Listing.tsx";
import { money } from "../shared/money.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { Alerts } from "./Alerts.tsx";
import { Categories, Hours } from "./Habits.tsx";
import { Payments } from "./Payments.tsx";
import { type One as Known, loadOne, SKIPPED_TO } from "./state.ts";
import {
  countWords,
  declinesWords,
  leftOutWords,
  lookedAtWords,
  truthWords,
  usualWords,
  WINDOW_WORDS,
} from "./words.ts";

export function One({ kind, one }: { kind: SubjectKind; one: Known }) {
  const { row, lookedAt } = one;
  const { firstSeenAt, lastSeenAt } = row.sums;
  const since = lookedAt.since === null ? null : dayIn(lookedAt.since, zone.value);
  return (
    <>
      <div class="subject-head">
        <h1 id={SKIPPED_TO} tabIndex={-1}>
          {kind === "merchant" ? <bdi>{row.value}</bdi> : <CardName last4={row.last4} />}
        </h1>
        {kind === "card" && (
          <p class="aside">
            Card id <code>{row.value}</code>
          </p>
        )}
        <p>
          First seen <Time iso={firstSeenAt}>{dayAndTimeIn(firstSeenAt, zone.value)}</Time>, last seen{" "}
          <Time iso={lastSeenAt}>{dayAndTimeIn(lastSeenAt, zone.value)}</Time>.
        </p>
        <p>{truthWords(one)}</p>
      </div>
      <Windows one={one} />
      <Listing of={{ [kind]: row.value }} listed={one.listed} onChanged={() => void loadOne(kind)} />
      <section aria-labelledby="usual">
        <div class="section-head">
          <h2 id="usual">What is usual</h2>
          <p class="aside">{lookedAtWords(one, row.sums.payments, since)}</p>
        </div>
        {lookedAt.payments > 0 && (
          <div class="subject-usual">
            <p>{usualWords(one.usual, one.currency)}</p>
            <Categories categories={one.categories} all={lookedAt.payments} />
            <Hours hours={one.hours} zone={one.timezone} />
          </div>
        )}
      </section>
      <Alerts alerts={one.alerts} />
      <Payments kind={kind} />
    </>
  );
}

function CardName({ last4 }: { last4: string | null }) {
  if (last4 === null || last4 === "") return <>Card</>;
  return (
    <>
      Card <span aria-hidden="true">••••</span>
      <span class="unseen">ending in</span> {last4}
    </>
  );
}

function Windows({ one }: { one: Known }) {
  const leftOut = leftOutWords(one);
  return (
    <section aria-labelledby="windows">
      <h2 id="windows" class="unseen">
        How much
      </h2>
      <table class="plain-table subject-windows">
        <thead>
          <tr>
            <th scope="col">Last</th>
            <th scope="col">Payments</th>
            <th scope="col">Sum</th>
            <th scope="col" class="spare">
              Reviewed
            </th>
            <th scope="col">Declined</th>
            <th scope="col">Frauds</th>
          </tr>
        </thead>
        <tbody>
          {one.windows.map((window) => (
            <tr key={window.window}>
              <th scope="row">{WINDOW_WORDS[window.window]}</th>
              <td>{countWords(window.payments, window)}</td>
              <td>
                {window.isWhole ? "" : "≥ "}
                {money(window.amount)}
              </td>
              <td class="spare">{countWords(window.reviews, window)}</td>
              <td>{declinesWords(window)}</td>
              <td class={window.frauds > 0 ? "flagged-count" : ""}>{countWords(window.frauds, window)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {leftOut !== null && <p class="aside">{leftOut}</p>}
    </section>
  );
}
