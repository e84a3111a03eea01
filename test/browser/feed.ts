// A payments API outside, in the real one's wire format, that a test fills, unplugs and plugs in again.
import { createServer } from "node:http";
import { type FeedRow, feedBody } from "../rows.ts";

export interface Feed {
  url: string;
  /** Every answer from now on holds these too: a feed repeats itself. */
  serve(...rows: FeedRow[]): void;
  unplug(): Promise<void>;
  plugIn(): Promise<void>;
}

export async function startFeed({ simulated }: { simulated: boolean }): Promise<Feed> {
  const rows: FeedRow[] = [];
  const server = createServer((_, response) => {
    if (simulated) response.setHeader("x-vigie-simulator", "world");
    response.setHeader("content-type", "application/json").end(feedBody(rows));
  });
  let port = 0;
  const plugIn = async () => {
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const address = server.address();
    if (typeof address === "object" && address !== null) port = address.port;
  };
  await plugIn();
  return {
    url: `http://127.0.0.1:${port}/current-transactions`,
    serve: (...more) => {
      rows.push(...more);
    },
    plugIn,
    unplug: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
