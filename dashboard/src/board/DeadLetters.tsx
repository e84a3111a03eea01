// Queued messages that could not be processed, shown above the refused rows: why, and what a person can do about them.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { moveFocus } from "../shared/focus.ts";
import * as format from "../shared/format.ts";
import {
  type DeadLetterView,
  discardDeadLetter,
  fetchDeadLetters,
  replayDeadLetter,
  replayDeadLetters,
} from "./ask.ts";
import { contentWords, idsShown, reasonWords, sentWords } from "./deadLetters.ts";
import { Moment } from "./Moment.tsx";
import { board } from "./signals.ts";

const SENT = "Sent into the queue again. What still fails will be back here.";
const GIVEN_UP = "Given up. Its payments are among the refused rows.";

export function DeadLetters() {
  const letters = useSignal<readonly DeadLetterView[]>([]);
  const problem = useSignal<string | null>(null);
  const said = useSignal("");
  const busy = useSignal(false);
  const words = useRef<HTMLParagraphElement>(null);
  // A letter that comes back changes no count, so each status from the server is a reason to look.
  const news = board.value.statusAt;

  async function load(): Promise<void> {
    const answer = await fetchDeadLetters();
    problem.value = answer.ok ? null : answer.problem;
    if (answer.ok) letters.value = answer.value;
  }

  useEffect(() => void load(), [news]);

  async function act(letter: DeadLetterView, action: typeof replayDeadLetter, done: string): Promise<void> {
    const pressed = document.activeElement;
    const answer = await action(letter.id);
    // Another person may have been quicker; then the letter is gone.
    const isGone = answer.ok || answer.status === 404;
    said.value = answer.ok ? done : isGone ? "It was dealt with already." : `That did not work. ${answer.problem}`;
    if (!isGone) return;
    letters.value = letters.value.filter(({ id }) => id !== letter.id);
    // The button that was pressed disappears with its letter. The focus moves to the words, so the reader keeps their place.
    moveFocus(pressed, words.current);
  }

  async function replayAll(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const pressed = document.activeElement;
    const answer = await replayDeadLetters();
    said.value = answer.ok ? sentWords(answer.value) : `That did not work. ${answer.problem}`;
    // Some letters may have been sent before a failure.
    await load();
    busy.value = false;
    if (answer.ok) moveFocus(pressed, words.current);
  }

  return (
    <>
      <p ref={words} class={said.value === "" ? "unseen" : "notice calm"} role="status" tabIndex={-1}>
        {said}
      </p>
      {problem.value !== null && <p class="notice warn">{problem}</p>}
      {letters.value.length > 0 && (
        <section class="letters" aria-labelledby="dead-letters">
          <h3 id="dead-letters">Could not be processed</h3>
          <p class="panel-quiet">
            These payments were taken for later and failed at every try. They are kept until you decide.
          </p>
          {letters.value.length > 1 && (
            <div class="letter-actions">
              <button type="button" aria-disabled={busy.value} onClick={replayAll}>
                Try all again
              </button>
            </div>
          )}
          <ol class="rejects">
            {letters.value.map((letter) => (
              <Letter
                key={letter.id}
                letter={letter}
                onReplay={() => act(letter, replayDeadLetter, SENT)}
                onDiscard={() => act(letter, discardDeadLetter, GIVEN_UP)}
              />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

interface LetterProps {
  letter: DeadLetterView;
  onReplay: () => Promise<void>;
  onDiscard: () => Promise<void>;
}

function Letter({ letter, onReplay, onDiscard }: LetterProps) {
  const busy = useSignal(false);
  /** Giving up needs a second press. */
  const asking = useSignal(false);
  const { attempts, firstFailedAt, lastFailedAt } = letter;
  const doing = (action: () => Promise<void>) => async () => {
    if (busy.value) return;
    busy.value = true;
    await action();
    busy.value = false;
  };
  return (
    <li>
      <h4>{contentWords(letter)}</h4>
      <p class="aside">
        {`Failed ${format.counted(attempts, "time")}, last `}
        <Moment iso={lastFailedAt} />
        {lastFailedAt !== firstFailedAt && (
          <>
            , first <Moment iso={firstFailedAt} />
          </>
        )}
      </p>
      <p class="snippet">
        <bdi>{reasonWords(letter)}</bdi>
      </p>
      <Ids letter={letter} />
      <div class="letter-actions">
        <button type="button" aria-disabled={busy.value} onClick={doing(onReplay)}>
          Try again
        </button>
        {/* A second press at the same place takes the first one back. */}
        <button
          type="button"
          onClick={() => {
            asking.value = !asking.value;
          }}
        >
          {asking.value ? "Keep it" : "Give up …"}
        </button>
        {asking.value && (
          <button type="button" class="grave" aria-disabled={busy.value} onClick={doing(onDiscard)}>
            Give up for good
          </button>
        )}
        <p class="aside" role="status">
          {asking.value && "Its payments will not be scored; they are kept as refused rows."}
        </p>
      </div>
    </li>
  );
}

function Ids({ letter }: { letter: DeadLetterView }) {
  const { ids, more } = idsShown(letter);
  if (ids.length === 0) return null;
  return (
    <p class="letter-ids">
      {ids.map((id, at) => (
        <span key={id}>
          {at > 0 && ", "}
          <code>{id}</code>
        </span>
      ))}
      {more > 0 && ` and ${format.count(more)} more`}
    </p>
  );
}
