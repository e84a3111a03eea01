// Several payments are marked at once here. Their number is said before.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import * as format from "../shared/format.ts";
import { questionWords, type Said } from "./queue.ts";
import { busy, chosen, sayOfAll } from "./state.ts";

const CHOICES = ["fraud", "legitimate"] as const;

export function Chosen() {
  const asked = useSignal<Said | null>(null);
  const ids = [...chosen.value];
  return (
    <div class="chosen">
      <p class="aside" role="status">
        {ids.length === 0 ? "" : `${format.count(ids.length)} chosen`}
      </p>
      {ids.length > 0 && (
        <div class="buttons">
          {CHOICES.map((choice) => (
            <button
              type="button"
              key={choice}
              aria-disabled={busy.value}
              onClick={() => {
                asked.value = choice;
              }}
            >
              Mark as {choice}
            </button>
          ))}
          <button
            type="button"
            class="link"
            onClick={() => {
              chosen.value = new Set();
            }}
          >
            Choose none
          </button>
        </div>
      )}
      {asked.value !== null && (
        <Question
          said={asked.value}
          ids={ids}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </div>
  );
}

function Question({ said, ids, onClose }: { said: Said; ids: readonly string[]; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="keys question" aria-labelledby="question" onClose={onClose}>
      <h2 id="question">{questionWords(said, ids.length)}</h2>
      <p>What somebody else is looking at is left to them. It can be undone for ten seconds, and on the board later.</p>
      <div class="buttons">
        <button
          type="button"
          class="main"
          onClick={() => {
            dialog.current?.close();
            void sayOfAll(ids, said);
          }}
        >
          Mark {format.counted(ids.length, "payment")}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
      </div>
    </dialog>
  );
}
