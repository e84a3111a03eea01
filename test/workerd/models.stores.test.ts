// Models exchanged without a deploy, through the front door, on every store: taken in, tried beside the champion, promoted, gone back
// from; and whatever breaks off on the way.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { unzipSync, zipSync } from "fflate";
import { beforeEach, expect, test, vi } from "vitest";
import baseline from "../../model/artifacts/baseline.zip";
import { openModels } from "../../worker/objects/keptBundles.ts";
import type { Registrar } from "../../worker/objects/registrar.ts";
import { deciderAt } from "../../worker/pipeline/deciders.ts";
import { FIRST_POLICY } from "../../worker/policy/policy.ts";
import { readBundle } from "../../worker/scoring/bundle.ts";
import { shippedVersion } from "../../worker/scoring/shippedBundle.ts";
import type { ModelList } from "../../worker/wire/models.ts";
import { feedRow, fraudRow } from "../rows.ts";
import { expectClear } from "./clearRefusal.ts";
import { forgetAudit, sql } from "./sql.ts";
import { AWAY, breaksOff, storeMeets, withStoreAway } from "./storeLine.ts";
import { decider, forgotten, ledgerEnds, push, request, spreadOver } from "./worker.ts";

const BASELINE = new Uint8Array(baseline);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function versionOf(zip: Uint8Array): string {
  const reading = readBundle(zip, sha256);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.bundle.version;
}
const OTHER = versionOf(BASELINE);

beforeEach(async () => {
  await forgetAudit();
  for (const table of ["payments", "pairs", "policies", "models", "model_pieces"]) {
    await sql(`delete from ${table}`);
  }
  await forgotten();
  await ledgerEnds();
  openModels.clear();
});

const offer = (zip: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  request("/api/models?note=from+a+test", {
    method: "POST",
    body: zip,
    headers: { "content-type": "application/zip", ...headers },
  });

async function put(role: "champion" | "challenger", body: object, match = "*"): Promise<Response> {
  const headers = { "content-type": "application/json", "if-match": match };
  return request(`/api/models/${role}`, { method: "PUT", body: JSON.stringify(body), headers });
}

/** What only a change of the policy has. */
const POLICY = /insert into \\?"policies\\?"/;
const OVERRIDE = { override: true, note: "for want of frauds in a test" };

async function list(): Promise<ModelList> {
  return (await request("/api/models")).json();
}

const modelOf = async (body: object) => await (await push(body)).json<{ model: string; policy: number }>();

test("a bundle is taken in once it is proved, and sending it again is harmless", async () => {
  const before = await list();
  expect(before.models).toMatchObject([{ version: shippedVersion, state: "champion", isShipped: true }]);
  const added = await offer(BASELINE);
  expect(added.status).toBe(201);
  expect(await added.json()).toMatchObject({
    ...{ version: OTHER, state: "candidate", note: "from a test", bytes: BASELINE.length, isShipped: false },
    proof: { golden: expect.any(Number), rows: 1_000, figures: { stream: expect.anything() } },
  });
  expect((await offer(BASELINE)).status).toBe(200);
  expect((await request(`/api/models/${OTHER}`)).status).toBe(200);
  await expectClear(await request("/api/models/0123456789ab"), 404);
  const { error } = await expectClear(await request(`/api/models/${"a".repeat(41)}`), 400);
  expect(error).toBe("version must be at most 40 characters");
  const { models } = await list();
  expect(models.map(({ version, state }) => [version, state])).toEqual([
    [OTHER, "candidate"],
    [shippedVersion, "champion"],
  ]);
  const { entries } = await (await request("/api/audit")).json<{ entries: object[] }>();
  expect(entries).toMatchObject([{ action: "model_added", subject: OTHER, note: "from a test" }]);
});

test("pieces of a bundle that were lost are there again once it is offered again", async () => {
  await offer(BASELINE);
  await sql("delete from model_pieces where version = ?", OTHER);
  expect((await offer(BASELINE)).status).toBe(200);
  expect((await put("champion", { version: OTHER, ...OVERRIDE })).status).toBe(200);
  const [kept] = await sql("select count(*) as pieces from model_pieces where version = ?", OTHER);
  expect(Number(kept?.pieces)).toBe(1);
});

test.each([
  ["no zip", () => new TextEncoder().encode("not a zip"), /no zip file/],
  [
    "a changed entry",
    () => zipSync({ ...unzipSync(BASELINE), "support.json": new TextEncoder().encode("{}") }),
    /support\.json is not the file that the bundle was made with/,
  ],
  ["half of it", () => BASELINE.slice(0, BASELINE.length / 2), /no zip file, or is cut short/],
])("what is no bundle is refused with the reason, and nothing is kept: %s", async (_what, zip, reason) => {
  const { error } = await expectClear(await offer(new Uint8Array(zip())), 422);
  expect(error).toMatch(reason);
  expect(await sql("select * from models")).toEqual([]);
});

test("a model with one changed leaf is refused, though its sums are made anew", async () => {
  const entries = unzipSync(BASELINE);
  const onnx = entries["model.onnx"]?.slice() ?? new Uint8Array();
  // Somewhere among the leaves' values, which come late in the file.
  const at = onnx.length - 64;
  onnx[at] = (onnx[at] ?? 0) ^ 0x40;
  const changed: Record<string, Uint8Array> = { ...entries, "model.onnx": onnx };
  const names = Object.keys(changed)
    .filter((name) => name !== "SHA256SUMS")
    .sort();
  changed.SHA256SUMS = new TextEncoder().encode(
    names.map((name) => `${sha256(changed[name] ?? new Uint8Array())}  ${name}\n`).join(""),
  );
  await expectClear(await offer(new Uint8Array(zipSync(changed, { level: 0 }))), 422);
});

test("a challenger scores, the gate refuses it for want of frauds, a note overrides, and one press goes back", async () => {
  await offer(BASELINE);
  expect((await put("challenger", { version: OTHER, note: "let us see" }, '"0"')).status).toBe(200);
  const first = feedRow();
  expect(await modelOf(first)).toMatchObject({ model: shippedVersion, policy: 1 });
  const [stored] = await sql("select model, policy, challenger, challenger_score from payments");
  expect(stored).toMatchObject({ model: shippedVersion, policy: 1, challenger: OTHER });
  expect(stored?.challenger_score).not.toBeNull();

  const refusal = await put("champion", { version: OTHER }, '"1"');
  expect(refusal.status).toBe(409);
  const { error, gate } = await refusal.json<{ error: string; gate: { passes: boolean; checks: object[] } }>();
  expect(error).toMatch(/^the gate does not let it through: 0 known frauds/);
  expect(gate.passes).toBe(false);
  await expectClear(await put("champion", { version: OTHER, override: true }, '"1"'), 409);
  const promoted = await put("champion", { version: OTHER, ...OVERRIDE }, '"1"');
  expect(promoted.status).toBe(200);
  expect(promoted.headers.get("etag")).toBe('"2"');
  expect(await promoted.json()).toMatchObject({
    changed: true,
    policy: { version: 2, champion: OTHER, challenger: null, followsShipped: false },
    gate: { passes: false },
  });
  expect(await modelOf(fraudRow())).toMatchObject({ model: OTHER, policy: 2 });
  // A repetition is told the decision of its time.
  expect(await modelOf(first)).toMatchObject({ status: "repeated", model: shippedVersion, policy: 1 });
  expect(await (await request("/api/health")).json()).toMatchObject({ model: { version: OTHER } });

  const back = await put("champion", { version: shippedVersion, note: "as before" }, '"2"');
  expect(back.status).toBe(200);
  expect(await back.json()).toMatchObject({ gate: { passes: true } });
  expect(await modelOf(feedRow())).toMatchObject({ model: shippedVersion, policy: 3 });

  // Whoever went back did so for a reason: the model that was gone back from is compared like any other.
  await expectClear(await put("champion", { version: OTHER }, '"3"'), 409);
  const { models, history, goBackTo } = await list();
  expect(goBackTo).toBeNull();
  expect(Object.fromEntries(models.map(({ version, state }) => [version, state]))).toEqual({
    [OTHER]: "retired",
    [shippedVersion]: "champion",
  });
  expect(history.map(({ version, champion, challenger, note }) => [version, champion, challenger, note])).toEqual([
    [3, shippedVersion, null, "as before"],
    [2, OTHER, null, OVERRIDE.note],
    [1, shippedVersion, OTHER, "let us see"],
  ]);
  const { entries } = await (await request("/api/audit?limit=2")).json<{ entries: { action: string }[] }>();
  expect(entries.map(({ action }) => action)).toEqual(["champion", "champion_against_gate"]);
});

test("a change that was made from an older version is refused, and says what holds", async () => {
  await offer(BASELINE);
  await put("challenger", { version: OTHER }, '"0"');
  const late = await put("challenger", { version: null }, '"0"');
  expect(late.status).toBe(412);
  expect(await late.json()).toMatchObject({ policy: { version: 1, challenger: OTHER } });
  const headers = { "content-type": "application/json" };
  const without = { method: "PUT", body: '{"version":null}', headers };
  await expectClear(await request("/api/models/challenger", without), 428);
  await expectClear(await put("challenger", { version: null }, "1"), 400);
  await expectClear(await put("champion", { version: "0123456789ab" }), 404);
  await expectClear(await put("challenger", { version: shippedVersion }), 409);
  await expectClear(await put("challenger", { version: "nonsense" }), 400);
  await expectClear(await put("challenger", { version: null, why: "a mistyped name" }), 400);
  expect(await (await put("challenger", { version: OTHER })).json()).toMatchObject({ changed: false });
});

test("two who change at once: one of them is told that the other came first", async () => {
  await offer(BASELINE);
  const answers = await Promise.all([1, 2, 3].map(() => put("champion", { version: OTHER, ...OVERRIDE }, '"0"')));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  expect(await sql("select version from policies")).toHaveLength(1);
});

test("after a restart the champion of the policy decides, even while the store is away", async () => {
  await offer(BASELINE);
  await put("champion", { version: OTHER, ...OVERRIDE });
  expect(await modelOf(feedRow())).toMatchObject({ model: OTHER });
  await evictDurableObject(decider());
  await withStoreAway(async () => {
    expect(await modelOf(feedRow())).toMatchObject({ model: OTHER, policy: 1 });
  });
});

test("a decider that did not hear of a change follows with its next record", async () => {
  await offer(BASELINE);
  await push(feedRow());
  // As if the ledger had been killed between the commit and the word to the decider.
  const policy = { models: { champion: OTHER, challenger: null } };
  await sql(
    "insert into policies (version, at, by, via, policy) values (1, 1, 'ann', 'api', ?)",
    JSON.stringify(policy),
  );
  await ledgerEnds();
  await push(feedRow());
  await push(feedRow());
  await expect.poll(async () => (await modelOf(feedRow())).model).toBe(OTHER);
});

test("nothing is exchanged while the store is away, and the change is said again afterwards", async () => {
  await offer(BASELINE);
  await withStoreAway(async () => {
    await expectClear(await put("challenger", { version: OTHER }), 503);
    await expectClear(await offer(BASELINE), 503);
  });
  expect((await put("challenger", { version: OTHER })).status).toBe(200);
});

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, at) => feedRow({ cc_num: `40009876543${200_000 + at}` }));

async function modelsOf(rows: readonly object[], changes: object): Promise<Set<string>> {
  const { decisions } = await (await push(rows, changes)).json<{ decisions: { model: string; policy: number }[] }>();
  return new Set(decisions.map(({ model, policy }) => `${model} ${policy}`));
}

test("several deciders follow one exchange, each after its own restart, and so do those among which the cards are spread anew", async () => {
  const two = await spreadOver(2);
  try {
    expect(await modelsOf(rowsOf(24), two)).toEqual(new Set([`${shippedVersion} 0`]));
    await offer(BASELINE);
    await put("champion", { version: OTHER, ...OVERRIDE });
    expect(await modelsOf(rowsOf(24), two)).toEqual(new Set([`${OTHER} 1`]));
    await evictDurableObject(deciderAt(env, 1));
    expect(await modelsOf(rowsOf(24), two)).toEqual(new Set([`${OTHER} 1`]));
    const three = await spreadOver(3);
    await expect.poll(async () => (await push(rowsOf(24), three)).status).toBe(200);
    expect(await modelsOf(rowsOf(24), three)).toEqual(new Set([`${OTHER} 1`]));
    // One that is asked to follow and dies is told by its next record.
    await put("champion", { version: shippedVersion, note: "back" });
    expect(await modelsOf(rowsOf(24), three)).toEqual(new Set([`${shippedVersion} 2`]));
  } finally {
    const one = await spreadOver(1);
    await expect.poll(async () => (await push(feedRow(), one)).status).toBe(200);
  }
});

test("an exchange whose answer was lost on the way from the store has come to pass, and all follow", async () => {
  await offer(BASELINE);
  await push(feedRow());
  await storeMeets(breaksOff(POLICY, 1, { isRun: true, words: AWAY }), async () => {
    expect((await put("champion", { version: OTHER, ...OVERRIDE }, '"0"')).status).toBe(200);
  });
  const again = await put("champion", { version: OTHER, ...OVERRIDE }, '"0"');
  expect(again.status).toBe(412);
  expect(await again.json()).toMatchObject({ policy: { version: 1, champion: OTHER } });
  await push(feedRow());
  await expect.poll(async () => (await modelOf(feedRow())).model).toBe(OTHER);
  expect(await sql("select action from audit where action like 'champion%'")).toHaveLength(1);
});

const both = () => [0, 1].map((place) => env.DECIDER.getByName(`decider-${place}`));

test("each decider keeps a copy of its own, though an isolate opens a model once: each may be the one that starts anew", async () => {
  await offer(BASELINE);
  const policy = JSON.stringify({ ...FIRST_POLICY, version: 1, models: { champion: OTHER, challenger: null } });
  // The second one finds it open.
  for (const each of both()) await each.adopt(policy);
  for (const each of both()) {
    const kept = await runInDurableObject(each, (_, { storage }) => [
      ...storage.sql.exec("select distinct version from bundles"),
    ]);
    expect(kept).toEqual([{ version: OTHER }]);
  }
});

test("a decider that was evicted while a model was open does not hold it for ever", async () => {
  await offer(BASELINE);
  await put("champion", { version: OTHER, ...OVERRIDE });
  await push(feedRow());
  expect(openModels.has(OTHER)).toBe(true);
  await evictDurableObject(decider());
  expect(await modelOf(feedRow())).toMatchObject({ model: OTHER });
  await put("champion", { version: shippedVersion, note: "as before" });
  expect(await modelOf(feedRow())).toMatchObject({ model: shippedVersion });
  expect([...openModels.keys()]).toEqual([]);
});

test("after a deploy that ships another model, one goes back to the one of before at once, and history tells what decided when", async () => {
  await offer(BASELINE);
  // As if the deploy before had shipped this one, until a second ago.
  await sql("update models set via = 'deploy', added_at = 1 where version = ?", OTHER);
  await put("challenger", { version: OTHER });
  expect((await request(`/api/models/${OTHER}`).then((each) => each.json<{ state: string }>())).state).toBe(
    "challenger",
  );
  await put("challenger", { version: null });
  const { models } = await list();
  expect(models.find(({ version }) => version === OTHER)?.state).toBe("retired");
  const back = await put("champion", { version: OTHER });
  expect(back.status).toBe(200);
  expect(await back.json()).toMatchObject({ gate: { passes: true, checks: [{}, {}, { code: "was_champion" }] } });
  // A policy from before that deploy followed what was shipped then.
  await sql("update policies set at = 2 where version = 1");
  const { history } = await list();
  expect(history.map(({ version, champion }) => [version, champion])).toEqual([
    [3, OTHER],
    [2, shippedVersion],
    [1, OTHER],
  ]);
  const { versions } = await (await request("/api/policy/versions")).json<{ versions: ModelList["history"] }>();
  expect(versions).toEqual(history);
});

test("whoever goes back to another model does not wait for an MLflow server that hangs", async () => {
  await offer(BASELINE);
  const wish = {
    role: "challenger",
    version: OTHER,
    from: 0,
    note: null,
    override: false,
    by: "ann",
    via: "api",
  } as const;
  const registrar = env.REGISTRAR.getByName("registrar");
  await runInDurableObject(registrar, async (instance: Registrar) => {
    const settings = { MLFLOW_TRACKING_URI: "https://mlflow.test", MLFLOW_MODEL: "vigie@champion" };
    const own = Reflect.get(instance, "env");
    Reflect.set(instance, "env", { ...own, ...settings });
    const answer = Promise.withResolvers<Response>();
    const real = globalThis.fetch;
    const asked = vi.fn(() => answer.promise);
    // PostgreSQL is asked by fetch, too.
    const line = vi.spyOn(globalThis, "fetch").mockImplementation((input, init) => {
      const { host } = new URL(input instanceof Request ? input.url : input);
      return host === "mlflow.test" ? asked() : real(input, init);
    });
    try {
      const look = instance.lookInMlflow(true);
      expect(await instance.exchange(wish)).toMatchObject({ status: "changed" });
      expect(asked).toHaveBeenCalled();
      answer.resolve(Response.json({ error_code: "RESOURCE_DOES_NOT_EXIST" }, { status: 404 }));
      expect(await look).toMatchObject({ problem: null });
    } finally {
      Reflect.set(instance, "env", own);
      line.mockRestore();
    }
  });
});
