// Lets one deploy work at a time, by a lease in the Vigie's own database, by the database's own clock. It ends by
// itself when its holder dies, and at once when the next deploy comes from the same machine and sees that.
import { z } from "zod";
import { Mendable } from "../../errorSentence.ts";
import type { World } from "../world.ts";
import type { Call } from "./api.ts";
import { query, rowsOf } from "./d1.ts";

const TABLE = "deploy_lease";
const SECONDS = 30;
const RENEW_MS = 10_000;
const LOOK_AGAIN_MS = 2_000;
const PATIENCE_MS = 10 * 60_000;

export interface Lease {
  /** Throws when another deploy has the lease by now. */
  mustStillHold(): Promise<void>;
  release(): Promise<void>;
}

const CREATE = `create table if not exists ${TABLE} (id integer primary key check (id = 1), holder text not null, until integer not null)`;
/** ?1: who wants it, ?2: a holder that has died. */
const TAKE = `insert into ${TABLE} (id, holder, until) values (1, ?1, unixepoch() + ${SECONDS})
  on conflict (id) do update set holder = excluded.holder, until = excluded.until
  where until < unixepoch() or holder = ?1 or holder = ?2 returning holder`;

const held = z.array(z.object({ holder: z.string() }));

type LeaseWorld = Pick<World, "holder" | "isGone" | "say" | "wait">;

export async function takeLease(call: Call, databaseId: string, world: LeaseWorld): Promise<Lease> {
  const { holder } = world;
  const what = "taking the lease of the deploy";
  const take = async (dead: string) => rowsOf(await query(call, databaseId, TAKE, [holder, dead]), what).length === 1;
  rowsOf(await query(call, databaseId, CREATE), what);
  await untilTaken(call, databaseId, world, take);
  const renewing = setInterval(() => {
    take("").catch(() => undefined);
  }, RENEW_MS);
  renewing.unref();
  return {
    async mustStillHold() {
      if (!(await take(""))) {
        throw new Mendable("another deploy took over, since this one did not answer for a while: run this again");
      }
    },
    async release() {
      clearInterval(renewing);
      await query(call, databaseId, `delete from ${TABLE} where holder = ?1`, [holder]);
    },
  };
}

async function untilTaken(
  call: Call,
  databaseId: string,
  { isGone, say, wait }: LeaseWorld,
  take: (dead: string) => Promise<boolean>,
): Promise<void> {
  let dead = "";
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_AGAIN_MS) {
    if (await take(dead)) return;
    const rows = rowsOf(await query(call, databaseId, `select holder from ${TABLE}`), "reading who deploys");
    const [other] = held.parse(rows);
    if (other === undefined) continue;
    if (isGone(other.holder)) {
      dead = other.holder;
      continue;
    }
    if (waitedMs === 0) say(`Another deploy is under way (${other.holder}); this one waits for its end.`);
    await wait(LOOK_AGAIN_MS);
  }
  throw new Mendable("another deploy has been under way for ten minutes: end it, and run this again");
}
