import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { durableObjectsOf, type ObjectsConfig } from "./durableObjects.ts";

const TO_LEDGER = { renamed_classes: [{ from: "Intake", to: "Ledger" }] };
const TO_BOOK = { renamed_classes: [{ from: "Ledger", to: "Book" }] };

test("a class that was renamed, once or twice, keeps what it stored under its first name, and any other under its own", () => {
  expect(keysOf(configOf("Intake", []))).toEqual(["vigie-Intake"]);
  expect(keysOf(configOf("Ledger", [{}, TO_LEDGER]))).toEqual(["vigie-Intake"]);
  expect(keysOf(configOf("Book", [TO_LEDGER, {}, TO_BOOK]))).toEqual(["vigie-Intake"]);
  expect(keysOf(configOf("Board", [TO_LEDGER, TO_BOOK]))).toEqual(["vigie-Board"]);
});

test("every class of wrangler.toml keeps what it stored on this machine where older versions put it", () => {
  const config = unstable_readConfig({ config: path.resolve(import.meta.dirname, "../wrangler.toml") });
  const made = config.migrations.flatMap(({ new_sqlite_classes = [] }) => new_sqlite_classes);
  expect(keysOf(config).sort()).toEqual(made.map((name: string) => `vigie-${name}`).sort());
});

test("on this machine an object finds what it stored before its class was renamed, its alarm too", async () => {
  const stateDir = await mkdtemp(path.join(tmpdir(), "vigie-renamed-"));
  expect(await inClass(configOf("Intake", []), stateDir, "/put")).toBe("put");
  expect(await inClass(configOf("Ledger", [TO_LEDGER]), stateDir, "/get")).toBe("what Intake put; its alarm is set");
  await rm(stateDir, { recursive: true });
}, 60_000);

function configOf(class_name: string, migrations: ObjectsConfig["migrations"]): ObjectsConfig {
  return { durable_objects: { bindings: [{ name: "OBJECT", class_name }] }, migrations };
}

function keysOf(config: ObjectsConfig): string[] {
  return Object.values(durableObjectsOf(config, "vigie")).map(({ unsafeUniqueKey }) => unsafeUniqueKey);
}

async function inClass(config: ObjectsConfig, stateDir: string, address: string): Promise<string> {
  const name = config.durable_objects.bindings[0]?.class_name ?? "";
  const contents = `
    import { DurableObject } from "cloudflare:workers";
    export class ${name} extends DurableObject {
      async fetch(request) {
        const { kv } = this.ctx.storage;
        if (request.url.endsWith("/get"))
          return new Response(kv.get("what") + ((await this.ctx.storage.getAlarm()) === null ? "" : "; its alarm is set"));
        kv.put("what", "what ${name} put");
        await this.ctx.storage.setAlarm(Date.now() + 3_600_000);
        return new Response("put");
      }
      alarm() {}
    }
    export default { fetch: (request, { OBJECT }) => OBJECT.getByName("one").fetch(request) };`;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      resourcePersistencePath: stateDir,
      workers: [
        {
          name: "vigie",
          modules: [{ type: "ESModule", path: "worker.js", contents }],
          compatibilityDate: "2026-11-01",
          durableObjects: durableObjectsOf(config, "vigie"),
        },
      ],
    }),
  );
  try {
    return await (await miniflare.dispatchFetch(`http://vigie${address}`)).text();
  } finally {
    await miniflare.dispose();
  }
}
