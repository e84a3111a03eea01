// Starts the floor in workerd, directly on a socket as Vigie is.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { newestWorkerd, type WorkerdProcess } from "../process.ts";
import { scratchDir } from "../worker.ts";

export interface Floor extends WorkerdProcess {
  url: URL;
  close(): Promise<void>;
}

export async function startFloor(): Promise<Floor> {
  const script = path.join(import.meta.dirname, "worker.js");
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      resourcePersistencePath: await scratchDir(),
      workers: [
        {
          name: "floor",
          compatibilityDate: "2026-11-01",
          modules: [{ type: "ESModule", path: script, contents: await readFile(script, "utf8") }],
          modulesRoot: import.meta.dirname,
          d1Databases: { DB: "floor" },
          durableObjects: { WRITER: { className: "Writer", useSQLite: true } },
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0, proxy: false }],
        },
      ],
    }),
  );
  await miniflare.ready;
  const database = await miniflare.getD1Database("DB");
  await database.batch([
    database.prepare("create table payments (id text primary key, paid_at integer not null, content text not null)"),
    database.prepare("create index payments_paid_at on payments (paid_at desc)"),
    database.prepare("create table histories (card_id text primary key, history text not null)"),
  ]);
  return { ...newestWorkerd(), url: await miniflare.unsafeGetDirectURL("floor"), close: () => miniflare.dispose() };
}
