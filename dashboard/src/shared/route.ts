// The page's own addresses, kept in the fragment: `#/` is the board, `#/payments/ID` one payment in full, `#/rejects` the
// refused rows; each with the filters and the order, as in `#/?show=flagged&q=travel&sort=amount`. Pure.
import { EVERYTHING, FIELD_LENGTH, filterOf, isOutcomeFilter, sortingOf, TEXT_LENGTH, type View } from "./view.ts";

/** The panel that is open over the board. */
export type Opened = { kind: "payment"; id: string } | { kind: "rejects" };

export interface Route {
  opened: Opened | null;
  view: View;
}

/** Named in the address as the API names them. */
const FIELDS = ["amount", "paid", "category", "card", "sort", "order"] as const;
const KNOWN: ReadonlySet<string> = new Set(["show", "q", ...FIELDS]);

export const BOARD: Route = { opened: null, view: EVERYTHING };

export function hrefOf({ opened, view }: Route): string {
  const query = new URLSearchParams();
  if (view.outcome !== "all") query.set("show", view.outcome);
  if (view.text !== "") query.set("q", view.text);
  for (const field of FIELDS) if (view[field] !== EVERYTHING[field]) query.set(field, view[field]);
  for (const [name, value] of new URLSearchParams(view.unknown)) query.append(name, value);
  return `#/${pathOf(opened)}${query.size === 0 ? "" : `?${query}`}`;
}

export function paymentHref(id: string, view: View): string {
  return hrefOf({ opened: { kind: "payment", id }, view });
}

/** The list of a card's payments. */
export function cardHref(card: string): string {
  return hrefOf({ opened: null, view: { ...EVERYTHING, card } });
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

/** `show` is this page's own; `outcome` is what the API calls it, as in a link that a person writes. */
function viewOf(query: URLSearchParams): View {
  const asked = query.get("outcome");
  const show = (asked === null ? query.get("show") : filterOf(asked)) ?? "all";
  const isKnown = (name: string) => KNOWN.has(name) || (name === "outcome" && filterOf(asked ?? "") !== null);
  // The limit counts code units. A character that the cut would halve is dropped.
  const cut = (name: string, length: number) =>
    (query.get(name) ?? "")
      .trim()
      .slice(0, length)
      .replace(/[\uD800-\uDBFF]$/, "");
  return {
    outcome: isOutcomeFilter(show) ? show : "all",
    text: cut("q", TEXT_LENGTH),
    amount: cut("amount", FIELD_LENGTH),
    paid: cut("paid", FIELD_LENGTH),
    category: cut("category", FIELD_LENGTH),
    card: cut("card", FIELD_LENGTH),
    ...sortingOf(query.get("sort"), query.get("order")),
    unknown: new URLSearchParams([...query].filter(([name]) => !isKnown(name))).toString(),
  };
}
