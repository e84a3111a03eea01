// Deciders and the ledger as objects that can be killed at any await. Their storage outlives them; whoever waits for them hears that
// they are gone.

import { type Config, configOf } from "../../worker/config/config.ts";
import { openMemory } from "../../worker/objects/deciderMemory.ts";
import { packReceipts, unpackArrivals } from "../../worker/pipeline/arrival.ts";
import { type ChangePorts, changePolicy } from "../../worker/pipeline/changePolicy.ts";
import {
  createDecider,
  type Decider,
  type DeciderPorts,
  deciderCells,
  type Seat,
} from "../../worker/pipeline/decider.ts";
import type { JournalPart, Recorded } from "../../worker/pipeline/journalRows.ts";
import { createLedger, type Ledger } from "../../worker/pipeline/ledger.ts";
import { spread } from "../../worker/pipeline/spreadCards.ts";
import type { PolicyChange } from "../../worker/policy/change.ts";
import type { PolicyEdit } from "../../worker/policy/edit.ts";
import type { Policy } from "../../worker/policy/policy.ts";
import type { Origin } from "../../worker/store/payments.ts";
import type { Cell } from "../../worker/storedCell.ts";
import { turns } from "../../worker/turns.ts";
import { objectStorage } from "./storage.ts";
import type { simulatedStore } from "./store.ts";
import type { Chance, VirtualTime } from "./virtualTime.ts";

/** Something that lives in turns of life: a killed one begins anew at the next call. */
function mortal<Living>(time: VirtualTime, chance: Chance, born: (isAlive: () => boolean) => Living) {
  let life = 0;
  let living: Living | null = null;
  const callers = new Set<(error: Error) => void>();

  function kill(): void {
    life += 1;
    living = null;
    for (const reject of callers) reject(new Error("the object was reset because its code was updated"));
    callers.clear();
  }

  function now(): Living {
    const ownLife = life;
    living ??= born(() => life === ownLife);
    return living;
  }

  /** A call from outside: it takes a moment there and back, and fails when the object is killed meanwhile. */
  async function call<Result>(work: (living: Living) => Promise<Result>): Promise<Result> {
    await time.wait(1 + chance.below(3));
    const result = await new Promise<Result>((resolve, reject) => {
      callers.add(reject);
      work(now())
        .then(resolve, reject)
        .finally(() => callers.delete(reject));
    });
    await time.wait(1 + chance.below(3));
    return result;
  }

  return { kill, now, call };
}

/** What a killed object waited for never comes. */
function forLiving<Result>(isAlive: () => boolean, promise: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    promise.then(
      (result) => (isAlive() ? resolve(result) : undefined),
      (error: unknown) => (isAlive() ? reject(error) : undefined),
    );
  });
}

/** The same functions, whose answers reach only the living. */
function reaching<Ports extends object>(isAlive: () => boolean, ports: Ports): Ports {
  return new Proxy(ports, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        const answer: unknown = Reflect.apply(value, target, given);
        return answer instanceof Promise ? forLiving(isAlive, answer) : answer;
      };
    },
  });
}

export interface World {
  time: VirtualTime;
  chance: Chance;
  models: DeciderPorts["models"];
  database: ReturnType<typeof simulatedStore>;
  /** How many deciders there are to be now. */
  deciders: () => number;
}

export function simulatedObjects(world: World) {
  const { chance } = world;
  const told = { seq: 0 };
  const ledger = simulatedLedger(world, told, (place) => deciderAt(place).object.call((decider) => decider.retire()));
  const deciders: ReturnType<typeof simulatedDecider>[] = [];

  function deciderAt(place: number) {
    while (deciders.length <= place) deciders.push(simulatedDecider(world, ledger, deciders.length));
    const found = deciders[place];
    if (found === undefined) throw new Error(`there is no decider ${place}`);
    return found;
  }

  /** As the Worker reaches them: see pipeline/deciders.ts. */
  const env = {
    DECIDER: {
      getByName: (name: string) => ({
        take: (arrivals: string, seat: Seat) =>
          deciderAt(Number(name.slice("decider-".length))).object.call(async (decider) =>
            packReceipts(await decider.take(unpackArrivals(arrivals), seat)),
          ),
      }),
    },
  } as unknown as Pick<Env, "DECIDER">;

  return {
    env,
    ledger,
    all: () => deciders,
    deciderAt,
    /** The minute's cron: see index.ts and pipeline/tick.ts. */
    async beat(): Promise<void> {
      const places = Math.max(ledger.deciders(), world.deciders());
      for (let place = 0; place < places; place += 1) {
        await deciderAt(place)
          .object.call((decider) => decider.record())
          .catch(() => undefined);
      }
    },
    /** As a person does who looks at what holds, and presses a button. */
    async change(edit: PolicyEdit): Promise<void> {
      const { version }: Policy = JSON.parse(await ledger.policy());
      const places = Array.from({ length: Math.max(ledger.deciders(), world.deciders()) }, (_, place) => place);
      const change = { from: version, edit, by: "a person", via: "api", note: null };
      await ledger.changePolicy(
        change,
        places.map((place) => ({
          tryOut: (named) => deciderAt(place).object.call((decider) => decider.tryOut(named)),
          adopt: (policy) => deciderAt(place).object.call((decider) => decider.adopt(policy)),
        })),
      );
    },
    told: () => told.seq,
    end(): void {
      ledger.object.kill();
      for (const decider of deciders) {
        decider.object.kill();
        decider.end();
      }
    },
    kill(): void {
      const which = chance.below(deciders.length + 1);
      if (which === deciders.length) ledger.object.kill();
      else deciders[which]?.object.kill();
    },
  };
}

type LedgerObject = ReturnType<typeof simulatedLedger>;

function simulatedLedger(world: World, told: { seq: number }, retire: (place: number) => Promise<void>) {
  const { time, chance, database } = world;
  let over: number | undefined;
  let entries = 0;
  const newId = () => {
    entries += 1;
    return `entry ${entries}`;
  };
  const held: Cell<number> = {
    get: () => over,
    put: (deciders) => {
      over = deciders;
    },
    delete: () => {
      over = undefined;
    },
  };
  const object = mortal(time, chance, (isAlive) => {
    const ledger: Ledger = createLedger(
      reaching(isAlive, {
        store: reaching(isAlive, database.store),
        owe: async (payments, _origin, nowMs) => ({
          alerts: payments
            .filter(({ outcome }) => outcome === "decline")
            .map(({ id, cardId, seq, paidAt, amountCents, outcome }) => ({
              ...{ id: `fraud:${id}`, paymentId: id, cardId, seq, paidAt, amountCents, outcome },
              ...{ createdAt: nowMs, late: false, notice: null },
            })),
          messages: [],
        }),
        onRecorded: ({ stored, relabelled }) => {
          // The board fills a gap from the store.
          told.seq = [...stored, ...relabelled].at(-1)?.seq ?? told.seq;
        },
        onAnswerLost: () => {
          told.seq = database.lastSeq();
        },
        onSuperseded: () => object.kill(),
        originBefore: async () => "real" as const,
        oldestKeptMs: () => Number.NEGATIVE_INFINITY,
        now: time.now,
      }),
    );
    return { ledger, inTurn: turns(), policyInTurn: turns() };
  });
  return {
    object,
    deciders: () => over ?? 1,
    recordJournal: (part: JournalPart): Promise<Recorded> =>
      object.call(async ({ ledger }) => {
        const hasNothing = part.rows.length === 0 && !part.isCheck;
        const answer = hasNothing ? ledger.answer(part.after) : await ledger.recordJournal(part);
        return { ...answer, usualCents: null };
      }),
    settleOrigin: (origin: Origin) => object.call(({ ledger }) => ledger.settleOrigin(origin)),
    settleCurrency: (currency: string) => object.call(({ ledger }) => ledger.settleCurrency(currency)),
    policy: () => object.call(async ({ ledger }) => JSON.stringify(await ledger.heldPolicy())),
    changePolicy: (change: PolicyChange, deciders: ChangePorts["deciders"]) =>
      object.call(({ ledger, policyInTurn }) =>
        policyInTurn(() => changePolicy(change, { ledger, deciders, now: time.now, newId })),
      ),
    spread: (deciders: number) => object.call(({ inTurn }) => inTurn(() => spread(deciders, held, retire))),
  };
}

const configs = new Map<number, Config>();

function configFor(deciders: number): Config {
  const known = configs.get(deciders);
  if (known !== undefined) return known;
  const off = Object.fromEntries(
    [
      "UNFAMILIAR_TIMES",
      "FAR_ABOVE_TIMES",
      "PAYMENTS_IN_10_MINUTES",
      "PAYMENTS_IN_HOUR",
      "SAME_AMOUNT_IN_DAY",
      "CARDS_AT_MERCHANT",
    ].map((name) => [`CARE_${name}`, "off"]),
  );
  const config = configOf({
    CARD_KEY: "a key of the tests, thirty-two characters or more",
    DECIDERS: String(deciders),
    ...off,
  });
  configs.set(deciders, config);
  return config;
}

function simulatedDecider(world: World, ledger: LedgerObject, place: number) {
  const { time, chance, models, database } = world;
  const storage = objectStorage();
  let names = 0;
  let alarm = { at: 0, number: 0 };

  const object = mortal(time, chance, (isAlive): Decider => {
    const memory = openMemory(storage, () => {
      names += 1;
      return `journal ${place}.${names}`;
    });
    return createDecider(
      reaching(isAlive, {
        memory,
        cells: deciderCells(storage.kv),
        merchants: noMerchants,
        days: noDays,
        models,
        store: reaching(isAlive, database.store),
        ledger: reaching(isAlive, ledger),
        config: () => configFor(world.deciders()),
        oldestKeptMs: () => Number.NEGATIVE_INFINITY,
        now: time.now,
        wait: time.wait,
        newName: () => {
          names += 1;
          return `journal ${place}.${names}`;
        },
        wakeAt: async (atMs: number) => wakeAt(atMs),
        sleep: async () => {
          alarm = { at: 0, number: alarm.number + 1 };
        },
        tellBoards: async () => undefined,
        aside: (work: Promise<unknown>) => void work.catch(() => undefined),
      }),
    );
  });

  function wakeAt(atMs: number): void {
    if (alarm.at > time.now() && alarm.at <= atMs) return;
    const number = alarm.number + 1;
    alarm = { at: atMs, number };
    time.at(atMs, () => {
      // An alarm is missed now and then.
      if (alarm.number !== number || chance.isOneIn(8)) return;
      alarm = { at: 0, number };
      object.call((decider) => decider.onAlarm()).catch(() => undefined);
    });
  }

  return { object, memory: () => openMemory(storage, () => "looked at"), end: storage.end };
}

const noDays = {
  step: async () => false,
  forget: () => undefined,
  isKept: () => false,
  isDue: () => false,
  nextAt: () => Number.POSITIVE_INFINITY,
  around: () => () => null,
  through: () => null,
};

const noMerchants = {
  read: async () => new Map(),
  keep: () => undefined,
  forget: () => undefined,
  counting: <Result>(work: () => Promise<Result>) => work(),
};
