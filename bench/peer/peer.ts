// Starts the peer beside a database of its own.
import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import pg from "pg";
import { postgres } from "../stores.ts";

export interface Peer {
  url: URL;
  close(): Promise<void>;
}

export async function startPeer(): Promise<Peer> {
  const { url, plainUrl } = await postgres();
  // Straight to PostgreSQL: the bridge before it is there for Neon's driver.
  const address = Object.assign(new URL(plainUrl), { password: new URL(url).password });
  const name = `peer_${crypto.randomUUID().replaceAll("-", "")}`;
  const server = new pg.Client({ connectionString: new URL("/postgres", address).href });
  await server.connect();
  await server.query(`create database ${name}`);
  await server.end();
  const service = fork(path.join(import.meta.dirname, "service.ts"), {
    env: { ...process.env, DATABASE_URL: new URL(`/${name}`, address).href },
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
