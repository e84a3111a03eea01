// The whole page: the queue beside the payment that is open. A phone shows one or the other.
import { Choice } from "../shared/Choice.tsx";
import { Nav } from "../shared/Nav.tsx";
import { Simulated } from "../shared/Simulated.tsx";
import { useShortcut } from "../shared/shortcuts.ts";
import { Chosen } from "./Chosen.tsx";
import { OpenedPayment } from "./OpenedPayment.tsx";
import { Queue } from "./Queue.tsx";
import { countWords } from "./queue.ts";
import { begin, list, now, opened, problem, queue, say, sort, sortBy, step, told, undo, undoable } from "./state.ts";

const SORTS = [
  { value: "risk", label: "Most at risk" },
  { value: "age", label: "Oldest" },
] as const;

export function Page() {
  useKeys();
  const known = queue.value;
  return (
    <>
      <a class="skip" href="#reviews">
        Skip to the reviews
      </a>
      <header class="header">
        <Nav here="Reviews" />
      </header>
      <main class={`reviews ${opened.value === null ? "" : "reading"}`}>
        <section class="queue" aria-labelledby="reviews">
          <div class="queue-head">
            <h1 id="reviews" tabIndex={-1}>
              Reviews
            </h1>
            <p class="aside" role="status">
              {known === null ? "" : countWords(known.counts)}
            </p>
            <Simulated simulated={known?.simulated ?? false} />
            {problem.value !== null && (
              <p class="notice warn" role="alert">
                {problem.value}
              </p>
            )}
            <Choice name="sort" legend="What comes first" options={SORTS} value={sort.value} onChoose={sortBy} />
          </div>
          <Chosen />
          <Queue />
        </section>
        <section class="open-review" aria-label="The payment that is open">
          <Told />
          {opened.value === null ? <NothingOpen /> : <OpenedPayment key={opened.value.id} opened={opened.value} />}
        </section>
      </main>
    </>
  );
}

function useKeys(): void {
  useShortcut("j", forward);
  useShortcut("k", backward);
  useShortcut("f", sayFraud);
  useShortcut("l", sayLegitimate);
  useShortcut("s", snooze);
  useShortcut("b", block);
  useShortcut("u", takeBack);
}

const forward = () => (opened.peek() === null ? begin() : step(1));
const backward = () => step(-1);
const sayFraud = () => void say("fraud");
const sayLegitimate = () => void say("legitimate");
const snooze = () => void list("snooze");
const block = () => void list("block");
const takeBack = () => void undo();

/** What was just done, with the way back, and what went wrong. The words are there before they are filled, so that they are read aloud. */
function Told() {
  const last = undoable.value;
  const words = told.value;
  return (
    <div class="told">
      <p class={last === null ? "unseen" : "notice calm"}>
        <span role="status">{last?.words ?? ""}</span>{" "}
        {last !== null && (
          <button type="button" class="link" aria-keyshortcuts="u" onClick={takeBack}>
            Undo <span class="aside">({Math.max(1, Math.ceil((last.untilMs - now.value) / 1_000))} s)</span>
          </button>
        )}
      </p>
      <p class={words === null ? "unseen" : `notice ${words.tone}`} role="status">
        {words?.words}
      </p>
    </div>
  );
}

function NothingOpen() {
  const known = queue.value;
  if (known === null) return null;
  if (known.reviews.length === 0) {
    return <p class="review-empty">All is reviewed. What comes next appears here by itself.</p>;
  }
  return (
    <div class="review-empty">
      <p>Choose one from the list, or take them one after the other. Whoever takes one has it for ten minutes.</p>
      <button type="button" class="main" onClick={begin}>
        Take the first
      </button>
    </div>
  );
}
