// How an import goes on after whatever ended it, against a Worker that remembers ids as Vigie does.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { RefusedPush } from "../pushPast.ts";
import type { Ordered, Placed } from "./order.ts";
import { sendAll } from "./send.ts";
import { type ImportState, newState } from "./stateFile.ts";

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

interface Said {
  status: number;
  error: string;
  retryAfter?: number;
}

/** Stores what it is sent once. `refusalOf`: what it answers to its nth request instead; null: it takes the body. */
async function worker(refusalOf: (nth: number) => Said | null = () => null) {
  const stored: string[] = [];
  const queries: string[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    queries.push(request.url ?? "");
    const refusal = refusalOf(queries.length);
    if (refusal !== null) {
      const headers = refusal.retryAfter === undefined ? {} : { "retry-after": String(refusal.retryAfter) };
      return response.writeHead(refusal.status, headers).end(JSON.stringify({ error: refusal.error }));
    }
    const rows: { trans_num: string; bad?: boolean }[] = JSON.parse(text);
    const good = rows.filter(({ bad }) => bad !== true);
    const decisions = good.map(({ trans_num: id }) => {
      const status = stored.includes(id) ? "repeated" : "stored";
      if (status === "stored") stored.push(id);
      const nothing = { score: null, outcome: "approve", reasons: [], unfamiliar: [], model: "m", policy: 0 };
      return { id, status, ...nothing, notes: id === "id 7" ? [{ field: "gender", note: "could not be read" }] : [] };
    });
    const rejects = rows.flatMap(({ bad }, index) =>
      bad ? [{ index, id: null, code: "conflict", field: null, error: "is stored with other content" }] : [],
    );
    return response.end(JSON.stringify({ decisions, rejects }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), stored, queries };
}

const placed = (at: number, more: object = {}): Placed => ({
  ...{ paidAt: at, at: at + 2, card: `card ${at % 97}` },
  body: JSON.stringify({ trans_num: `id ${at}`, ...more }),
});
const ROWS = Array.from({ length: 1_000 }, (_, at) => placed(at, at === 450 ? { bad: true } : {}));

function ordered(rows: readonly Placed[]): Ordered {
  return {
    count: rows.length,
    async *rows() {
      yield* rows;
    },
    close: async () => undefined,
  };
}

function sending(url: URL, state: ImportState, ending = new AbortController()) {
  const kept: ImportState[] = [];
  const waits: number[] = [];
  const sent = sendAll({
    ...{ ordered: ordered(ROWS), state },
    keep: (now) => kept.push(now),
    push: {
      ...{ workerUrl: url, headersFor: () => ({}), onStanding: () => undefined, signal: ending.signal },
      wait: async (ms) => void waits.push(ms),
    },
    onProgress: () => undefined,
  });
  return { sent, kept, waits };
}

test("all is sent as past, with how many there are, and counted by what became of it", async () => {
  const { url, queries, stored } = await worker();
  const { sent } = await sending(url, newState("key")).sent.then((state) => state);
  expect(sent).toMatchObject({ stored: 999, repeated: 0, sentAgain: 0 });
  expect(sent.refused).toEqual({ "is stored with other content": { times: 1, places: [452], example: null } });
  expect(sent.notes).toEqual({ "gender could not be read": { times: 1, places: [9], example: null } });
  expect(new Set(queries)).toEqual(new Set(["/api/payments?past=1&of=1000"]));
  expect(stored).toHaveLength(999);
});

test.each([
  ["before a wave was answered", true],
  ["after it was answered", false],
])(
  "an import that was killed %s goes on there: nothing is lost, doubled, or counted twice",
  async (_when, isUnderway) => {
    const { url, stored } = await worker();
    const { kept, sent } = sending(url, newState("key"));
    await sent;
    const at = kept.findIndex((state) => state.isUnderway === isUnderway && state.done > 0);
    const killedAt = kept[at];
    if (killedAt === undefined) return expect.unreachable("no such state");
    // The Worker has all of the wave that was under way, and nobody heard of it.
    const had = (isUnderway ? kept[at + 1] : killedAt)?.done ?? 0;
    stored.splice(had - (had > 450 ? 1 : 0));
    const resumed = await sending(url, killedAt).sent;
    expect(new Set(stored).size).toBe(999);
    expect(stored).toHaveLength(999);
    const { sent: tally } = resumed;
    expect(tally.stored + tally.sentAgain).toBe(999);
    expect(tally.repeated).toBe(0);
    expect(tally.sentAgain > 0).toBe(isUnderway);
    expect(tally.refused["is stored with other content"]?.times).toBe(1);
  },
);

test("payments that were there before the import are repeated, which is not the same as sent again", async () => {
  const { url } = await worker();
  await sending(url, newState("key")).sent;
  expect((await sending(url, newState("key")).sent).sent).toMatchObject({ stored: 0, repeated: 999, sentAgain: 0 });
});

test.each([503, 429])(
  "told to wait with %i, it waits as long as it is told, and sends the same again",
  async (status) => {
    const { url } = await worker((nth) => (nth <= 3 ? { status, error: "later", retryAfter: 7 } : null));
    const { sent, waits } = sending(url, newState("key"));
    expect((await sent).sent).toMatchObject({ stored: 999 });
    expect(waits).toEqual([7_000, 7_000, 7_000]);
  },
);

test("a refusal that will not pass ends it at once, and nothing counts as sent", async () => {
  const { url } = await worker(() => ({ status: 401, error: "a valid token is needed" }));
  const { sent, kept } = sending(url, newState("key"));
  await expect(sent).rejects.toBeInstanceOf(RefusedPush);
  expect(kept.at(-1)).toMatchObject({ done: 0, isUnderway: false });
});

test("another program at that address is no Vigie, whatever it answers", async () => {
  const { url } = await worker(() => ({ status: 200, error: "hello" }));
  await expect(sending(url, newState("key")).sent).rejects.toBeInstanceOf(RefusedPush);
});
