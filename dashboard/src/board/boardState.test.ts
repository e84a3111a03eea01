import fc from "fast-check";
import { expect, test } from "vitest";
import type { Outcome } from "../../../worker/decision/decision.ts";
import { ORDERS, SORTS } from "../../../worker/payment/query/sorting.ts";
import { healthWithoutStore, type LiveFrame, type PaymentView } from "../../../worker/wire/board.ts";
import { EVERYTHING, matches, type OutcomeFilter, placing, type View } from "../shared/view.ts";
import {
  type Board,
  EMPTY,
  floorOf,
  inOrder,
  type Page,
  paused,
  ROWS_KEPT,
  resumed,
  withFirstPage,
  withFrames,
  withOlderPage,
  withView,
} from "./boardState.ts";
import { samplePayment, sampleStatus } from "./sample.ts";

const newestFirst = (rows: ReadonlyMap<string, PaymentView>) => inOrder(rows, EVERYTHING);
const STATUS = sampleStatus();
const PAGE = 100;

/** A server as the board sees one: payments by id, and the changes since a number while they are kept. */
interface Server {
  seq: number;
  payments: Map<string, PaymentView>;
  ring: LiveFrame[];
}

function store(server: Server, id: number, minute: number, outcome: Outcome): LiveFrame {
  const known = server.payments.get(`p${id}`);
  server.seq += 1;
  const paidAt = known?.paidAt ?? new Date(Date.UTC(2026, 10, 20, 0, minute, 0, id)).toISOString();
  const payment = samplePayment({
    ...{ id: `p${id}`, seq: server.seq, paidAt, outcome: known?.outcome ?? outcome },
    // Many are alike.
    amount: `${(id * 7) % 10}.00`,
    score: id % 5 === 0 ? null : (id % 4) / 4,
  });
  server.payments.set(payment.id, payment);
  const frame: LiveFrame = { type: "payment", seq: server.seq, payment };
  server.ring.push(frame);
  return frame;
}

function matching(server: Server, view: View): PaymentView[] {
  return inOrder(server.payments, view).filter((payment) => matches(view, payment));
}

/** Looks at `mayRead` payments at most. */
function page(server: Server, view: View, cursor: string | null, size: number, mayRead = 10_000): Page {
  const all = inOrder(server.payments, view);
  const from = cursor === null ? 0 : all.findIndex((payment) => payment.id === cursor) + 1;
  const read = all.slice(from, from + mayRead);
  const found = read.filter((payment) => matches(view, payment));
  const payments = found.slice(0, size);
  if (found.length > size) return { payments, next: payments.at(-1)?.id ?? null };
  const through = from + mayRead < all.length ? read.at(-1) : undefined;
  return through === undefined ? { payments, next: null } : { payments, next: through.id, searched: { through } };
}

function greeting(server: Server, board: Board, kept: number): LiveFrame[] {
  const since = board.sequence?.through ?? null;
  const reset = since === null || server.seq - since > kept;
  const missed = reset ? [] : server.ring.filter((frame) => frame.seq > since);
  return [{ type: "hello", seq: server.seq, reset, status: STATUS }, ...missed];
}

const outcome = fc.constantFrom<Outcome>("approve", "review", "decline");
const filter = fc.constantFrom<OutcomeFilter>("all", "flagged", "decline");
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant("store" as const), id: fc.nat(60), minute: fc.nat(30), outcome }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("deliver" as const), at: fc.nat(5), twice: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("reconnect" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("askPage" as const), older: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("answerPage" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pause" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("resume" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("view" as const),
      ...{
        filter,
        amount: fc.constantFrom("", ">5"),
        sort: fc.constantFrom(...SORTS),
        order: fc.constantFrom(...ORDERS),
      },
    }),
  },
);

test("whatever is lost, doubled, reordered or late, the table ends as the server's payments from its floor up", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 120 }),
      fc.nat(40),
      fc.integer({ min: 5, max: 80 }),
      (steps, kept, mayRead) => {
        const server: Server = { seq: 0, payments: new Map(), ring: [] };
        const size = 7;
        let board = EMPTY;
        let wire: LiveFrame[] = greeting(server, board, kept);
        let greeted = false;
        let asked: { page: Page; generation: number; after: Board["floor"]; older: boolean }[] = [];

        const ask = (older: boolean) => {
          const [cursor, after] = older && board.next !== null ? [board.next, board.floor] : [null, null];
          const { view, generation } = board;
          asked.push({ page: page(server, view, cursor, size, mayRead), generation, after, older });
        };
        const answer = () => {
          const first = asked.shift();
          if (first === undefined) return;
          board = first.older
            ? withOlderPage(board, first.page, first.after, first.generation)
            : withFirstPage(board, first.page, first.generation);
        };
        const deliver = (at: number, twice: boolean) => {
          // The greeting is always first. Later frames may overtake one another.
          const [frame] = wire.splice(greeted ? Math.min(at, wire.length - 1) : 0, 1);
          if (frame === undefined) return;
          const generation = board.generation;
          board = withFrames(board, twice ? [frame, frame] : [frame], 0);
          if (frame.type === "hello") greeted = true;
          if (board.generation !== generation) ask(false);
        };

        for (const event of steps) {
          if (event.do === "store") wire.push(store(server, event.id, event.minute, event.outcome));
          else if (event.do === "deliver") deliver(event.at, event.twice);
          else if (event.do === "reconnect") {
            wire = greeting(server, board, kept);
            greeted = false;
          } else if (event.do === "askPage") ask(event.older);
          else if (event.do === "answerPage") answer();
          else if (event.do === "pause") board = paused(board);
          else if (event.do === "resume" && board.paused) {
            board = resumed(board);
            ask(false);
          } else if (event.do === "view") {
            const { filter: outcome, amount, sort, order } = event;
            board = withView(board, { ...EVERYTHING, outcome, amount, sort, order });
            ask(false);
          }
        }

        // In the end the line breaks once more, and then everything is delivered.
        if (board.paused) {
          board = resumed(board);
          ask(false);
        }
        wire = greeting(server, board, kept);
        greeted = false;
        while (wire.length > 0) deliver(0, false);
        while (asked.length > 0) answer();

        const { floor, view } = board;
        expect(board.owed).toBe(false);
        const wanted = matching(server, view).filter((payment) => floor === null || placing(view)(payment, floor) <= 0);
        expect(inOrder(board.rows, view)).toEqual(wanted);
        asked = [];
      },
    ),
    { numRuns: 1000 },
  );
});

function loaded(server: Server): Board {
  const board = withFrames(EMPTY, greeting(server, EMPTY, 0), 0);
  return withFirstPage(board, page(server, board.view, null, PAGE), board.generation);
}

function serverWith(payments: number): Server {
  const server: Server = { seq: 0, payments: new Map(), ring: [] };
  for (let id = 0; id < payments; id++) store(server, id, id, "approve");
  return server;
}

test("an open board keeps the newest five hundred, however many come", () => {
  const server = serverWith(150);
  let board = loaded(server);
  for (let id = 150; id < 1500; id++) board = withFrames(board, [store(server, id, id, "approve")], 0);
  expect(newestFirst(board.rows)).toEqual(matching(server, EVERYTHING).slice(0, ROWS_KEPT));
});

test("older payments are found again by walking from the top after the oldest rows left", () => {
  const server = serverWith(150);
  let board = loaded(server);
  for (let id = 150; id < 800; id++) board = withFrames(board, [store(server, id, id, "approve")], 0);
  let [cursor, after]: [string | null, Board["floor"]] = [null, null];
  for (let walked = 0; walked < 7; walked++) {
    const older = page(server, board.view, cursor, PAGE);
    board = withOlderPage(board, older, after, board.generation);
    [cursor, after] = [older.next, floorOf(older)];
  }
  expect(newestFirst(board.rows)).toEqual(matching(server, EVERYTHING).slice(0, 700));
});

test("a page that was asked for before rows left is not joined below the gap", () => {
  const server = serverWith(150);
  let board = loaded(server);
  const { next: cursor, floor } = board;
  const late = page(server, board.view, cursor, PAGE);
  for (let id = 150; id < 800; id++) board = withFrames(board, [store(server, id, id, "approve")], 0);
  expect(withOlderPage(board, late, floor, board.generation)).toBe(board);
});

test("a paused table stands still and counts what waits; resuming shows it", () => {
  const server = serverWith(3);
  let board = paused(loaded(server));
  const before = newestFirst(board.rows);
  const frame = store(server, 7, 7, "decline");
  board = withFrames(board, [frame, frame], 0);
  expect(newestFirst(board.rows)).toEqual(before);
  expect(board.waiting).toBe(1);
  board = resumed(board);
  board = withFirstPage(board, page(server, board.view, null, PAGE), board.generation);
  expect(newestFirst(board.rows)[0]?.id).toBe("p7");
});

test("what people say shows in a paused table too, and is no payment that waits", () => {
  const server = serverWith(150);
  let board = paused(loaded(server));
  const [top, below] = ["p149", "p3"].map((id) => {
    server.seq += 1;
    const payment: PaymentView = { ...(server.payments.get(id) ?? samplePayment()), seq: server.seq, verdict: "fraud" };
    return { type: "payment", seq: server.seq, payment } as const;
  });
  if (top === undefined || below === undefined) throw new Error("both were made");
  board = withFrames(board, [top, below], 0);
  expect(board.rows.get("p149")?.verdict).toBe("fraud");
  expect([board.rows.has("p3"), board.waiting]).toEqual([false, 0]);
});

test("a server whose store was emptied empties the table too", () => {
  const board = withFrames(loaded(serverWith(40)), [{ type: "hello", seq: 2, reset: false, status: STATUS }], 0);
  expect(board.rows.size).toBe(0);
  expect(board.owed).toBe(true);
});

/** As the server sends it: without what only the store knows. */
const AWAY = {
  type: "away",
  seq: 40,
  health: healthWithoutStore.parse(sampleStatus(["The store (D1) cannot be reached."]).health),
} as const;

test("while the store is away figures stay, health is that of now, and with the next status all is as before", () => {
  const known: LiveFrame = { type: "status", seq: 40, status: { ...STATUS, today: { ...STATUS.today, payments: 9 } } };
  const board = withFrames(loaded(serverWith(40)), [known, AWAY], 5);
  expect(board).toMatchObject({ away: AWAY.health, statusAt: 5 });
  expect(board.status).toMatchObject({ today: { payments: 9 }, health: { problems: AWAY.health.problems } });
  expect(board.status?.health.incidents).toEqual(STATUS.health.incidents);
  expect(withFrames(board, [known], 6)).toMatchObject({ away: null, status: { health: { problems: [] } } });
});

test("a board that is opened while the store is away has no figures, and says why", () => {
  const greeted = withFrames(EMPTY, [{ type: "hello", seq: 40, reset: true, status: null }, AWAY], 5);
  expect(greeted).toMatchObject({ status: null, away: AWAY.health, owed: true });
  // Figures that it has are kept when the line breaks meanwhile.
  const back = withFrames(loaded(serverWith(40)), [{ type: "hello", seq: 40, reset: false, status: null }, AWAY], 5);
  expect(back.status?.date).toBe(STATUS.date);
});

test("a list by amount takes the large ones that come, and leaves those below what is loaded", () => {
  const server = serverWith(150);
  let board = withView(loaded(server), { ...EVERYTHING, sort: "amount" });
  board = withFirstPage(board, page(server, board.view, null, 20), board.generation);
  expect(inOrder(board.rows, board.view).at(-1)?.amount).toBe("8.00");
  // 1007 × 7 ends in 9, and 1010 × 7 in 0.
  board = withFrames(board, [store(server, 1007, 3, "approve"), store(server, 1010, 4, "approve")], 0);
  expect([board.rows.has("p1007"), board.rows.has("p1010")]).toEqual([true, false]);
});

test("a list that begins with the oldest takes no payment that is newer than what is loaded", () => {
  const server = serverWith(150);
  let board = withView(loaded(server), { ...EVERYTHING, order: "asc" });
  board = withFirstPage(board, page(server, board.view, null, 20), board.generation);
  board = withFrames(board, [store(server, 200, 200, "decline")], 0);
  expect([board.rows.size, board.rows.has("p200")]).toEqual([20, false]);
});

test("a search that found nothing yet goes on where it stopped, and joins what it finds", () => {
  const server = serverWith(150);
  store(server, 1, 1, "decline");
  let board = withView(loaded(server), { ...EVERYTHING, outcome: "all", text: "nobody" });
  board = withFirstPage(board, page(server, board.view, null, 20, 50), board.generation);
  expect([board.rows.size, board.isSearching, board.floor?.id]).toEqual([0, true, "p100"]);
  const older = page(server, board.view, board.next, 20, 1000);
  board = withOlderPage(board, older, board.floor, board.generation);
  expect([board.isSearching, board.floor]).toEqual([false, null]);
});
