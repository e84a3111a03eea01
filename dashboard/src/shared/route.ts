// The page's own addresses, kept in the fragment: `#/` is the board, `#/payments/ID` one payment in full, `#/rejects` the
// refused rows; each with the filters, as in `#/?show=flagged&q=travel`. Pure.
import { EVERYTHING, isOutcomeFilter, TEXT_LENGTH, type View } from "./view.ts";

/** The panel that is open over the board. */
export type Opened = { kind: "payment"; id: string } | { kind: "rejects" };

export interface Route {
  opened: Opened | null;
  view: View;
}

export const BOARD: Route = { opened: null, view: EVERYTHING };

export function hrefOf({ opened, view }: Route): string {
  const query = new URLSearchParams();
  if (view.outcome !== "all") query.set("show", view.outcome);
  if (view.text !== "") query.set("q", view.text);
  return `#/${pathOf(opened)}${query.size === 0 ? "" : `?${query}`}`;
}

export function paymentHref(id: string, view: View): string {
  return hrefOf({ opened: { kind: "payment", id }, view });
}

function pathOf(opened: Opened | null): string {
  if (opened === null) return "";
  // `encodeURIComponent` throws at half a surrogate pair. Such a pushed id must not bring the table down.
  return opened.kind === "rejects" ? "rejects" : `payments/${encodeURIComponent(opened.id.toWellFormed())}`;
}

/** Null for a fragment that isn't one of our addresses, such as a heading's. */
export function routeOf(hash: string): Route | null {
  if (hash === "" || hash === "#") return BOARD;
  const [, path, query] = /^#\/([^?]*)(?:\?(.*))?$/.exec(hash) ?? [];
  return path === undefined ? null : { opened: openedOf(path), view: viewOf(new URLSearchParams(query)) };
}

function openedOf(path: string): Opened | null {
  if (path === "rejects") return { kind: "rejects" };
  const id = /^payments\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined) return null;
  try {
    return { kind: "payment", id: decodeURIComponent(id) };
  } catch {
    return null;
  }
}

function viewOf(query: URLSearchParams): View {
  const show = query.get("show") ?? "all";
  // The limit counts code units. A character that the cut would halve is dropped.
  const text = (query.get("q") ?? "")
    .trim()
    .slice(0, TEXT_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, "");
  return { outcome: isOutcomeFilter(show) ? show : "all", text };
}
