// Finds the database of the deployed Vigie, for programs that copy its payments.
import { setTimeout as wait } from "node:timers/promises";
import { Mendable } from "../errorSentence.ts";
import { connect } from "./account/connect.ts";
import { boundTo, findWorker } from "./account/find.ts";
import { readWorkerConfig } from "./upload/workerConfig.ts";
import { wranglerIn } from "./upload/wrangler.ts";

export interface DeployedDatabase {
  accountId: string;
  databaseId: string;
  compatibilityDate: string;
}

export async function deployedDatabase(env: Record<string, string | undefined>): Promise<DeployedDatabase> {
  const { call, accountId } = await connect({
    env,
    fetch,
    nowMs: Date.now,
    wait: (ms) => wait(ms),
    runWrangler: wranglerIn(env),
  });
  const { name, compatibility_date: compatibilityDate } = await readWorkerConfig();
  const databaseId = boundTo(await findWorker(call, name), "d1", "DB", "id");
  if (databaseId === null) throw new Mendable(`no Vigie called ${name} is deployed in that account: npm run deploy`);
  return { accountId, databaseId, compatibilityDate };
}
