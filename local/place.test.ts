// Where a start keeps its payments, with a real D1 in each place.
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { d1Dialect } from "../worker/store/d1/dialect.ts";
import type { Origin } from "../worker/store/payments.ts";
import { storeOf } from "../worker/store/sql/store.ts";
import { openLocalD1 } from "./d1.ts";
import { takePlace } from "./place.ts";

// Each place needs a workerd of its own for a moment.
vi.setConfig({ testTimeout: 180_000 });

const REAL_FEED = { PAYMENTS_URL: "http://feed.invalid/current-transactions" };
const simulator = createServer((_, response) => response.setHeader("x-vigie-simulator", "world").end());
let simulatorUrl = "";
let dir: string;
let said = "";

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "vigie-place-"));
  await new Promise<void>((resolve) => simulator.listen(0, "127.0.0.1", resolve));
  const address = simulator.address();
  simulatorUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/current-transactions`;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  said = "";
});
afterAll(async () => {
  vi.restoreAllMocks();
  simulator.close();
  await rm(dir, { recursive: true });
});

/** Answers which place was taken. */
async function start(env: Record<string, string>): Promise<string> {
  const { settings, close } = await takePlace({ STATE_DIR: path.join(dir, "state"), ...env });
  await close();
  return path.basename(settings.stateDir);
}

async function holds(name: string, origin: Origin): Promise<void> {
  const { database, close } = await openLocalD1(path.join(dir, name));
  const store = storeOf(d1Dialect(database));
  const { epoch } = await store.takeWriter();
  await store.commit(epoch, { origin });
  await close();
}

test("a real feed on a place of simulated payments is given one beside it, the simulator has its own again, and it is said", async () => {
  expect(await start({})).toBe("state");
  expect(said).toBe("");
  expect(await start(REAL_FEED)).toBe("state-real");
  expect(said).toContain(
    `${path.join(dir, "state")} holds simulated payments, which are never mixed with real ones: ` +
      `this start keeps its payments in ${path.join(dir, "state-real")}.`,
  );
  said = "";
  expect(await start({})).toBe("state");
  expect(await start({ PAYMENTS_URL: simulatorUrl })).toBe("state");
  expect(said).toBe("");
  // Each place has a card key of its own, like everything else.
  expect(existsSync(path.join(dir, "state-real", "card-key"))).toBe(true);
});

test("the simulator on a place of real payments is given one beside it; where that is taken, too, another must be named", async () => {
  const STATE_DIR = path.join(dir, "own");
  await holds("own", "real");
  expect(await start({ STATE_DIR, ...REAL_FEED })).toBe("own");
  expect(said).toBe("");
  expect(await start({ STATE_DIR })).toBe("own-simulated");
  expect(said).toContain(`${STATE_DIR} holds real payments, which are never mixed with simulated ones`);
  expect(await start({ STATE_DIR, PAYMENTS_URL: simulatorUrl })).toBe("own-simulated");

  await holds("both", "simulated");
  await holds("both-real", "simulated");
  await expect(start({ STATE_DIR: path.join(dir, "both"), ...REAL_FEED })).rejects.toThrow(
    `${path.join(dir, "both-real")} holds simulated payments, which are never mixed with real ones, too: name another place in STATE_DIR`,
  );
});
