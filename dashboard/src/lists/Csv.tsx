// A list as CSV: out as a file, in as a file or as pasted lines.
import { useSignal } from "@preact/signals";
import type { ListView } from "../../../worker/wire/policy.ts";
import { focusOnce, moveFocus } from "../shared/focus.ts";
import { csvHref } from "./ask.ts";
import { DONE, takeCsv } from "./state.ts";
import { kindsOf } from "./words.ts";

export function Csv({ list, mayChange }: { list: ListView; mayChange: boolean }) {
  const text = useSignal("");
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);

  async function take(csv: Blob): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    const from = document.activeElement;
    const answer = await takeCsv(list, csv.slice(0, csv.size, "text/csv"));
    busy.value = false;
    if (!answer.ok) {
      problem.value = `Nothing was taken in. ${answer.problem}`;
      return;
    }
    text.value = "";
    moveFocus(from, document.getElementById(DONE));
  }

  return (
    <details class="csv">
      <summary>As CSV</summary>
      <p>
        <a href={csvHref(list.name)} download>
          Download {list.name}.csv
        </a>
      </p>
      {mayChange && (
        <>
          <p class="aside">
            A file that is taken in adds its lines to the list: all of them, or none where one is wrong. The first line
            names the columns: <code>kind,value,note,until</code>.
          </p>
          <label class="field">
            <span class="field-name">From a file, taken in as soon as it is chosen</span>
            <input
              type="file"
              accept=".csv,text/csv"
              aria-disabled={busy.value}
              onClick={(event) => {
                if (busy.value) event.preventDefault();
              }}
              onChange={async ({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                if (file !== undefined) await take(file);
                currentTarget.value = "";
              }}
            />
          </label>
          <form
            class="field"
            onSubmit={(event) => {
              event.preventDefault();
              if (text.value.trim() !== "") void take(new Blob([text.value]));
            }}
          >
            <label for="csv-text">Or pasted</label>
            <textarea
              id="csv-text"
              rows={5}
              spellcheck={false}
              placeholder={`kind,value,note,until\n${kindsOf(list)[0]},…,stolen,`}
              value={text.value}
              onInput={({ currentTarget }) => {
                text.value = currentTarget.value;
              }}
            />
            <span>
              <button type="submit" aria-disabled={busy.value || text.value.trim() === ""}>
                Take in
              </button>
            </span>
          </form>
        </>
      )}
      {busy.value && <p role="status">It is being read…</p>}
      {problem.value !== null && (
        <p class="notice warn" role="alert" ref={focusOnce} tabIndex={-1}>
          {problem.value}
        </p>
      )}
    </details>
  );
}
