// Finds out which rights are missing, before anything is changed. Reading a token's own rights needs a right that
// deploy tokens do not have. Therefore each right is tried by a deletion of something that cannot exist: "not found"
// means that it would have been allowed.
import { randomUUID } from "node:crypto";
import { Mendable } from "../../errorSentence.ts";
import type { Reply } from "./api.ts";
import type { Connection } from "./connect.ts";

export type Topic = "workers" | "d1" | "queues" | "r2";

const TRIALS: Record<Topic, { right: string; path: () => string }> = {
  workers: { right: "Workers Scripts: Edit", path: () => `/workers/scripts/vigie-${randomUUID()}` },
  d1: { right: "D1: Edit", path: () => `/d1/database/${randomUUID()}` },
  queues: { right: "Queues: Edit", path: () => `/queues/${randomUUID().replaceAll("-", "")}` },
  r2: { right: "Workers R2 Storage: Edit", path: () => `/r2/buckets/vigie-${randomUUID()}` },
};
/** R2 must be switched on once, by a person, since it needs a way to pay. */
const R2_IS_OFF = 10042;

export async function mustBeAllowed({ call, accountId, isLogin }: Connection, topics: readonly Topic[]): Promise<void> {
  const missing: string[] = [];
  for (const topic of topics) {
    const { right, path } = TRIALS[topic];
    const reply = await call("DELETE", path());
    if (topic === "r2" && !reply.ok && reply.code === R2_IS_OFF) {
      throw new Mendable(
        `--archive needs R2, which is off in this account: switch it on at https://dash.cloudflare.com/${accountId}/r2`,
      );
    }
    if (isRefused(reply)) missing.push(right);
  }
  if (missing.length === 0) return;
  const what = missing.map((right) => `"Account · ${right}"`).join(" and ");
  throw new Mendable(
    isLogin
      ? `your login may not do ${what} in account ${accountId}: run \`npx wrangler login\` again, or ask the account's owner. Nothing was changed`
      : `the token lacks ${what} in account ${accountId}: add it at https://dash.cloudflare.com/profile/api-tokens. Nothing was changed`,
  );
}

function isRefused(reply: Reply): boolean {
  return !reply.ok && (reply.status === 401 || reply.status === 403);
}
