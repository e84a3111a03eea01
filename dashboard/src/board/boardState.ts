// What the board knows, and how each frame and page changes it. Pure. Frames and pages may be lost, doubled or late: in the
// end the table holds exactly the server's matching payments from its top down to `floor`, in whatever order it is sorted.
import type { Sorting } from "../../../worker/payment/query/sorting.ts";
import type { HealthWithoutStore, LiveFrame, PaymentView, PlaceView, Status } from "../../../worker/wire/board.ts";
import { EVERYTHING, matches, placing, type View } from "../shared/view.ts";
import { hear, type Sequence, startAt } from "./sequence.ts";

export const ROWS_KEPT = 500;
/** Room for live rows above the rows that were loaded on request. When it is full, the last rows leave. */
const ROOM = 200;
const OWED_ROWS_KEPT = 2000;

export interface Board {
  /** The last one; its health is that of now. */
  status: Status | null;
  /** Set while the store cannot be read: the part of health that needs no store. */
  away: HealthWithoutStore | null;
  /** When `status` came, in epoch milliseconds of this browser's clock. */
  statusAt: number | null;
  view: View;
  rows: ReadonlyMap<string, PaymentView>;
  /** The table is complete down to this place; null when it is to the end of the list. */
  floor: PlaceView | null;
  /** Set when the search stopped at the floor, before the page was full. */
  isSearching: boolean;
  /** Cursor of the page below the floor. Null at the end, and when only a walk from the top finds that page again. */
  next: string | null;
  capacity: number;
  /** Null until the first hello. */
  sequence: Sequence | null;
  /** Counts how often the table had to be loaded anew. A page that was asked for before the last time is void. */
  generation: number;
  /** The first page is still to come. Until then the rows in sight may have gaps. */
  owed: boolean;
  /** A paused table only counts live rows. Resuming loads the table anew. */
  paused: boolean;
  waiting: number;
}

export interface Page {
  payments: readonly PaymentView[];
  next: string | null;
  /** The search stopped before the page was full, at this payment. */
  searched?: { through: PlaceView } | undefined;
}

export const EMPTY: Board = {
  status: null,
  away: null,
  statusAt: null,
  view: EVERYTHING,
  rows: new Map(),
  floor: null,
  isSearching: false,
  next: null,
  capacity: ROWS_KEPT,
  sequence: null,
  generation: 0,
  owed: false,
  paused: false,
  waiting: 0,
};

export function withFrames(board: Board, frames: readonly LiveFrame[], now: number): Board {
  let after = board;
  let payments: PaymentView[] = [];
  for (const frame of frames) {
    if (frame.type === "payment") {
      payments.push(frame.payment);
      // Before the first hello there is nothing to resume from. The first page will bring the row.
      if (after.sequence !== null) after = { ...after, sequence: hear(after.sequence, frame.seq) };
      continue;
    }
    if (frame.type === "away") after = withoutStore(after, frame.health, now);
    else if (frame.status !== null) after = { ...after, status: frame.status, away: null, statusAt: now };
    if (frame.type === "hello") {
      after = greeted(withLiveRows(after, payments), frame.seq, frame.reset);
      payments = [];
    }
  }
  return withLiveRows(after, payments);
}

/** Figures stay as they were, and what is known without the store is new. */
function withoutStore(board: Board, away: HealthWithoutStore, now: number): Board {
  const { status } = board;
  const shown = status === null ? null : { ...status, health: { ...status.health, ...away } };
  return { ...board, status: shown, away, statusAt: now };
}

function greeted(board: Board, seq: number, reset: boolean): Board {
  const known = board.sequence;
  // A server whose number is lower than one that we heard has another store, such as an emptied one.
  const another = known !== null && seq < known.through;
  if (known !== null && !reset && !another) return board;
  const restarted: Board = { ...board, sequence: startAt(seq), rows: another ? new Map() : board.rows };
  return board.paused ? restarted : reloading(restarted);
}

/** The first page is owed from now on. The rows in sight stay until it comes. */
export function reloading(board: Board): Board {
  return { ...board, generation: board.generation + 1, owed: true, floor: null, isSearching: false, next: null };
}

export function withView(board: Board, view: View): Board {
  const rows = new Map([...board.rows].filter(([, payment]) => matches(view, payment, zoneOf(board))));
  return resumed({ ...board, view, rows });
}

export function paused(board: Board): Board {
  return { ...board, paused: true, waiting: 0 };
}

export function resumed(board: Board): Board {
  return reloading({ ...board, paused: false, waiting: 0, capacity: ROWS_KEPT });
}

/** The days of a view are those of the reports. Null before the first status. */
function zoneOf({ status }: Board): string | null {
  return status?.zone ?? null;
}

/** Takes the first page. The table is now complete down to the end of the page, and rows below it leave. */
export function withFirstPage(board: Board, page: Page, generation: number): Board {
  if (generation !== board.generation || !board.owed) return board;
  const floor = floorOf(page);
  const rows = new Map([...board.rows].filter(([, payment]) => reaches(board.view, floor, payment)));
  const isSearching = page.searched !== undefined;
  return withRows({ ...board, rows, owed: false, next: page.next, floor, isSearching }, page.payments);
}

function reaches(sorting: Sorting, floor: PlaceView | null, place: PlaceView): boolean {
  return floor === null || placing(sorting)(place, floor) <= 0;
}

/**
 * Joins a page further down to the table: the one that begins behind `after`, or at the top where that is null. Pages of a
 * walk from the top are joined too.
 */
export function withOlderPage(board: Board, page: Page, after: PlaceView | null, generation: number): Board {
  if (generation !== board.generation || board.owed || board.floor === null) return board;
  // Rows may have left since the page was asked for. A page below such a gap must not be joined.
  if (after !== null && !reaches(board.view, board.floor, after)) return board;
  const top = board.paused ? inOrder(board.rows, board.view)[0] : undefined;
  const payments =
    top === undefined ? page.payments : page.payments.filter((payment) => placing(board.view)(payment, top) >= 0);
  const capacity = Math.max(board.capacity, board.rows.size + payments.length + ROOM);
  const reached = floorOf(page);
  const isBelow = reached === null || reaches(board.view, reached, board.floor);
  const isSearching = page.searched !== undefined;
  const joined = isBelow
    ? { ...board, capacity, floor: reached, isSearching, next: page.next }
    : { ...board, capacity };
  return withRows(joined, payments);
}

/** Where a page ends, and the next one begins; null at the end of the list. */
export function floorOf({ payments, next, searched }: Page): PlaceView | null {
  return next === null ? null : (searched?.through ?? payments.at(-1) ?? null);
}

function withLiveRows(board: Board, payments: readonly PaymentView[]): Board {
  if (!board.paused) return withRows(board, payments);
  const isNew = (payment: PaymentView) => !board.rows.has(payment.id);
  // A payment below the floor that changed, by a verdict, is no new payment.
  const { view, floor } = board;
  const arrived = payments.filter(
    (each) => isNew(each) && matches(view, each, zoneOf(board)) && reaches(view, floor, each),
  );
  const waiting = board.waiting + new Set(arrived.map((payment) => payment.id)).size;
  // Rows in sight don't move, but they show new verdicts.
  return {
    ...withRows(
      board,
      payments.filter((payment) => !isNew(payment)),
    ),
    waiting,
  };
}

/** Adds or replaces rows. The fields that a view matches never change, so a row can't move out of a view. */
function withRows(board: Board, payments: readonly PaymentView[]): Board {
  if (payments.length === 0) return board;
  const rows = new Map(board.rows);
  for (const payment of payments) {
    const known = rows.get(payment.id);
    if (known !== undefined && known.seq >= payment.seq) continue;
    if (!matches(board.view, payment, zoneOf(board))) continue;
    if (reaches(board.view, board.floor, payment)) rows.set(payment.id, payment);
  }
  return trimmed({ ...board, rows });
}

/** Drops the last rows, so the floor rises. A walk from the top then finds the way further down. */
function trimmed(board: Board): Board {
  if (board.owed) {
    // The floor isn't known yet. So many rows mean that the page takes too long, and it is asked for again.
    return board.rows.size <= OWED_ROWS_KEPT ? board : reloading({ ...board, rows: new Map() });
  }
  if (board.rows.size <= board.capacity) return board;
  const kept = inOrder(board.rows, board.view).slice(0, board.capacity);
  const rows = new Map(kept.map((payment) => [payment.id, payment]));
  return { ...board, rows, floor: kept.at(-1) ?? null, isSearching: false, next: null };
}

export function inOrder(rows: ReadonlyMap<string, PaymentView>, sorting: Sorting): PaymentView[] {
  return [...rows.values()].sort(placing(sorting));
}
