// What the page's address says: `#/ID` is one card or merchant, `#?sort=declines&q=plum` the list of them. Pure.
import { SUBJECT_SORTS, type SubjectSort } from "../../../worker/store/subjects.ts";

export interface Asked {
  sort: SubjectSort;
  q: string;
}

export type Address = { one: string } | { list: Asked };

/** Longest text that the server searches for. */
export const SEARCH_LENGTH = 100;
export const EVERYTHING: Asked = { sort: "last", q: "" };

/** Null for a fragment that is none of these, such as the skip link's. */
export function addressOf(hash: string): Address | null {
  if (hash === "" || hash === "#") return { list: EVERYTHING };
  if (hash.startsWith("#/")) {
    const one = decoded(hash.slice(2));
    return one === "" ? { list: EVERYTHING } : { one };
  }
  if (!hash.startsWith("#?")) return null;
  const query = new URLSearchParams(hash.slice(2));
  const sort = SUBJECT_SORTS.find((each) => each === query.get("sort")) ?? "last";
  return { list: { sort, q: (query.get("q") ?? "").slice(0, SEARCH_LENGTH).toWellFormed() } };
}

export function listHref({ sort, q }: Asked): string {
  const query = new URLSearchParams();
  if (sort !== "last") query.set("sort", sort);
  if (q !== "") query.set("q", q);
  return query.size === 0 ? "#" : `#?${query}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Someone typed a bare percent sign.
    return text;
  }
}
