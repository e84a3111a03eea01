// Runs the deployed version of a Worker in workerd: its modules and files as they were uploaded, and exactly its
// bindings.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare";
import { type Account, type Binding, deployedVersion, type Version } from "./account.ts";

type Worker = NonNullable<Extract<V4MiniflareOptions, { workers: unknown }>["workers"]>[number];

const MODULE_TYPES: Record<string, "ESModule" | "CompiledWasm" | "Data" | "Text"> = {
  "application/javascript+module": "ESModule",
  "application/wasm": "CompiledWasm",
  "application/octet-stream": "Data",
  "text/plain": "Text",
};

export async function boot(account: Account, name: string, dir: string): Promise<Miniflare> {
  const script = account.scripts.get(name);
  if (script === undefined) throw new Error(`no Worker is called ${name}`);
  const version = deployedVersion(script);
  const filesDir = mkdtempSync(path.join(dir, "files-"));
  writeFiles(account, version, filesDir);
  const worker = {
    name,
    modules: modulesOf(version, filesDir),
    modulesRoot: filesDir,
    compatibilityDate: version.compatibilityDate,
    compatibilityFlags: version.compatibilityFlags,
    ...bindingsOf(version.bindings, script.classes, account, name),
    ...(version.assets === null ? {} : { assets: assetsOf(version, filesDir) }),
    queueConsumers: consumersOf(account, name),
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({ cf: false, resourcePersistencePath: dir, workers: [worker as Worker] }),
  );
  await miniflare.ready;
  return Object.assign(miniflare, { filesDir });
}

function modulesOf({ modules, mainModule }: Version, dir: string) {
  // The platform takes source maps for stack traces; they do not run.
  const running = [...modules].filter(([, { type }]) => type !== "application/source-map");
  const all = running.map(([name, { type, contents }]) => {
    const kind = MODULE_TYPES[type];
    if (kind === undefined) throw new Error(`${name} is of type ${type}, which the platform does not know`);
    return { type: kind, path: path.join(dir, name), contents: kind === "ESModule" ? contents.toString() : contents };
  });
  return all.sort(
    (a, b) => Number(path.basename(b.path) === mainModule) - Number(path.basename(a.path) === mainModule),
  );
}

function bindingsOf(
  bindings: readonly Binding[],
  classes: ReadonlyMap<string, string>,
  account: Account,
  workerName: string,
) {
  const of = (type: string) => bindings.filter((binding) => binding.type === type);
  const pairs = (type: string, field: string) => Object.fromEntries(of(type).map((b) => [b.name, b[field]]));
  const objects = of("durable_object_namespace").map(({ name, class_name }) => {
    const first = classes.get(String(class_name));
    if (first === undefined) throw new Error(`no migration made the class ${class_name}`);
    return [name, { className: class_name, useSQLite: true, unsafeUniqueKey: `${workerName}-${first}` }];
  });
  for (const { name, id } of of("d1")) {
    if (!account.databases.has(String(id))) throw new Error(`${name} is bound to a database that does not exist`);
  }
  for (const { name, bucket_name } of of("r2_bucket")) {
    if (!account.buckets.has(String(bucket_name))) throw new Error(`${name} is bound to a bucket that does not exist`);
  }
  return {
    bindings: { ...pairs("plain_text", "text"), ...pairs("secret_text", "text"), ...pairs("json", "json") },
    d1Databases: pairs("d1", "id"),
    r2Buckets: pairs("r2_bucket", "bucket_name"),
    queueProducers: Object.fromEntries(of("queue").map((b) => [b.name, { queueName: b.queue_name }])),
    durableObjects: Object.fromEntries(objects),
  };
}

function assetsOf({ assets, bindings }: Version, filesDir: string) {
  const binding = bindings.find(({ type }) => type === "assets")?.name;
  return {
    directory: path.join(filesDir, "assets"),
    ...(binding === undefined ? {} : { binding }),
    routerConfig: {
      has_user_worker: true,
      invoke_user_worker_ahead_of_assets: assets?.config.run_worker_first === true,
    },
  };
}

function consumersOf(account: Account, name: string) {
  const own = [...account.queues.values()].flatMap((queue) =>
    queue.consumers
      .filter(({ script }) => script === name)
      .map(({ settings, deadLetterQueue }) => [
        queue.name,
        {
          maxBatchSize: settings.batch_size,
          maxBatchTimeout: Number(settings.max_wait_time_ms ?? 1000) / 1000,
          maxRetries: settings.max_retries,
          ...(deadLetterQueue === null ? {} : { deadLetterQueue }),
        },
      ]),
  );
  return Object.fromEntries(own);
}

function writeFiles(account: Account, { assets }: Version, dir: string): void {
  mkdirSync(path.join(dir, "assets"));
  for (const [name, hash] of assets?.files ?? []) {
    const file = path.join(dir, "assets", decodeURIComponent(name));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, account.files.get(hash) ?? "");
  }
}

export async function shutDown(miniflare: Miniflare): Promise<void> {
  await miniflare.dispose();
  const dir: unknown = Reflect.get(miniflare, "filesDir");
  if (typeof dir === "string") rmSync(dir, { recursive: true, force: true });
}
