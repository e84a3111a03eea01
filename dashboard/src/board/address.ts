// The browser's address and history: what lies open, which payments are shown, and the way back. The one module that
// writes them.
import { signal } from "@preact/signals";
import { BOARD, hrefOf, type Opened, type Route, routeOf } from "../shared/route.ts";
import type { View } from "../shared/view.ts";

export const opened = signal<Opened | null>(here().opened);

let current: Route = here();

function here(): Route {
  return routeOf(location.hash) ?? BOARD;
}

export function viewInAddress(): View {
  return here().view;
}

/** In place: a filter isn't a step to go back to. */
export function keepView(view: View): void {
  current = { ...current, view };
  history.replaceState(history.state, "", hrefOf(current));
}

/** Leaves what lies open; the board itself never went away. */
export function close(): void {
  if (isWithin(history.state)) {
    history.back();
    return;
  }
  current = { ...current, opened: null };
  history.replaceState(null, "", hrefOf(current));
  opened.value = null;
}

/** Says of each step whether the one before it in the browser's history is ours as well; reloads keep what it says. */
export function followAddress(onView: (view: View) => void): void {
  if (history.state === null) history.replaceState({ within: false }, "");
  addEventListener("hashchange", () => {
    if (history.state === null) history.replaceState({ within: true }, "");
    const route = routeOf(location.hash);
    // The skip link's fragment has done its work by now; the address keeps what it said.
    if (route === null) history.replaceState(history.state, "", hrefOf(current));
    else current = route;
    opened.value = current.opened;
    onView(current.view);
  });
}

function isWithin(state: unknown): boolean {
  return typeof state === "object" && state !== null && "within" in state && state.within === true;
}
