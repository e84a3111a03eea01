// The browser's address and history: the open panel, the payments that are shown, and the way back. Only this module writes
// them.
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

/** A filter or an order is a step to go back to. */
export function addView(view: View): void {
  current = { ...current, view };
  history.pushState({ within: true }, "", hrefOf(current));
}

/** Replaces the address in place. */
export function keepView(view: View): void {
  current = { ...current, view };
  history.replaceState(history.state, "", hrefOf(current));
}

/** Closes the panel. The board below it never went away. */
export function close(): void {
  if (isWithin(history.state)) {
    history.back();
    return;
  }
  current = { ...current, opened: null };
  history.replaceState(null, "", hrefOf(current));
  opened.value = null;
}

/**
 * Follows the address. Each entry of the browser's history notes whether the entry before it is ours as well, and the note
 * outlives a reload.
 */
export function followAddress(onView: (view: View) => void): void {
  if (history.state === null) history.replaceState({ within: false }, "");
  addEventListener("hashchange", () => {
    if (history.state === null) history.replaceState({ within: true }, "");
    const route = routeOf(location.hash);
    // The skip link's fragment has done its work by now, so the address gets its former text back.
    if (route === null) history.replaceState(history.state, "", hrefOf(current));
    else current = route;
    opened.value = current.opened;
    onView(current.view);
  });
}

function isWithin(state: unknown): boolean {
  return typeof state === "object" && state !== null && "within" in state && state.within === true;
}
