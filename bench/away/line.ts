// A line between a Vigie and its PostgreSQL, which can be made long, and cut.
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";

const HOST = "127.0.0.1";

export interface Line {
  port: number;
  /** How much later each request arrives from now on: the way there and back, laid on the way there. */
  setDelay(delayMs: number): void;
  /** Ends all connections and refuses new ones. */
  cut(): Promise<void>;
  /** Takes connections again, on the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function openLine(toPort: number, wait: (ms: number) => Promise<void> = setTimeout): Promise<Line> {
  let delayMs = 0;
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: HOST, port: toPort, noDelay: true });
    // What came first arrives first, even if the line has become shorter since.
    let earlier = Promise.resolve();
    const inTurn = (send: () => void) => {
      // Even the shortest timer of Node takes a millisecond.
      const due = delayMs === 0 ? null : wait(delayMs);
      earlier = earlier.then(() => due).then(send);
    };
    near.on("data", (piece) => inTurn(() => far.write(piece)));
    near.on("end", () => inTurn(() => far.end()));
    far.pipe(near);
    for (const socket of [near, far]) {
      open.add(socket);
      // `close` follows.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        open.delete(socket);
        (socket === near ? far : near).destroy();
      });
    }
  });
  const listen = async (port: number) => {
    server.listen(port, HOST);
    await once(server, "listening");
  };
  const cut = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    setDelay: (ms) => {
      delayMs = ms;
    },
    cut,
    mend: () => listen(port),
    close: async () => {
      if (server.listening) await cut();
    },
  };
}
