// Deploys without wrangler and without workerd, for the many cases in which only the calls count: an upload that makes
// wrangler's changes by a few calls of its own, and a Worker that answers as Vigie's door does.
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Built } from "../../local/deploy/upload/build.ts";
import { readMigrations } from "../../local/deploy/upload/build.ts";
import { configOf, type Upload } from "../../local/deploy/upload/upload.ts";
import { readWorkerConfig } from "../../local/deploy/upload/workerConfig.ts";
import type { World } from "../../local/deploy/world.ts";
import { type Binding, deployedVersion, type Script } from "./platform/account.ts";
import type { Platform } from "./platform/platform.ts";
import { folderForTest, platformForTest, type TestWorld, worldOn } from "./world.ts";

export async function quickPlatform(): Promise<Platform> {
  const platform = await platformForTest();
  platform.meddle.worker = (request) => {
    const script = scriptOf(platform, [...platform.account.scripts.keys()][0]);
    const build = textOf(script, "VIGIE_BUILD") ?? "";
    const isReader = request.headers.get("authorization") === `Bearer ${textOf(script, "DASHBOARD_TOKEN")}`;
    const status = isReader ? 200 : 401;
    return Response.json(isReader ? { problems: [] } : { error: "no" }, { status, headers: { "vigie-build": build } });
  };
  return platform;
}

export function scriptOf({ account }: Platform, name = "vigie"): Script {
  const script = account.scripts.get(name);
  if (script === undefined) throw new Error(`no Worker is called ${name}`);
  return script;
}

export function textOf(script: Script, name: string): string | null {
  const binding = deployedVersion(script).bindings.find((each) => each.name === name);
  return binding === undefined ? null : String(binding.text);
}

/** As `Built`, with nothing built. */
export async function builtQuickly(changes: Partial<Built> = {}): Promise<Built> {
  const dir = folderForTest();
  writeFileSync(path.join(dir, "index.js"), "export default {};");
  return {
    bundleDir: dir,
    boardDir: dir,
    config: await readWorkerConfig(),
    fingerprint: "0123456789abcdef",
    migrations: await readMigrations(path.resolve(import.meta.dirname, "../../migrations/d1")),
    ...changes,
  };
}

export function quickWorld(platform: Platform, what: Built, home: string, different: Partial<World> = {}): TestWorld {
  const world = worldOn(platform, what, home, different);
  world.upload = different.upload ?? ((upload) => uploadQuickly(platform, upload, world));
  return world;
}

async function uploadQuickly(platform: Platform, upload: Upload, { fetch }: World): Promise<void> {
  const config = configOf(upload);
  const call = async (method: string, path: string, body: FormData | object) => {
    const isForm = body instanceof FormData;
    const response = await fetch(`${platform.apiUrl}/accounts/${platform.account.id}${path}`, {
      method,
      headers: { authorization: `Bearer ${platform.token}`, ...(isForm ? {} : { "content-type": "application/json" }) },
      body: isForm ? body : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  };
  const script = `/workers/scripts/${upload.names.worker}`;
  const form = new FormData();
  form.set("metadata", JSON.stringify(metadataOf(upload)));
  await call("PUT", script, form);
  await call("POST", `${script}/subdomain`, { enabled: true });
  await call(
    "PUT",
    `${script}/schedules`,
    upload.built.config.triggers.crons.map((cron) => ({ cron })),
  );
  for (const [id, { name }] of platform.account.queues) {
    if (!JSON.stringify(config.queues ?? {}).includes(`"queue":"${name}"`)) continue;
    await call("POST", `/queues/${id}/consumers`, { script_name: upload.names.worker, settings: {} });
  }
}

function metadataOf({ built, names, databaseId, archive, queue, variables, secrets }: Upload) {
  const texts = (type: string, values: Record<string, string>) =>
    Object.entries(values).map(([name, text]): Binding => ({ type, name, text }));
  const bindings: Binding[] = [
    { type: "d1", name: "DB", id: databaseId },
    { type: "durable_object_namespace", name: "POLLER", class_name: "Poller" },
    ...(archive ? [{ type: "r2_bucket", name: "ARCHIVE", bucket_name: names.bucket }] : []),
    ...(queue ? [{ type: "queue", name: "QUEUE", queue_name: names.queue }] : []),
    ...texts("plain_text", variables),
    ...texts("secret_text", secrets),
  ];
  const tag = built.config.migrations.at(-1)?.tag;
  const keep_bindings = ["secret_text"];
  return {
    main_module: "index.js",
    compatibility_date: "2026-11-01",
    bindings,
    keep_bindings,
    migrations: { new_tag: tag },
  };
}

/**
 * Runs until right after the platform has done what that call of the run asked for, and then never goes on, as a
 * process that was killed. False: the run ended before.
 */
export async function runKilledAfter(number: number, world: TestWorld, go: () => Promise<number>): Promise<boolean> {
  let calls = 0;
  const killed = new Promise<true>((resolve) => {
    const { fetch } = world;
    world.fetch = async (input, init) => {
      if (calls < number) {
        calls += 1;
        const response = await fetch(input, init);
        if (calls < number) return response;
      }
      resolve(true);
      return new Promise<Response>(() => undefined);
    };
  });
  return Promise.race([killed, go().then(() => false)]);
}
