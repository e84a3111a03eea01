// The end of a page of a list, where the next page begins: a time and an id. The caller cannot read it and need not.
import { z } from "@hono/zod-openapi";
import type { Sort } from "../payment/query/sorting.ts";
import type { Position } from "../store/payments.ts";
import { REVIEW_SORTS, type ReviewPlace, type ReviewSort } from "../store/reviews.ts";
import { SUBJECT_SORTS, type SubjectPlace, type SubjectSort } from "../store/subjects.ts";

const NO_NEXT = "must be the `next` of an earlier page";

export function encodeCursor(at: number, id: string): string {
  return Buffer.from(`${at} ${id}`).toString("base64url");
}

/** A place in a sorted list of payments. A list by time has the same cursors as ever. */
export function encodePosition(sort: Sort, { key, paidAt, id }: Position): string {
  return sort === "time"
    ? encodeCursor(paidAt, id)
    : Buffer.from(`${sort} ${key} ${paidAt} ${id}`).toString("base64url");
}

export const listCursor = z
  .string("must be given once")
  .max(700, NO_NEXT)
  .transform((text, context): { sort: Sort; position: Position } => {
    const form = /^(?:(amount|score) (-?[\d.e-]{1,30}) )?(\d{1,15}) (\P{Cc}{1,400})$/u;
    const [, sort, key, at, id] = form.exec(Buffer.from(text, "base64url").toString()) ?? [];
    const paidAt = Number(at);
    if (sort === undefined && at !== undefined && id !== undefined) {
      return { sort: "time", position: { key: paidAt, paidAt, id } };
    }
    const by = Number(key);
    const isSorted = sort === "amount" ? Number.isSafeInteger(by) : sort === "score" && Number.isFinite(by);
    if (isSorted && id !== undefined && (sort === "amount" || sort === "score")) {
      return { sort, position: { key: by, paidAt, id } };
    }
    context.addIssue(NO_NEXT);
    return z.NEVER;
  })
  .optional()
  .meta({ description: "`next` of the page before, of the same filters and sorting" });

/** A place in the queue of reviews. */
export function encodeReviewPlace(sort: ReviewSort, { key, paidAt, id }: ReviewPlace): string {
  return Buffer.from(`${sort} ${key} ${paidAt} ${id}`).toString("base64url");
}

export const reviewCursor = z
  .string("must be given once")
  .max(700, NO_NEXT)
  .transform((text, context): { sort: ReviewSort; place: ReviewPlace } => {
    const form = /^(\w+) (-?[\d.e+-]{1,30}) (\d{1,15}) (\P{Cc}{1,400})$/u;
    const [, named, key, at, id] = form.exec(Buffer.from(text, "base64url").toString()) ?? [];
    const sort = REVIEW_SORTS.find((each) => each === named);
    const place = { key: Number(key), paidAt: Number(at), id: id ?? "" };
    if (sort !== undefined && Number.isFinite(place.key)) return { sort, place };
    context.addIssue(NO_NEXT);
    return z.NEVER;
  })
  .optional()
  .meta({ description: "`next` of the page before, of the same sorting" });

/** A place in a list of cards or merchants. */
export function encodeSubjectPlace(sort: SubjectSort, { key, value }: SubjectPlace): string {
  return Buffer.from(`${sort} ${key} ${value}`).toString("base64url");
}

export const subjectCursor = z
  .string("must be given once")
  // A name may have 200 characters of four bytes.
  .max(1_200, NO_NEXT)
  .transform((text, context): { sort: SubjectSort; place: SubjectPlace } => {
    const form = /^([a-z]+) (-?\d{1,16}) (\P{Cc}{1,400})$/u;
    const [, named, key, value] = form.exec(Buffer.from(text, "base64url").toString()) ?? [];
    const sort = SUBJECT_SORTS.find((each) => each === named);
    const place = { key: Number(key), value: value ?? "" };
    if (sort !== undefined && Number.isSafeInteger(place.key)) return { sort, place };
    context.addIssue(NO_NEXT);
    return z.NEVER;
  })
  .optional()
  .meta({ description: "`next` of the page before, of the same search and sorting" });

export const cursor = z
  .string("must be given once")
  .max(700, NO_NEXT)
  .transform((text, context) => {
    // An id holds no control characters, and a store may refuse a query with NUL.
    const [, at, id] = /^(\d{1,15}) (\P{Cc}{1,400})$/u.exec(Buffer.from(text, "base64url").toString()) ?? [];
    if (at !== undefined && id !== undefined) return { at: Number(at), id };
    context.addIssue(NO_NEXT);
    return z.NEVER;
  })
  .optional()
  .meta({ description: "`next` of the page before" });

/**
 * One page of a list, and where the next one begins. `found` has one row more than asked for where there is a next page.
 */
export function pageOf<Row extends { id: string }>(
  found: readonly Row[],
  limit: number,
  timeOf: (row: Row) => number,
): { page: Row[]; next: string | null } {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, next: found.length > limit && last !== undefined ? encodeCursor(timeOf(last), last.id) : null };
}
