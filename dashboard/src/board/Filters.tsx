// What the list is narrowed to, each with a way out of it; or why the search cannot be read.
import { EVERYTHING, problemsOf } from "../shared/view.ts";
import { filtersInWords } from "../shared/viewWords.ts";
import { zone } from "../shared/zone.ts";
import { board, rows, setView } from "./signals.ts";

export function Filters() {
  const { view } = board.value;
  const last4 = rows.value.find(({ card }) => card.id === view.card)?.card.last4 ?? null;
  const filters = filtersInWords(view, zone.value, last4);
  const problems = problemsOf(view);
  return (
    <>
      <div role="status">
        {problems.map((problem) => (
          <p key={problem} class="notice warn">
            {problem} {view.unknown === "" && "Put a word in quotes to look for it in names."}
          </p>
        ))}
      </div>
      {filters.length > 0 && (
        <ul class="filters" aria-label="Filters">
          {filters.map(({ field, words }) => (
            <li key={field}>
              <button
                type="button"
                aria-label={`Remove the filter: ${words}`}
                onClick={() => setView({ ...board.value.view, [field]: EVERYTHING[field] })}
              >
                <bdi>{words}</bdi>
                <svg viewBox="0 0 12 12" aria-hidden="true">
                  <path d="M3 3l6 6M9 3l-6 6" />
                </svg>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
