// The page's state as signals, and the few actions on it. This module joins the pure board to the socket, the server and the
// clock.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { LiveFrame, PaymentView, PlaceView } from "../../../worker/wire/board.ts";
import { type Deciding, decidingOf, isSameDeciding } from "../shared/lines.ts";
import { nameCurrency } from "../shared/money.ts";
import { EVERYTHING, isSameView, problemsOf, type View } from "../shared/view.ts";
import { nameZone } from "../shared/zone.ts";
import { addView, followAddress, keepView, viewInAddress } from "./address.ts";
import { fetchPage } from "./ask.ts";
import { awaitPress, ring } from "./bell.ts";
import * as table from "./boardState.ts";
import { conditionOf } from "./condition.ts";
import { followLive, type Line } from "./live.ts";
import { announcement, isTimely, newFrauds } from "./newFrauds.ts";
import { countUnseen, showTab } from "./tab.ts";
import { waitingWords } from "./waiting.ts";

export const PAGE_ROWS = 100;
/** Most pages that one walk down from the top may load. */
const PAGES_AT_ONCE = 30;
/** Pages that a search looks through by itself before it asks whether to go on: 25,000 payments each. */
const SEARCH_PAGES = 8;
const RETRY_MS = 3000;
/** How long a newly come row stays lit. */
const FRESH_MS = 8000;
const TOLD_KEPT = 2000;

export const board = signal<table.Board>({ ...table.EMPTY, view: viewInAddress() });
export const line = signal<Line>("connecting");
/** When the line ceased to be live; null while it is live. */
const lostAt = signal<number | null>(null);
export const online = signal(navigator.onLine);
export const now = signal(Date.now());
/** Why the table could not be loaded; null when it could. */
export const pageProblem = signal<string | null>(null);
export const loadingOlder = signal(false);
const rowsShown = signal(PAGE_ROWS);
/** When each fraud that has just come arrived, by id. */
export const fresh = signal<ReadonlyMap<string, number>>(new Map());
/** The sentence for screen readers. */
export const spoken = signal("");
const told = new Set<string>();

export const status = computed(() => board.value.status);
/** While the store cannot be read, and no figures are known, what is known without it. */
export const health = computed(() => status.value?.health ?? board.value.away);
export const unrecorded = computed(() => waitingWords(health.value));
let knownDeciding: Deciding | null = null;
/** The same value as long as nothing has changed, so that a row is not drawn with each status. */
export const deciding = computed(() => {
  const now = health.value === null ? null : decidingOf(health.value);
  if (!isSameDeciding(now, knownDeciding)) knownDeciding = now;
  return knownDeciding;
});
const boardRows = computed(() => board.value.rows);
const boardView = computed(() => board.value.view);
const sortedRows = computed(() => table.inOrder(boardRows.value, boardView.value));
export const rows = computed(() => sortedRows.value.slice(0, rowsShown.value));
export const moreRows = computed(
  () => sortedRows.value.length > rowsShown.value || board.value.floor !== null || board.value.owed,
);
export const condition = computed(() =>
  conditionOf({
    line: line.value,
    lostAt: lostAt.value,
    online: online.value,
    health: health.value,
    statusAt: board.value.statusAt,
    now: now.value,
  }),
);

/** A step to which the browser's back button leads back. It leaves out what the address asked for beside the filters. */
export function setView(wanted: View): void {
  const view = { ...wanted, unknown: EVERYTHING.unknown };
  addView(view);
  show(view);
}

/** A further change of the same step, as while a search is typed. */
export function changeView(view: View): void {
  keepView(view);
  show(view);
}

function show(view: View): void {
  batch(() => {
    board.value = table.withView(board.value, view);
    rowsShown.value = PAGE_ROWS;
  });
}

export function togglePause(): void {
  board.value = board.value.paused ? table.resumed(board.value) : table.paused(board.value);
}

export function reload(): void {
  board.value = table.reloading(board.value);
}

/** Shows more rows, and fetches those below. */
export async function showMore(): Promise<void> {
  if (loadingOlder.value) return;
  // A search that stopped has not filled the page yet.
  if (!board.value.isSearching) rowsShown.value += PAGE_ROWS;
  await walkDown(PAGES_AT_ONCE);
}

/** Fetches pages until the table has as many rows as are shown. If its last rows had to leave, it walks down from the top. */
async function walkDown(mostPages: number): Promise<void> {
  if (loadingOlder.value) return;
  loadingOlder.value = true;
  let walked: { cursor: string; after: PlaceView } | null = null;
  for (let pages = 0; pages < mostPages; pages++) {
    const { floor, rows, generation, view, next } = board.value;
    if (floor === null || rows.size >= rowsShown.value) break;
    const from: { cursor: string | null; after: PlaceView | null } =
      next === null ? (walked ?? { cursor: null, after: null }) : { cursor: next, after: floor };
    const answer = await fetchPage(view, PAGE_ROWS, from.cursor);
    if (generation !== board.value.generation) break;
    pageProblem.value = answer.ok ? null : answer.problem;
    if (!answer.ok) break;
    const before = board.value;
    board.value = table.withOlderPage(before, answer.value, from.after, generation);
    const [cursor, after] = [answer.value.next, table.floorOf(answer.value)];
    walked = board.value === before || cursor === null || after === null ? null : { cursor, after };
  }
  loadingOlder.value = false;
}

async function loadFirstPage(generation: number): Promise<void> {
  const { view } = board.value;
  // The server would only say the same, and the table is not to show what was asked for before.
  const isReadable = problemsOf(view).length === 0;
  const answer = isReadable
    ? await fetchPage(view, PAGE_ROWS, null)
    : { ok: true as const, value: { payments: [], next: null } };
  if (generation !== board.value.generation) return;
  if (answer.ok) {
    batch(() => {
      pageProblem.value = null;
      board.value = table.withFirstPage(board.value, answer.value, generation);
    });
    if (board.value.isSearching) void walkDown(SEARCH_PAGES);
    return;
  }
  pageProblem.value = answer.problem;
  setTimeout(() => generation === board.value.generation && void loadFirstPage(generation), RETRY_MS);
}

let queue: LiveFrame[] = [];
let flushing = false;

/** Draws at most once in each frame of the screen, however many payments come. A hidden tab waits longer. */
function receive(frame: LiveFrame): void {
  queue.push(frame);
  if (flushing) return;
  flushing = true;
  if (document.visibilityState === "visible") requestAnimationFrame(flush);
  else setTimeout(flush, 250);
}

function flush(): void {
  const frames = queue;
  queue = [];
  flushing = false;
  batch(() => {
    const at = Date.now();
    for (const frame of frames)
      if ("status" in frame && frame.status !== null) {
        nameZone(frame.status.zone);
        nameCurrency(frame.status.currency);
      }
    noticeFrauds(newFrauds(frames, board.value.rows, told), at);
    board.value = table.withFrames(board.value, frames, at);
  });
}

function noticeFrauds(frauds: readonly PaymentView[], at: number): void {
  if (frauds.length === 0) return;
  for (const { id } of frauds) told.add(id);
  for (const id of told) {
    if (told.size <= TOLD_KEPT) break;
    told.delete(id);
  }
  const still = [...fresh.value].filter(([, since]) => at - since < FRESH_MS);
  fresh.value = new Map([...still, ...frauds.map(({ id }): [string, number] => [id, at])]);
  spoken.value = announcement(frauds);
  const timely = frauds.filter(isTimely);
  countUnseen(timely.length);
  ring(timely);
}

/** Starts everything that runs by itself: the line, the clock, the loading of pages. */
export function start(): void {
  showTab();
  awaitPress();
  const owed = computed(() => (board.value.owed ? board.value.generation : null));
  effect(() => {
    const generation = owed.value;
    if (generation !== null) untracked(() => void loadFirstPage(generation));
  });
  followLive({
    since: () => board.value.sequence?.through ?? null,
    onFrame: receive,
    onLine: (value) => {
      line.value = value;
      if (value === "live") lostAt.value = null;
      else lostAt.value ??= Date.now();
    },
    // A request over HTTP tells whether a login is needed. It also shows stored payments where sockets don't get through.
    onRefused: () => {
      if (board.value.owed) return;
      if (board.value.sequence === null) reload();
      else void fetchPage(board.value.view, 1, null);
    },
  });
  setInterval(() => {
    now.value = Date.now();
    if ([...fresh.value.values()].some((since) => now.value - since >= FRESH_MS)) {
      fresh.value = new Map([...fresh.value].filter(([, since]) => now.value - since < FRESH_MS));
    }
  }, 1000);
  followAddress((view) => {
    if (!isSameView(view, board.value.view)) show(view);
  });
  addEventListener("online", () => {
    online.value = true;
  });
  addEventListener("offline", () => {
    online.value = false;
  });
}
