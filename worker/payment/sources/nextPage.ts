// Where a polled feed goes on, as its mapping says. Pure.
import type { PageMapping } from "./mapping.ts";
import { readPointer, valueAt } from "./pointer.ts";

/** No cursor is longer. */
const LONGEST = 2_000;

export type NextPage = { ok: true; url: string | null } | { ok: false; problem: string };

/** `url` null: this was the last page. `items`: those of this page. */
export function nextPage(pages: PageMapping, answer: unknown, items: readonly unknown[], asked: string): NextPage {
  const { parameter, next, lastItem, more } = pages;
  if (more !== undefined && !isMore(at(more, answer))) return LAST;
  const cursor = next === undefined ? at(lastItem ?? "", items.at(-1)) : at(next, answer);
  if (cursor === undefined || cursor === null || cursor === "" || cursor === false) return LAST;
  if ((typeof cursor !== "string" && typeof cursor !== "number") || String(cursor).length > LONGEST) {
    return { ok: false, problem: `what stands for the next page at ${next ?? lastItem} is no text` };
  }
  const url = new URL(asked);
  if (parameter !== undefined) {
    url.searchParams.set(parameter, String(cursor));
    return { ok: true, url: url.href };
  }
  const whole = URL.parse(String(cursor), url);
  // The feed's key goes with the request, and must not go elsewhere.
  if (whole === null || whole.origin !== url.origin) {
    return { ok: false, problem: "its next page is at another address, which is refused" };
  }
  return { ok: true, url: whole.href };
}

const LAST: NextPage = { ok: true, url: null };

function at(pointer: string, document: unknown): unknown {
  const read = readPointer(pointer);
  return read.ok ? valueAt(document, read.tokens) : undefined;
}

function isMore(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== "" && value !== "false";
}
