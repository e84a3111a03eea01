// An alias of MLflow, followed with the ports of a registry: whose word each change is, and what a refusal leads to.
import { expect, test } from "vitest";
import { FIRST_POLICY, type PolicyModels } from "../policy/policy.ts";
import type { PolicyVersion } from "../store/policies.ts";
import type { Exchanged, Wish } from "./exchangeModel.ts";
import { followMlflow } from "./followMlflow.ts";
import { mlflowPorts } from "./mlflowPorts.ts";
import type { Offer, TakenIn } from "./takeInModel.ts";

const NOW = Date.parse("2026-11-30T12:00:00Z");
const [SHIPPED, OTHER] = ["8b576d2094c1", "1091a34fd6a2"];
const ZIP = new Uint8Array([0x50, 0x4b, 3, 4]);

const settings = (takesAs: "candidate" | "challenger" | "champion") => ({
  ...{ uri: "https://mlflow.test", authorization: null, name: "vigie", alias: "live", takesAs },
});

async function mlflow(input: RequestInfo | URL): Promise<Response> {
  const { pathname } = new URL(String(input));
  if (pathname.endsWith("/alias")) return Response.json({ model_version: { version: "7", status: "READY" } });
  if (pathname.endsWith("/get-download-uri"))
    return Response.json({ artifact_uri: "mlflow-artifacts:/1/d97/artifacts" });
  return new Response(ZIP);
}

const heldFrom = (version: number, models: PolicyModels): PolicyVersion => ({
  ...{ version, at: NOW - 1_000 + version, by: "ann", via: "board", note: null, part: "models" },
  policy: { models },
});

function follow(
  takesAs: "candidate" | "challenger" | "champion",
  {
    versions = [],
    taken = { status: "added", version: OTHER },
    exchanged = { status: "unknown" },
  }: { versions?: PolicyVersion[]; taken?: TakenIn; exchanged?: Exchanged },
) {
  const [offers, wishes]: [Offer[], Wish[]] = [[], []];
  const ports = mlflowPorts(settings(takesAs), {
    store: {
      models: async () => [],
      pairs: async () => [],
      policy: async () => versions[0] ?? null,
      policyVersions: async () => versions,
    },
    shipped: SHIPPED,
    takeIn: async (offer) => {
      offers.push(offer);
      return taken;
    },
    exchange: async (wish) => {
      wishes.push(wish);
      return exchanged;
    },
    fetcher: mlflow,
    now: () => NOW,
  });
  return followMlflow(settings(takesAs), null, false, ports).then((followed) => ({ followed, offers, wishes }));
}

const same = (models: PolicyModels): Exchanged => ({
  status: "same",
  policy: { ...FIRST_POLICY, version: 1, models },
  gate: null,
});

test("a candidate is offered as MLflow's word, and nothing is exchanged", async () => {
  const { followed, offers, wishes } = await follow("candidate", {});
  expect(offers).toEqual([{ zip: ZIP, by: "vigie@live", via: "mlflow", note: "version 7 of vigie@live in MLflow" }]);
  expect(wishes).toEqual([]);
  expect(followed).toMatchObject({ at: NOW, number: "7", version: OTHER, problem: null });
});

test("a version that no comparison knows does not pass the gate: it becomes the challenger, and the gate is never overridden", async () => {
  const { followed, wishes } = await follow("champion", { exchanged: same({ champion: null, challenger: OTHER }) });
  expect(wishes).toMatchObject([
    { role: "challenger", version: OTHER, from: 0, override: false, by: "vigie@live", via: "mlflow" },
  ]);
  expect(wishes[0]?.note).toMatch(/is the challenger now, and not the champion: .*has scored no payment/);
  expect(followed.problem).toBeNull();
});

test("the model that decides is known by the policy, and the shipped one where nothing was set", async () => {
  const known = { status: "known", version: SHIPPED } as const;
  expect((await follow("challenger", { taken: known })).followed.said).toMatch(/decides here already$/);
  const { followed, wishes } = await follow("challenger", {
    versions: [heldFrom(1, { champion: OTHER, challenger: null })],
    taken: { status: "known", version: OTHER },
  });
  expect(followed.said).toMatch(/decides here already$/);
  expect(wishes).toEqual([]);
});

test.each<[string, Exchanged, string]>([
  [
    "it does not start",
    { status: "refused", problem: "it does not start", field: "version", gate: null },
    "it does not start",
  ],
  [
    "the policy moved",
    { status: "moved", policy: { ...FIRST_POLICY, version: 2 } },
    "somebody else changed the policy",
  ],
  ["it was dropped", { status: "unknown" }, "it has left the registry again"],
])("what keeps it from being the challenger is said: %s", async (_what, exchanged, problem) => {
  const { followed } = await follow("challenger", { exchanged });
  expect(followed.problem).toContain(`(model ${OTHER}) is registered, but not the challenger: ${problem}`);
  expect(followed.mark).toBeNull();
});

test("a bundle that does not prove is said with the reason", async () => {
  const { followed } = await follow("candidate", {
    taken: { status: "refused", problem: "golden vector 3 comes out otherwise" },
  });
  expect(followed.problem).toBe(
    "Version 7 of vigie@live in MLflow was not taken in: golden vector 3 comes out otherwise",
  );
});
