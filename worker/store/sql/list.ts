// Lists of payments: whatever is asked for, a page enters an index and looks at a bounded number of payments.
import { and, getTableColumns, type SQL, sql } from "drizzle-orm";
import { keyOf, NEWEST_FIRST, type Sort } from "../../payment/query/sorting.ts";
import type { PaymentFilter, PaymentStore, Place, Position, StoredPayment } from "../payments.ts";
import { type Conditions, conditionsOf, without } from "./conditions.ts";
import type { Dialect, Tables } from "./dialect.ts";
import { count } from "./expressions.ts";
import { amountWalk, namedBy, orderOf, rowsOf, timeWalk, type Walk, walksOf } from "./paths.ts";
import { merchantsBeyondAscii, type Search, searchFor } from "./search.ts";

/** Takes SQLite about a tenth of a second where the rows lie together, and half a second where they do not. */
const MAY_READ = 25_000;
/** A shorter text is rather a part of a name than an id, though it may be both. */
const ID_LENGTH = 8;
/** A limit that ends nothing. It makes both databases read the inner query first, by its own index. */
const ALL = 1_000_000_000;

/** Rows of one walk, and the last row that was looked at when the search stopped before the end of it. */
interface Found {
  rows: StoredPayment[];
  through: Place | null;
}

export function listedBy(dialect: Dialect, columns: Columns): PaymentStore["payments"] {
  const { tables } = dialect;
  return async (filter, { limit, sorting = NEWEST_FIRST, after = null, mayRead = MAY_READ }) => {
    const { sort, order } = sorting;
    const search = filter.q === undefined ? null : await searched(dialect, filter.q);
    const conditions = conditionsOf(dialect, filter, search);
    const parts = walksOf(tables, sorting, filter, conditions, after);
    const isIndexed = parts.every(({ walk }) => without(conditions, walk.keeps).length === 0);
    const narrow = isIndexed ? null : await narrowest(dialect, waysIn(dialect, sort, filter, conditions), mayRead);

    const rows: StoredPayment[] = [];
    let through: Place | null = null;
    for (const { walk, after } of parts) {
      // One payment more than asked for tells whether there is a next page.
      const wanted = limit + 1 - rows.length;
      if (wanted <= 0 || through !== null) break;
      const part = { where: rowsOf(walk, after, order), order: orderOf(walk, order) };
      const rest = without(conditions, walk.keeps);
      const found =
        narrow !== null
          ? await sortedOut(
              dialect,
              columns,
              narrow,
              and(part.where, ...without(conditions, narrow.keeps)),
              part.order,
              wanted,
            )
          : rest.length === 0
            ? await walked(dialect, columns, part, wanted)
            : await lookedThrough(dialect, columns, part, and(...rest), wanted, mayRead);
      rows.push(...found.rows);
      through = found.through;
    }
    const payments = rows.slice(0, limit);
    const last = payments.at(-1);
    if (rows.length > limit && last !== undefined) return { payments, next: positionOf(sort, last), searched: null };
    if (through === null) return { payments, next: null, searched: null };
    return { payments, next: positionOf(sort, through), searched: { payments: mayRead, through } };
  };
}

type Rows = { where: SQL | undefined; order: SQL[] };
type Columns = ReturnType<typeof storedColumnsOf>;

/** Leaves out features and facts, which take as much room as everything else together. */
export function storedColumnsOf({ payments }: Tables) {
  const { features: _, facts: __, ...columns } = getTableColumns(payments);
  return columns;
}

async function searched(dialect: Dialect, q: string): Promise<Search> {
  const beyondAscii = await dialect.all<{ name: string }>(merchantsBeyondAscii);
  return searchFor(
    q,
    beyondAscii.map(({ name }) => name),
  );
}

/** Every condition is the index's own, so the page is all that is read. */
async function walked(
  { db, tables }: Dialect,
  columns: Columns,
  { where, order }: Rows,
  wanted: number,
): Promise<Found> {
  const rows = await db
    .select(columns)
    .from(tables.payments)
    .where(where)
    .orderBy(...order)
    .limit(wanted);
  return { rows, through: null };
}

/** Looks at so many payments in the list's own order, and keeps those for which the rest of the conditions holds. */
async function lookedThrough(
  { db, snapshot, tables }: Dialect,
  columns: Columns,
  { where, order }: Rows,
  rest: SQL | undefined,
  wanted: number,
  mayRead: number,
): Promise<Found> {
  const { paidAt, amountCents, score, id } = tables.payments;
  const read = db
    .select(columns)
    .from(tables.payments)
    .where(where)
    .orderBy(...order)
    .limit(mayRead)
    .as("payments");
  // Both of one moment, or the next page would not begin where this one ended.
  const [rows, [through]] = await snapshot.batch([
    db
      .select(columns)
      .from(read)
      .where(rest)
      .orderBy(...order)
      .limit(wanted),
    db
      .select({ paidAt, amountCents, score, id })
      .from(tables.payments)
      .where(where)
      .orderBy(...order)
      .limit(1)
      .offset(mayRead - 1),
  ]);
  return { rows, through: through ?? null };
}

/** Indexes, other than the list's own, by which a filter can be entered. */
function waysIn(dialect: Dialect, sort: Sort, filter: PaymentFilter, conditions: Conditions): Walk[] {
  const { tables } = dialect;
  const { paid, card, merchant, flagged, amount } = conditions;
  const isNamed = card !== undefined || merchant !== undefined;
  const isTimed = isNamed || paid !== undefined || flagged !== undefined;
  return [
    ...(sort !== "time" && isTimed ? [timeWalk(tables, filter, conditions)] : []),
    ...(sort !== "amount" && amount !== undefined ? [amountWalk(tables, filter)] : []),
    ...(filter.q !== undefined && filter.q.length >= ID_LENGTH ? [namedBy(tables, filter.q)] : []),
  ];
}

/** The one with the fewest payments, if it has few enough to read and sort them all. A text that names none is no id. */
async function narrowest({ db, snapshot, tables }: Dialect, ways: Walk[], mayRead: number): Promise<Walk | null> {
  const [first, ...others] = ways.map((way) => {
    const some = db
      .select({ one: sql`1`.as("one") })
      .from(tables.payments)
      .where(rowsOf(way, null, "desc"))
      .orderBy(...orderOf(way, "desc"))
      .limit(mayRead + 1)
      .as("some");
    return db.select({ count }).from(some);
  });
  if (first === undefined) return null;
  const counts = (await snapshot.batch([first, ...others])).map(([row]) => row?.count ?? 0);
  const few = ways
    .map((way, at) => ({ way, payments: counts[at] ?? 0 }))
    .filter(({ way, payments }) => payments <= mayRead && (payments > 0 || !way.keeps.includes("text")))
    .sort((a, b) => a.payments - b.payments);
  return few[0]?.way ?? null;
}

/** Reads all payments of a narrow way in, and sorts those for which the rest of the conditions holds. */
async function sortedOut(
  { db, tables }: Dialect,
  columns: Columns,
  narrow: Walk,
  rest: SQL | undefined,
  order: SQL[],
  wanted: number,
): Promise<Found> {
  const few = db
    .select(columns)
    .from(tables.payments)
    .where(rowsOf(narrow, null, "desc"))
    .orderBy(...orderOf(narrow, "desc"))
    .limit(ALL)
    .as("payments");
  const rows = await db
    .select(columns)
    .from(few)
    .where(rest)
    .orderBy(...order)
    .limit(wanted);
  return { rows, through: null };
}

function positionOf(sort: Sort, place: Place): Position {
  return { key: keyOf(sort, place), paidAt: place.paidAt, id: place.id };
}
