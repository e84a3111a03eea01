import fc from "fast-check";
import { expect, test } from "vitest";
import type { Outcome } from "../../../worker/decision/decision.ts";
import type { LiveFrame, PaymentView } from "../../../worker/wire/board.ts";
import { EVERYTHING, matches, type OutcomeFilter, type View } from "../shared/view.ts";
import {
  type Board,
  EMPTY,
  newestFirst,
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
  const payment = samplePayment({ id: `p${id}`, seq: server.seq, paidAt, outcome: known?.outcome ?? outcome });
  server.payments.set(payment.id, payment);
  const frame: LiveFrame = { type: "payment", seq: server.seq, payment };
  server.ring.push(frame);
  return frame;
}

function matching(server: Server, view: View): PaymentView[] {
  return newestFirst(server.payments).filter((payment) => matches(view, payment));
}

function page(server: Server, view: View, cursor: string | null, size: number): Page {
  const all = matching(server, view);
  const from = cursor === null ? 0 : all.findIndex((payment) => payment.id === cursor) + 1;
  const payments = all.slice(from, from + size);
  return { payments, next: from + size < all.length ? (payments.at(-1)?.id ?? null) : null };
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
  { weight: 1, arbitrary: fc.record({ do: fc.constant("view" as const), filter }) },
);

test("whatever is lost, doubled, reordered or late, the table ends as the server's payments from its floor up", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 0, max: 40 }), (steps, kept) => {
      const server: Server = { seq: 0, payments: new Map(), ring: [] };
      const size = 7;
      let board = EMPTY;
      let wire: LiveFrame[] = greeting(server, board, kept);
      let greeted = false;
      let asked: { page: Page; generation: number; cursor: string | null; older: boolean }[] = [];

      const ask = (older: boolean) => {
        const cursor = older ? board.next : null;
        asked.push({ page: page(server, board.view, cursor, size), generation: board.generation, cursor, older });
      };
      const answer = () => {
        const first = asked.shift();
        if (first === undefined) return;
        board = first.older
          ? withOlderPage(board, first.page, first.cursor, first.generation)
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
          board = withView(board, { ...EVERYTHING, outcome: event.filter });
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

      const { floor } = board;
      expect(board.owed).toBe(false);
      const wanted = matching(server, board.view).filter((payment) => floor === null || payment.paidAt > floor);
      const shown = newestFirst(board.rows).filter((payment) => floor === null || payment.paidAt > floor);
      expect(shown).toEqual(wanted);
      expect([...board.rows.values()].filter((payment) => floor !== null && payment.paidAt < floor)).toEqual([]);
      asked = [];
    }),
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
  let cursor: string | null = null;
  for (let walked = 0; walked < 7; walked++) {
    const older = page(server, board.view, cursor, PAGE);
    board = withOlderPage(board, older, cursor, board.generation);
    cursor = older.next;
  }
  expect(newestFirst(board.rows)).toEqual(matching(server, EVERYTHING).slice(0, 700));
});

test("a page that was asked for before rows left is not joined below the gap", () => {
  const server = serverWith(150);
  let board = loaded(server);
  const cursor = board.next;
  const late = page(server, board.view, cursor, PAGE);
  for (let id = 150; id < 800; id++) board = withFrames(board, [store(server, id, id, "approve")], 0);
  expect(withOlderPage(board, late, cursor, board.generation)).toBe(board);
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
