import { expect, test } from "vitest";
import type { Gate } from "../wire/comparison.ts";
import { type Followed, type FollowPorts, followMlflow } from "./followMlflow.ts";
import type { Look } from "./mlflow.ts";

const NOW = 1_796_050_000_000;
const shut: Gate = { passes: false, checks: [{ code: "frauds", passes: false, text: "3 known frauds." }] };
const open: Gate = { passes: true, checks: [] };

type TakesAs = "candidate" | "challenger" | "champion";
const set = (takesAs: TakesAs) => ({
  uri: "https://mlflow.test",
  authorization: null,
  name: "vigie",
  alias: "live",
  takesAs,
});
const asBundle = (number: string): Look => ({
  kind: "bundle",
  version: number,
  mark: `mark of ${number}`,
  zip: Uint8Array.of(Number(number)),
});

/** A Vigie with a registry in memory. The bundle of version 7 there is model-7 here. */
function vigie() {
  const world = {
    models: new Set(["shipped"]),
    champion: "shipped",
    challenger: null as string | null,
    were: new Set(["shipped"]),
    there: { kind: "nothing", why: "no vigie@live yet" } as Look,
    gate: shut,
    refusal: null as string | null,
    blocked: null as string | null,
    downloads: 0,
    gatesAsked: 0,
  };
  const ports: FollowPorts = {
    now: () => NOW,
    look: async (knownMark) => {
      const { there } = world;
      if (there.kind !== "bundle") return there;
      if (there.mark === knownMark) return { kind: "unchanged", version: there.version };
      world.downloads += 1;
      return there;
    },
    takeIn: async (zip) => {
      if (world.refusal !== null) return { ok: false, problem: world.refusal };
      const version = `model-${zip[0]}`;
      const wasHere = world.models.has(version);
      world.models.add(version);
      return { ok: true, version, wasHere };
    },
    standing: async (version) => ({
      wasChampion: world.were.has(version),
      champion: world.champion,
      challenger: world.challenger,
    }),
    gate: async () => {
      world.gatesAsked += 1;
      return world.gate;
    },
    become: async (role, version) => {
      if (world.blocked !== null) return { ok: false, problem: world.blocked };
      if (role === "champion") world.were.add(version);
      if (role === "champion" && world.challenger === version) world.challenger = null;
      world[role] = version;
      return { ok: true };
    },
  };
  let before: Followed | null = null;
  const follow = async (takesAs: TakesAs, again = false) => {
    before = await followMlflow(set(takesAs), before, again, ports);
    return before;
  };
  return { world, follow };
}

test("nothing there is said, and is no problem; what comes later is taken in once", async () => {
  const { world, follow } = vigie();
  expect(await follow("candidate")).toMatchObject({ at: NOW, mark: null, nothing: "no vigie@live yet", problem: null });
  world.there = asBundle("7");
  expect(await follow("candidate")).toEqual({
    at: NOW,
    mark: "mark of 7",
    number: "7",
    version: "model-7",
    said: "Version 7 of vigie@live in MLflow (model model-7) is a candidate now",
    nothing: null,
    problem: null,
  });
  expect(await follow("candidate")).toMatchObject({ number: "7", said: expect.stringContaining("is a candidate now") });
  expect(world).toMatchObject({ downloads: 1, gatesAsked: 0, champion: "shipped", challenger: null });
  expect([...world.models]).toEqual(["shipped", "model-7"]);
});

test("as challenger it replaces the one before, and only when the alias moves", async () => {
  const { world, follow } = vigie();
  world.there = asBundle("7");
  await follow("challenger");
  world.there = asBundle("8");
  expect((await follow("challenger")).said).toContain("is the challenger now, in place of model-7");
  expect(world).toMatchObject({ challenger: "model-8", gatesAsked: 0 });
  // A person takes it away; the next hours leave it so.
  world.challenger = null;
  await follow("challenger");
  expect(world.challenger).toBeNull();
});

test("as champion it waits at the gate as the challenger, and passes when the gate lets it", async () => {
  const { world, follow } = vigie();
  world.there = asBundle("7");
  expect((await follow("champion")).said).toMatch(/is the challenger now, and not the champion: 3 known frauds\.$/);
  expect((await follow("champion")).said).toMatch(/is the challenger now, and not the champion/);
  expect(world).toMatchObject({ champion: "shipped", challenger: "model-7" });
  world.gate = open;
  expect((await follow("champion")).said).toMatch(/has passed the gate meanwhile, and is the champion now$/);
  expect(world).toMatchObject({ champion: "model-7", challenger: null });
  // Gone back from here: it does not return by itself, though the gate would let it.
  world.champion = "shipped";
  world.challenger = "model-7";
  await follow("champion");
  expect(world.champion).toBe("shipped");
  expect(world.gatesAsked).toBe(3);
});

test("an alias that points back makes the older version champion again", async () => {
  const { world, follow } = vigie();
  world.gate = open;
  for (const number of ["7", "8", "7"]) {
    world.there = asBundle(number);
    await follow("champion");
    expect(world.champion).toBe(`model-${number}`);
  }
  expect(world.models.size).toBe(3);
});

test("a bundle that is refused is not downloaded each hour, and is tried again when a person asks", async () => {
  const { world, follow } = vigie();
  world.there = asBundle("7");
  world.refusal = "golden payment 3 scores otherwise here";
  const problem = "Version 7 of vigie@live in MLflow was not taken in: golden payment 3 scores otherwise here";
  expect(await follow("challenger")).toMatchObject({ number: "7", version: null, problem });
  expect(await follow("challenger")).toMatchObject({ number: "7", version: null, problem });
  expect(world.downloads).toBe(1);
  world.refusal = null;
  expect(await follow("challenger", true)).toMatchObject({ version: "model-7", problem: null });
  expect(world).toMatchObject({ downloads: 2, challenger: "model-7" });
});

test("why a bundle was refused is said again once the server is back, and what came of another stays while the alias is gone", async () => {
  const { world, follow } = vigie();
  const away: Look = { kind: "problem", problem: "MLflow could not be reached" };
  const gone: Look = { kind: "nothing", why: "no vigie@live yet" };
  world.there = asBundle("7");
  world.refusal = "it reads other features";
  const { problem } = await follow("candidate");
  world.there = away;
  expect((await follow("candidate")).problem).toBe("MLflow could not be reached");
  world.there = asBundle("7");
  expect((await follow("candidate")).problem).toBe(problem);

  world.refusal = null;
  world.there = asBundle("8");
  const { said } = await follow("candidate");
  world.there = gone;
  expect(await follow("candidate")).toMatchObject({ said, nothing: "no vigie@live yet", problem: null });
  world.there = asBundle("8");
  expect(await follow("candidate")).toMatchObject({ said, nothing: null, problem: null });
});

test("asking by hand does not undo what people did here meanwhile", async () => {
  const { world, follow } = vigie();
  world.there = asBundle("7");
  await follow("challenger");
  world.challenger = null;
  await follow("challenger", true);
  expect(world).toMatchObject({ challenger: null, downloads: 1 });
});

test("a server that is away changes nothing here, and what was said before is still known when it is back", async () => {
  const { world, follow } = vigie();
  world.there = asBundle("7");
  const { said } = await follow("challenger");
  world.there = { kind: "problem", problem: "MLflow at https://mlflow.test could not be reached" };
  expect(await follow("challenger")).toMatchObject({
    number: "7",
    said,
    problem: "MLflow at https://mlflow.test could not be reached",
  });
  world.there = asBundle("7");
  expect(await follow("challenger")).toMatchObject({ said, problem: null });
  expect(world.downloads).toBe(1);
});

test("a version that cannot become what was set is registered, the reason is said, and the next hour tries again", async () => {
  const { world, follow } = vigie();
  world.there = asBundle("7");
  world.blocked = "the store is away";
  expect(await follow("challenger")).toMatchObject({
    version: "model-7",
    problem:
      "Version 7 of vigie@live in MLflow (model model-7) is registered, but not the challenger: the store is away",
  });
  expect(world.models.has("model-7")).toBe(true);
  world.blocked = null;
  expect(await follow("challenger")).toMatchObject({
    problem: null,
    said: expect.stringContaining("is the challenger now"),
  });
  expect(world.challenger).toBe("model-7");
});

test("the champion of here is not compared with itself", async () => {
  const { world, follow } = vigie();
  world.there = asBundle("7");
  world.champion = "model-7";
  expect((await follow("champion")).said).toMatch(/decides here already$/);
  expect(world.gatesAsked).toBe(0);
});
