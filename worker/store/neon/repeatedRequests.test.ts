import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { patientFetch, wasNotRun } from "./repeatedRequests.ts";

const ask = patientFetch({ deadlineMs: 30_000, pausesMs: [1, 1], restMs: 1_000 });
const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function database(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/sql`;
}

test("a database that is still waking up is asked again", async () => {
  let asked = 0;
  const url = await database((_, response) => {
    asked += 1;
    if (asked < 3) response.writeHead(500).end('{"message":"Couldn\'t connect to compute node"}');
    else response.end("rows");
  });
  expect(await (await ask(url, { method: "POST", body: "{}" })).text()).toBe("rows");
});

test("what may have been run is not asked again", async () => {
  let asked = 0;
  const url = await database((_, response) => {
    asked += 1;
    response.writeHead(520).end("gone");
  });
  expect((await ask(url, {})).status).toBe(520);
  expect(asked).toBe(1);
});

test.each([
  ["one that reads", '{"query":"select 1","params":["\\"query\\":\\"insert"]}', 200, 2],
  ["several that read", '{"queries":[{"query":"select 1"},{"query":" SELECT 2"}]}', 200, 2],
  ["one that writes", '{"query":"insert into payments","params":["select"]}', 504, 1],
  ["several, of which one writes", '{"queries":[{"query":"select 1"},{"query":"insert into"}]}', 504, 1],
])(
  "where a gateway got no answer, %s may have been run: what only reads is asked again",
  async (_, body, status, times) => {
    let asked = 0;
    const url = await database((_request, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 504 : 200).end("rows");
    });
    expect((await ask(url, { method: "POST", body })).status).toBe(status);
    expect(asked).toBe(times);
  },
);

test.each([
  ["reads is asked again", '{"query":"select 1"}', "rows", 2],
  ["writes is not: it may have been run", '{"query":"insert into payments"}', "fetch failed", 1],
])("where the connection ends without an answer, what %s", async (_, body, outcome, times) => {
  let asked = 0;
  const url = await database((request, response) => {
    asked += 1;
    if (asked === 1) request.socket.destroy();
    else response.end("rows");
  });
  const answer = ask(url, { method: "POST", body }).then(
    (response) => response.text(),
    (error: Error) => error.message,
  );
  expect(await answer).toBe(outcome);
  expect(asked).toBe(times);
});

test("a database that never answers is given up at the deadline", async () => {
  const url = await database(() => undefined);
  const hasty = patientFetch({ deadlineMs: 20, pausesMs: [1, 1], restMs: 1_000 });
  await expect(hasty(url, {})).rejects.toThrow(expect.objectContaining({ name: "TimeoutError" }));
});

test("an answer that stops midway is given up at the deadline too", async () => {
  const url = await database((_, response) => {
    response.writeHead(200);
    response.write("[");
  });
  const hasty = patientFetch({ deadlineMs: 200, pausesMs: [1], restMs: 1_000 });
  await expect(hasty(url, {})).rejects.toThrow(expect.objectContaining({ name: "TimeoutError" }));
});

test("a database that is away is asked again, and then given up", async () => {
  const url = await database(() => undefined);
  for (const close of closers.splice(0)) close();
  await expect(ask(url, {})).rejects.toThrow("fetch failed");
});

test.each([
  [429, "{}", true],
  [521, "Web server is down", true],
  [400, '{"message":"the database system is starting up","code":"57P03"}', true],
  [400, '{"message":"duplicate key value violates unique constraint","code":"23505"}', false],
  [500, "Internal error", false],
  [524, "A timeout occurred", false],
])("whether %i %s was certainly not run: %j", (status, body, expected) => {
  expect(wasNotRun(status, body)).toBe(expected);
});
