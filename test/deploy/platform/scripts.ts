// Workers: versions with their modules, bindings and board files; which version answers; addresses and schedules.
import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { type Account, type Binding, deployedVersion, type Script, type Version } from "./account.ts";
import { answer, NO_WORKER, refuse } from "./answers.ts";

interface Metadata {
  main_module: string;
  bindings: Binding[];
  keep_bindings?: string[];
  compatibility_date: string;
  compatibility_flags?: string[];
  migrations?: { new_tag: string; steps?: MigrationStep[] } & MigrationStep;
  assets?: { jwt: string; config?: Record<string, unknown> };
}

interface MigrationStep {
  new_sqlite_classes?: string[];
  renamed_classes?: { from: string; to: string }[];
}

const SECRET_TYPES = new Set(["secret_text", "secret_key"]);

/** `onChange` is told when another version, or with other triggers, is to run. */
export function scriptRoutes(account: Account, onChange: () => void): Hono {
  const app = new Hono();
  const scriptOf = (context: Context) => account.scripts.get(context.req.param("name") ?? "");

  app.get("/scripts/:name/settings", (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    const { bindings, compatibilityDate: compatibility_date } = deployedVersion(script);
    const shown = bindings.map(({ text, ...binding }) =>
      SECRET_TYPES.has(binding.type) ? binding : { ...binding, text },
    );
    return answer(context, { bindings: shown, compatibility_date });
  });
  app.get("/scripts/:name/secrets", (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    const secrets = deployedVersion(script).bindings.filter(({ type }) => SECRET_TYPES.has(type));
    return answer(
      context,
      secrets.map(({ name, type }) => ({ name, type })),
    );
  });
  app.get("/services/:name", (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    const { tag, migrationTag } = script;
    const shown = { tag, tags: [], last_deployed_from: "wrangler", migration_tag: migrationTag ?? undefined };
    return answer(context, { default_environment: { environment: "production", script: shown } });
  });
  app.get("/scripts/:name/deployments", (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    const versions = [{ version_id: script.deployed, percentage: 100 }];
    return answer(context, { deployments: [{ id: randomUUID(), source: "wrangler", versions }] });
  });
  app.post("/scripts/:name/deployments", async (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    const { versions } = await context.req.json<{ versions: { version_id: string }[] }>();
    const id = versions[0]?.version_id ?? "";
    if (!script.versions.has(id)) return refuse(context, 400, 10075, "no such version");
    script.deployed = id;
    onChange();
    return answer(context, { id: randomUUID() });
  });
  app.put("/scripts/:name", async (context) => {
    const script = scriptOf(context) ?? newScript();
    const version = await versionFrom(context, account, script, true);
    script.versions.set(version.id, version);
    script.deployed = version.id;
    account.scripts.set(context.req.param("name"), script);
    onChange();
    return answer(context, {
      id: context.req.param("name"),
      deployment_id: version.id.replaceAll("-", ""),
      startup_time_ms: 1,
    });
  });
  app.post("/scripts/:name/versions", async (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    const version = await versionFrom(context, account, script, false);
    script.versions.set(version.id, version);
    return answer(context, { id: version.id, resources: { script: { etag: version.id } }, startup_time_ms: 1 });
  });
  app.patch("/scripts/:name/script-settings", (context) => answer(context, {}));
  app.delete("/scripts/:name", (context) => {
    const name = context.req.param("name");
    if (!account.scripts.has(name)) return refuse(context, ...NO_WORKER);
    const consumes = [...account.queues.values()].some(({ consumers }) =>
      consumers.some(({ script }) => script === name),
    );
    if (consumes) return refuse(context, 400, 10064, "This script is referenced by a queue as its consumer.");
    account.scripts.delete(name);
    onChange();
    return answer(context, null);
  });
  app.get("/scripts/:name/schedules", (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    return answer(context, { schedules: script.crons.map((cron) => ({ cron })) });
  });
  app.put("/scripts/:name/schedules", async (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    script.crons = (await context.req.json<{ cron: string }[]>()).map(({ cron }) => cron);
    return answer(context, null);
  });
  app.get("/workers/:name", (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    const name = context.req.param("name");
    return answer(context, {
      id: script.tag,
      name,
      subdomain: {
        enabled: script.onWorkersDev,
        previews_enabled: false,
        url: `https://${name}.${account.subdomain}.workers.dev`,
      },
    });
  });
  app.get("/scripts/:name/subdomain", (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    return answer(context, { enabled: script.onWorkersDev, previews_enabled: false });
  });
  app.post("/scripts/:name/subdomain", async (context) => {
    const script = scriptOf(context);
    if (script === undefined) return refuse(context, ...NO_WORKER);
    script.onWorkersDev = (await context.req.json<{ enabled: boolean }>()).enabled;
    return answer(context, { enabled: script.onWorkersDev, previews_enabled: false });
  });
  app.get("/subdomain", (context) =>
    account.subdomain === null
      ? refuse(context, 404, 10007, "no workers.dev subdomain is registered")
      : answer(context, { subdomain: account.subdomain }),
  );
  return app;
}

function newScript(): Script {
  return {
    tag: randomUUID(),
    migrationTag: null,
    classes: new Map(),
    versions: new Map(),
    deployed: null,
    onWorkersDev: false,
    crons: [],
  };
}

function migrateClasses(classes: Script["classes"], step: MigrationStep): void {
  for (const name of step.new_sqlite_classes ?? []) classes.set(name, name);
  for (const { from, to } of step.renamed_classes ?? []) {
    const first = classes.get(from);
    if (first === undefined) throw new Error(`there is no class ${from} to be renamed`);
    classes.delete(from);
    classes.set(to, first);
  }
}

async function versionFrom(context: Context, account: Account, script: Script, migrates: boolean): Promise<Version> {
  const form = await context.req.formData();
  const metadata: Metadata = JSON.parse(await textOf(form.get("metadata")));
  const modules: Version["modules"] = new Map();
  for (const [name, part] of form) {
    if (name === "metadata" || typeof part === "string") continue;
    modules.set(name, { type: part.type, contents: Buffer.from(await part.arrayBuffer()) });
  }
  if (migrates && metadata.migrations !== undefined) {
    const { new_tag, steps = [metadata.migrations] } = metadata.migrations;
    script.migrationTag = new_tag;
    for (const step of steps) migrateClasses(script.classes, step);
  }
  const before = script.deployed === null ? [] : deployedVersion(script).bindings;
  const names = new Set(metadata.bindings.map(({ name }) => name));
  const kept = before.filter(({ name, type }) => !names.has(name) && metadata.keep_bindings?.includes(type));
  const jwt = metadata.assets === undefined ? null : JSON.parse(payloadOf(metadata.assets.jwt));
  return {
    id: randomUUID(),
    mainModule: metadata.main_module,
    modules,
    bindings: [...metadata.bindings, ...kept].map((binding) => resolved(binding, before)),
    compatibilityDate: metadata.compatibility_date,
    compatibilityFlags: metadata.compatibility_flags ?? [],
    assets: jwt === null ? null : { files: filesOf(account, jwt.manifest), config: metadata.assets?.config ?? {} },
  };
}

function resolved(binding: Binding, before: readonly Binding[]): Binding {
  if (binding.type !== "inherit") return binding;
  const inherited = before.find(({ name }) => name === binding.name);
  if (inherited === undefined) throw new Error(`there is no ${binding.name} to inherit`);
  return inherited;
}

function filesOf(account: Account, manifest: Record<string, { hash: string }>): Map<string, string> {
  const files = new Map(Object.entries(manifest).map(([name, { hash }]) => [name, hash]));
  for (const [name, hash] of files) if (!account.files.has(hash)) throw new Error(`${name} was not uploaded`);
  return files;
}

const payloadOf = (jwt: string) => Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString();

async function textOf(part: File | string | null): Promise<string> {
  return part === null ? "" : typeof part === "string" ? part : part.text();
}
