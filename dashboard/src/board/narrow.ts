// Whether the screen is too narrow for a table.
import { signal } from "@preact/signals";

const query = matchMedia("(max-width: 46rem)");
export const narrow = signal(query.matches);
query.addEventListener("change", ({ matches }) => {
  narrow.value = matches;
});
