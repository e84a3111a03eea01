// Starts the peer beside a database of its own.
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { addressOf, connectTo } from "../stores.ts";

export interface Peer {
  url: URL;
  close(): Promise<void>;
}

export async function startPeer(): Promise<Peer> {
  const name = `peer_${crypto.randomUUID().replaceAll("-", "")}`;
  const server = await connectTo("postgres");
  await server.query(`create database ${name}`);
  await server.end();
  const service = fork(path.join(import.meta.dirname, "service.ts"), {
    env: { ...process.env, DATABASE_URL: await addressOf(name) },
  });
  const failed = once(service, "exit").then(([code]) => {
    throw new Error(`the peer ended before it listened (exit code ${code})`);
  });
  const [port] = await Promise.race([once(service, "message"), failed]);
  failed.catch(() => undefined);
  return {
    url: new URL(`http://127.0.0.1:${Number(port)}/payments`),
    async close() {
      const ended = once(service, "exit");
      service.disconnect();
      await ended;
    },
  };
}
