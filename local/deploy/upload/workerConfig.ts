// wrangler.toml: what holds for every Vigie, whoever deploys it.
import path from "node:path";
import { z } from "zod";
import { workerdTools } from "../../workerdTools.ts";

const root = path.resolve(import.meta.dirname, "../../..");

/** As far as this folder reads it; the rest is passed on as it is. */
const config = z.looseObject({
  name: z.string(),
  compatibility_date: z.string(),
  workers_dev: z.boolean().default(true),
  vars: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  triggers: z.object({ crons: z.array(z.string()) }),
  assets: z.looseObject({ directory: z.string() }),
  d1_databases: z.tuple([z.looseObject({ binding: z.literal("DB"), database_name: z.string() })]),
  migrations: z.array(z.looseObject({ tag: z.string() })),
});

export type WorkerConfig = z.infer<typeof config>;

export async function readWorkerConfig(): Promise<WorkerConfig> {
  const { experimental_readRawConfig } = await workerdTools();
  return config.parse(experimental_readRawConfig({ config: path.join(root, "wrangler.toml") }).rawConfig);
}
