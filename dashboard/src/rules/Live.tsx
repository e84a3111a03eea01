// What a condition matches among the newest payments, at once, while it is written.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { tried } from "./live.ts";
import { MatchedPayments } from "./MatchedPayments.tsx";
import { listEntries, ownColumns, ownLists, sample, sampleProblem } from "./state.ts";
import { triedWords } from "./words.ts";

const SHOWN = 10;
const PAUSE_MS = 900;

/** `when`: a condition that can be read. `lists`: those that it asks for. */
export function Live({ when, lists }: { when: string; lists: readonly string[] }) {
  const known = listEntries.value;
  const payments = sample.value;
  const own = ownLists.value;
  const columns = ownColumns.value;
  const spoken = useSignal("");
  const tooLong = lists.find((list) => known.get(list) === null);
  const isReady = payments !== null && lists.every((list) => known.get(list) !== undefined && known.get(list) !== null);
  const found = useMemo(() => {
    if (!isReady || payments === null) return null;
    const entries = lists.flatMap((list) => known.get(list) ?? []);
    return tried(when, own, entries, columns, payments, Date.now());
  }, [when, isReady, payments, known, own, columns, lists.join()]);

  const words =
    tooLong !== undefined
      ? `The list ${tooLong} is too long to be tried here; the preview knows all of it.`
      : found === null
        ? (sampleProblem.value ?? "Looking…")
        : triedWords(found);
  useEffect(() => {
    const timer = setTimeout(() => {
      spoken.value = words;
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words, spoken]);

  return (
    <div class="live">
      <p aria-hidden="true">{words}</p>
      <p class="unseen" role="status">
        {spoken.value}
      </p>
      {found !== null && found.matches.length > 0 && (
        <details>
          <summary>Show {found.matches.length > SHOWN ? `the newest ${SHOWN} of them` : "them"}</summary>
          <MatchedPayments
            payments={found.matches.slice(0, SHOWN)}
            caption="Payments that the condition matches, newest first"
          />
        </details>
      )}
    </div>
  );
}
