// The page's own addresses, kept in the fragment: `#/` is the board, `#/payments/ID` one payment in full, `#/map` where flagged
// payments were made, `#/rejects` the refused rows; each with the filters and the order, as in `#/?show=flagged&q=travel&sort=amount`. Any other path is nowhere.
// Pure.
import { ORDERS, SORTS } from "../../../worker/payment/query/sorting.ts";
import { EVERYTHING, FIELD_LENGTH, filterOf, isOutcomeFilter, sortingOf, TEXT_LENGTH, type View } from "./view.ts";

/** The panel that is open over the board. `nowhere` says that the path, as the address has it, leads nowhere. */
export type Opened =
  | { kind: "payment"; id: string }
  | { kind: "map" }
  | { kind: "rejects" }
  | { kind: "nowhere"; path: string };

export interface Route {
  opened: Opened | null;
  view: View;
}

/** Named in the address as the API names them. */
const FIELDS = ["amount", "paid", "category", "card", "sort", "order"] as const;

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
  switch (opened?.kind) {
    case undefined:
      return "";
    case "map":
    case "rejects":
      return opened.kind;
    case "payment":
      // `encodeURIComponent` throws at half a surrogate pair. Such a pushed id must not bring the table down.
      return `payments/${encodeURIComponent(opened.id.toWellFormed())}`;
    case "nowhere":
      return opened.path;
  }
}

/** Null for a fragment that isn't one of our addresses, such as a heading's. */
export function routeOf(hash: string): Route | null {
  if (hash === "" || hash === "#") return BOARD;
  const [, path, query] = /^#\/([^?]*)(?:\?(.*))?$/.exec(hash) ?? [];
  return path === undefined ? null : { opened: openedOf(path), view: viewOf(new URLSearchParams(query)) };
}

function openedOf(path: string): Opened | null {
  if (path === "") return null;
  if (path === "map" || path === "rejects") return { kind: path };
  const id = /^payments\/([^/]+)$/.exec(path)?.[1];
  try {
    return id === undefined ? { kind: "nowhere", path } : { kind: "payment", id: decodeURIComponent(id) };
  } catch {
    return { kind: "nowhere", path };
  }
}

/** Whether the list can do what a parameter asks for. A word that is searched for may be any. */
function isKnown(name: string, value: string): boolean {
  switch (name) {
    case "show":
      return isOutcomeFilter(value);
    case "outcome":
      return filterOf(value) !== null;
    case "sort":
      return SORTS.some((sort) => sort === value);
    case "order":
      return ORDERS.some((order) => order === value);
    default:
      return name === "q" || FIELDS.some((field) => field === name);
  }
}

/** `show` is this page's own; `outcome` is what the API calls it, as in a link that a person writes. */
function viewOf(query: URLSearchParams): View {
  const asked = query.get("outcome");
  const show = (asked === null ? query.get("show") : filterOf(asked)) ?? "all";
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
    unknown: new URLSearchParams([...query].filter(([name, value]) => !isKnown(name, value))).toString(),
  };
}
