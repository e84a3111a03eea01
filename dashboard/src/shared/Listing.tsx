// Which lists the card and the merchant of a payment are on now; and for those who may change it, the ways onto a list and off it.
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { endingOf, untilOf } from "./ending.ts";
import { focusOnce } from "./focus.ts";
import {
  endingsOf,
  isOffered,
  type Listed,
  listedWords,
  meaningOf,
  OFFERS,
  type Offer,
  putOn,
  takeOff,
} from "./listing.ts";
import { me } from "./me.ts";
import { Until } from "./Until.tsx";
import { doerWords } from "./verdicts.ts";
import { zone } from "./zone.ts";

/** The card's id, and the merchant's name: those that a page is about. */
export type ListingValues = Partial<Record<Offer["kind"], string>>;

interface ListingProps {
  of: ListingValues;
  /** A person says that it was fraud. */
  isFraud?: boolean;
  /** Null where it is not known, since the payment waits to be recorded. */
  listed: readonly Listed[] | null;
  onChanged: () => void;
}

export function Listing({ of, isFraud = false, listed, onChanged }: ListingProps) {
  const chosen = useSignal<Offer | null>(null);
  const problem = useSignal<string | null>(null);
  const said = useSignal("");
  const heading = useRef<HTMLHeadingElement>(null);
  const mayChange = me.value?.mayChange === true;
  if (!mayChange && (listed === null || listed.length === 0)) return null;
  const offers = OFFERS.filter((offer) => of[offer.kind] !== undefined && isOffered(offer, listed ?? []));
  const blocksCard = offers.find(({ list, kind }) => list === "block" && kind === "card");

  /** The button that was pressed goes, so the focus has another place. */
  function done(words: string): void {
    said.value = words;
    heading.current?.focus();
    onChanged();
  }

  async function take(entry: Listed): Promise<void> {
    problem.value = null;
    const answer = await takeOff(entry);
    if (answer.ok) {
      done(`This ${entry.kind} is off the list.`);
    } else problem.value = answer.problem;
  }

  return (
    <section class="panel-part listing" aria-labelledby="listing">
      <h3 id="listing" tabIndex={-1} ref={heading}>
        Block, allow, snooze
      </h3>
      <ul class="listed">
        {(listed ?? []).map((entry) => (
          <li key={entry.id}>
            <span>
              {listedWords(entry, Date.now(), zone.value)}{" "}
              <span class="aside">
                <bdi>{doerWords(entry)}</bdi>
                {entry.note !== null && (
                  <>
                    {": "}
                    <q>{entry.note}</q>
                  </>
                )}
              </span>
            </span>
            {mayChange && (
              <button type="button" onClick={() => void take(entry)}>
                Take off
                <span class="unseen">
                  {" "}
                  {entry.list}: {entry.kind}
                </span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <>
          {isFraud && blocksCard !== undefined && chosen.value === null && (
            <p class="notice">A person says that this was fraud, and the card still pays.</p>
          )}
          <div class="listing-offers">
            {offers.map((offer) => (
              <button
                key={offer.words}
                type="button"
                class={isFraud && offer === blocksCard ? "main" : ""}
                aria-expanded={chosen.value === offer}
                onClick={() => {
                  chosen.value = chosen.value === offer ? null : offer;
                  problem.value = null;
                }}
              >
                {offer.words}
              </button>
            ))}
          </div>
          {chosen.value !== null && (
            <Confirm
              key={chosen.value.words}
              offer={chosen.value}
              value={of[chosen.value.kind] ?? ""}
              onDone={(words) => {
                if (words !== null) done(words);
                chosen.value = null;
              }}
            />
          )}
        </>
      )}
      {problem.value !== null && (
        <p class="notice warn" role="alert">
          {problem.value}
        </p>
      )}
      <p class="unseen" role="status">
        {said.value}
      </p>
    </section>
  );
}

/** Longest note that the server takes. */
const NOTE_LENGTH = 500;

interface ConfirmProps {
  offer: Offer;
  value: string;
  /** With what was done, in words; null: nothing. */
  onDone: (said: string | null) => void;
}

function Confirm({ offer, value, onDone }: ConfirmProps) {
  const choices = endingsOf(offer);
  const ending = useSignal({ ...endingOf(null), choice: choices[offer.list === "snooze" ? 1 : 0] ?? "never" });
  const note = useSignal("");
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy.value) return;
    const until = untilOf(ending.value, Date.now());
    if (!until.ok) {
      problem.value = until.problem;
      return;
    }
    busy.value = true;
    problem.value = null;
    const answer = await putOn(offer, { value, note: note.value.trim() || null, until: until.until });
    busy.value = false;
    if (answer.ok) onDone(`Done: ${meaningOf(offer)}`);
    else problem.value = answer.problem;
  }

  return (
    <form class="listing-form typed" onSubmit={(event) => void submit(event)}>
      <p class="aside" ref={focusOnce} tabIndex={-1}>
        {meaningOf(offer)}
      </p>
      <Until
        id="listing-until"
        ending={ending.value}
        choices={choices}
        onChange={(changed) => {
          ending.value = changed;
        }}
      />
      <div class="field">
        <label for="listing-note">Note (optional)</label>
        <input
          id="listing-note"
          maxLength={NOTE_LENGTH}
          autocomplete="off"
          value={note.value}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
      </div>
      {problem.value !== null && (
        <p class="notice warn" role="alert">
          {problem.value}
        </p>
      )}
      <div class="buttons">
        <button type="submit" class="main" aria-disabled={busy.value}>
          {offer.words}
        </button>
        <button type="button" onClick={() => onDone(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
