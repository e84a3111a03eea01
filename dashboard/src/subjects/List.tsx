// All cards or merchants: what is looked for, and what was found.
import { useEffect, useRef } from "preact/hooks";
import { SUBJECT_SORTS, type SubjectKind, type SubjectSort } from "../../../worker/store/subjects.ts";
import { subjectHref } from "../../../worker/wire/pages.ts";
import { count, counted, dayIn, percent } from "../shared/format.ts";
import { Card } from "../shared/Marks.tsx";
import { money } from "../shared/money.ts";
import { Time } from "../shared/Time.tsx";
import { zone } from "../shared/zone.ts";
import { SEARCH_LENGTH } from "./address.ts";
import { lastList, loadList, narrow, next, type Row, rows, searched } from "./state.ts";
import { SEARCH_WORDS, SORT_WORDS } from "./words.ts";

/** A person who types is not asked for at every letter. */
const SETTLES_MS = 300;

export function List({ kind }: { kind: SubjectKind }) {
  const found = rows.value;
  return (
    <>
      <Asking kind={kind} />
      <p class="unseen" role="status">
        {found === null ? "" : `${counted(found.length, kind)} shown`}
      </p>
      {found !== null && found.length === 0 && <Emptiness kind={kind} />}
      {found !== null && found.length > 0 && <Rows kind={kind} rows={found} />}
      {searched.value !== null && (
        <p class="aside">{count(searched.value)} were looked at, and there are more to look at.</p>
      )}
      {next.value !== null && (
        <div class="older">
          <button type="button" onClick={() => void loadList(kind, next.value)}>
            Show more
          </button>
        </div>
      )}
    </>
  );
}

function Asking({ kind }: { kind: SubjectKind }) {
  const { sort, q } = lastList.value;
  const settling = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(settling.current), []);
  return (
    <search>
      <form class="subject-asking" onSubmit={(event) => event.preventDefault()}>
        <div class="field subject-search">
          <label for="subject-q">Search</label>
          <input
            id="subject-q"
            type="search"
            maxLength={SEARCH_LENGTH}
            autocomplete="off"
            spellcheck={false}
            placeholder={SEARCH_WORDS[kind]}
            value={q}
            onInput={({ currentTarget: { value } }) => {
              clearTimeout(settling.current);
              settling.current = setTimeout(() => narrow({ q: value.trim() }), SETTLES_MS);
            }}
          />
        </div>
        <div class="field">
          <label for="subject-sort">Sorted by</label>
          <select
            id="subject-sort"
            value={sort}
            onChange={({ currentTarget }) => narrow({ sort: currentTarget.value as SubjectSort })}
          >
            {SUBJECT_SORTS.map((each) => (
              <option key={each} value={each}>
                {SORT_WORDS[each]}
              </option>
            ))}
          </select>
        </div>
      </form>
    </search>
  );
}

function Emptiness({ kind }: { kind: SubjectKind }) {
  const { sort, q } = lastList.value;
  if (q !== "")
    return (
      <p class="empty-line">
        No {kind} like that{sort === "last" ? "" : " in this order"}.
      </p>
    );
  if (sort === "declines") return <p class="empty-line">No payment was ever declined.</p>;
  if (sort === "frauds") return <p class="empty-line">No payment is known to be fraud.</p>;
  return <p class="empty-line">No payment was recorded yet.</p>;
}

function Rows({ kind, rows }: { kind: SubjectKind; rows: readonly Row[] }) {
  return (
    <table class="plain-table subject-rows">
      <thead>
        <tr>
          <th scope="col">{kind === "card" ? "Card" : "Merchant"}</th>
          <th scope="col" class="spare">
            Last seen
          </th>
          <th scope="col" class="spare">
            Payments
          </th>
          <th scope="col">Sum</th>
          <th scope="col">Declined</th>
          <th scope="col">Frauds</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ value, last4, sums }) => (
          <tr key={value}>
            <th scope="row">
              <a href={subjectHref(kind, value)}>
                {kind === "merchant" ? <bdi>{value}</bdi> : last4 ? <Card last4={last4} /> : <code>{value}</code>}
              </a>
              {kind === "card" && last4 && <code class="small">{value}</code>}
            </th>
            <td class="spare">
              <Time iso={sums.lastSeenAt}>{dayIn(sums.lastSeenAt, zone.value)}</Time>
            </td>
            <td class="spare">{count(sums.payments)}</td>
            <td>{money(sums.amount)}</td>
            <td>
              {count(sums.declines)}
              {sums.declines > 0 && sums.declinedShare !== null && (
                <span class="aside spare"> {percent(sums.declinedShare)}</span>
              )}
            </td>
            <td class={sums.frauds > 0 ? "flagged-count" : ""}>{count(sums.frauds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
