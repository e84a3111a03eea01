// A payments feed that answers as many payments as it is told, and notes when.
import { createServer } from "node:http";
import type { RowSource } from "./rows.ts";

export interface Feed {
  url: string;
  /** Payment id to `performance.now()` at which its answer was sent. */
  answeredAt: Map<string, number>;
  /** Sets how many payments each of the next `polls` answers holds; later answers are empty. */
  give(polls: number, rowsEach: number): void;
  polls(): number;
  close(): void;
}

export async function startFeed(source: RowSource): Promise<Feed> {
  const answeredAt = new Map<string, number>();
  let [left, rowsEach] = [0, 0];
  const server = createServer((_request, response) => {
    const rows = left > 0 ? source.next(rowsEach) : [];
    left = Math.max(0, left - 1);
    response.writeHead(200, { "content-type": "application/json" });
    const now = performance.now();
    for (const row of rows) answeredAt.set(idOf(row, /"trans_num":"([^"]+)"/), now);
    response.end(`[${rows.join(",")}]`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the feed has no port");
  return {
    url: `http://127.0.0.1:${address.port}/current-transactions`,
    answeredAt,
    give(polls, each) {
      [left, rowsEach] = [polls, each];
    },
    polls: () => left,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function idOf(json: string, pattern: RegExp): string {
  const id = pattern.exec(json)?.[1];
  if (id === undefined) throw new Error("a payment without an id");
  return id;
}
