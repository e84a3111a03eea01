import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { neonDialect } from "../../worker/store/neon/dialect.ts";
import { patientSide } from "./patientSide.ts";
import { storeSide } from "./storeSide.ts";
import { WRITER } from "./tables.ts";

const ROWS = [{ id: 1, epoch: 1, storedAt: 1_790_000_000_123, origin: null }];
const DONE = { command: "INSERT", fields: [], rows: [], rowCount: 1, rowAsArray: true };
const SECRET = "the-password-of-the-tests";

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A PostgreSQL whose connection ends without an answer as often as that, and then answers as it is told to. */
async function sideThatEnds(times: number, status: number, answer: object) {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (asked <= times) request.socket.destroy();
    else response.writeHead(status).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const dialect = neonDialect(`postgresql://u:${SECRET}@127.0.0.1:${port}/d`);
  const side = patientSide(
    storeSide(dialect, "PostgreSQL in .vigie", async () => undefined),
    [1, 1],
  );
  return { side, asked: () => asked };
}

test("rows are written again after a connection that ended, since they only replace themselves", async () => {
  const { side, asked } = await sideThatEnds(2, 200, { results: [DONE, DONE] });
  await side.put(1, WRITER, ROWS);
  expect(asked()).toBe(3);
});

test("where the connection ends every time, a sentence says which side it was, why, and what to do", async () => {
  const { side } = await sideThatEnds(Number.POSITIVE_INFINITY, 200, {});
  await expect(side.put(1, WRITER, ROWS)).rejects.toThrow(
    /^PostgreSQL in \.vigie could not be asked: the other side ended the connection\. Run this again: it goes on where it was$/,
  );
});

test("what the database refuses is told in its words, without the rows", async () => {
  const { side } = await sideThatEnds(0, 400, { message: "no space for the table", code: "53100" });
  await expect(side.put(1, WRITER, ROWS)).rejects.toThrow(
    /^PostgreSQL in \.vigie answered with an error: no space for the table\. Run this again: it goes on where it was$/,
  );
});
