// A decider as a Durable Object: its own SQLite, one alarm, and the calls of others. What it does is in pipeline/decider.ts.
import { DurableObject } from "cloudflare:workers";
import { configOf } from "../config/config.ts";
import { daysKept, oldestKept } from "../config/paymentRetention.ts";
import { thresholdsBySituation } from "../decision/thresholds.ts";
import type { KeptMerchants } from "../features/merchantCards.ts";
import type { DeciderStatus } from "../health/objectStates.ts";
import { logError } from "../log.ts";
import { packReceipts, unpackArrivals } from "../pipeline/arrival.ts";
import { createDecider, deciderCells, type Seat } from "../pipeline/decider.ts";
import { ledgerOf } from "../pipeline/deciders.ts";
import { isFilled, type WaitingFacts } from "../pipeline/memory.ts";
import { createDays } from "../pipeline/pullDays.ts";
import { shippedModels } from "../scoring/shipped.ts";
import { openStore } from "../store/open.ts";
import type { Origin } from "../store/payments.ts";
import { ofStore, PastWaits, type StoreTrouble } from "../store/trouble.ts";
import { cellIn } from "../storedCell.ts";
import { waitedFor } from "../thread.ts";
import { openMemory } from "./deciderMemory.ts";
import { keptBundles } from "./keptBundles.ts";
import { keptDays } from "./keptDays.ts";
import { keptMerchants } from "./keptMerchants.ts";

function storedIn(kv: SyncKvStorage) {
  return { ...deciderCells(kv), merchants: cellIn(kv)<KeptMerchants>("merchants") };
}

export class Decider extends DurableObject<Env> {
  readonly #memory = openMemory(this.ctx.storage, () => crypto.randomUUID());
  readonly #store = openStore(this.env);
  readonly #stored = storedIn(this.ctx.storage.kv);
  readonly #bundles = keptBundles(this.ctx.id.toString(), this.ctx.storage, (version) =>
    ofStore(this.#store, this.#store.bundleOf(version)),
  );
  #alarmAt: number | null = null;
  readonly #decider = createDecider({
    memory: this.#memory,
    cells: this.#stored,
    merchants: keptMerchants(this.#stored.merchants, {
      newestPaid: async (limit) =>
        isFilled(this.#memory.filling()) ? this.#memory.newestPaid(limit) : this.#store.newestPaid(limit),
    }),
    days: createDays({
      memory: keptDays(this.ctx.storage),
      store: this.#store,
      now: () => Date.now(),
      wait: (ms) => scheduler.wait(ms),
      oldestMs: () => Math.max(this.#stored.leftBefore.get() ?? Number.NEGATIVE_INFINITY, this.#oldestKeptMs()),
    }),
    models: { shipped: shippedModels.champion, open: (version) => this.#bundles.open(version) },
    store: this.#store,
    ledger: {
      recordJournal: (part) => ledgerOf(this.env).recordJournal(part),
      settleOrigin: (origin) => ledgerOf(this.env).settleOrigin(origin),
      settleCurrency: (currency) => ledgerOf(this.env).settleCurrency(currency),
      policy: () => ledgerOf(this.env).policy(),
      spread: (deciders) => this.#inherit(deciders),
    },
    config: () => configOf(this.env),
    oldestKeptMs: () => this.#oldestKeptMs(),
    now: () => Date.now(),
    wait: (ms) => scheduler.wait(ms),
    newName: () => crypto.randomUUID(),
    wakeAt: (atMs) => this.#wakeAt(atMs),
    sleep: () => this.#sleep(),
    tellBoards: () => this.env.BOARD.getByName("board").statusChanged(),
    aside: (work) => {
      this.ctx.waitUntil(work.catch((error: unknown) => logError("decider_failed", error)));
    },
  });

  /**
   * Takes packed arrivals and returns packed receipts, one for each, in order; or why payments of the past wait. Throws when it
   * cannot decide. In both cases nothing was kept, and the same arrivals may be given again.
   */
  async take(arrivals: string, seat: Seat): Promise<string | StoreTrouble> {
    try {
      return await waitedFor(Date.now, async () =>
        packReceipts(await this.#decider.take(unpackArrivals(arrivals), seat)),
      );
    } catch (error) {
      if (error instanceof PastWaits) return error.storeTrouble;
      throw error;
    }
  }

  settleOrigin(origin: Origin): Promise<Origin> {
    return this.#decider.settleOrigin(origin);
  }

  retire(): Promise<void> {
    return this.#decider.retire();
  }

  /** Opens what a policy would name, given as JSON. Returns why it could not be followed; null when it can. */
  tryOut(policy: string): Promise<string | null> {
    return this.#decider.tryOut(policy);
  }

  /** What people have said of sources, as JSON. It is known here while the store is away, too. */
  sources(): string {
    return JSON.stringify(this.#decider.standing().policy.sources ?? []);
  }

  /** Decides under this policy, given as JSON, from the next group on. */
  async adopt(policy: string): Promise<void> {
    await this.#decider.adopt(policy);
    const { champion, challenger } = this.#decider.standing().policy.models;
    this.#bundles.keepOnly([champion, challenger]);
  }

  /** A payment or refund that is not recorded yet, as the JSON of `Waiting`. Null when there is none. */
  waitingPayment(id: string): string | null {
    const simulated = this.#stored.origin.get() === "simulated";
    const payment = this.#memory.waitingPayment(id);
    if (payment !== null) return JSON.stringify({ payment, simulated });
    const refund = this.#memory.waitingRefund(id);
    return refund === null ? null : JSON.stringify({ refund, simulated });
  }

  /** Records all that waits, as far as the store lets it, and says what still waits. */
  async recordNow(): Promise<WaitingFacts> {
    await this.#decider.record();
    return this.#memory.waiting();
  }

  async status(): Promise<DeciderStatus> {
    await this.#decider.ready();
    const { policy, models, problems } = this.#decider.standing();
    const { version, engine, problem } = models.champion;
    const named = policy.models;
    const standsIn = problems.champion === null ? null : { for: named.champion ?? "", problem: problems.champion };
    const challengerProblem = problems.challenger ?? this.#decider.challengerProblem();
    return {
      model: { version, engine, problem, standsIn },
      challenger: named.challenger === null ? null : { version: named.challenger, problem: challengerProblem },
      policy: policy.version,
      thresholds: thresholdsBySituation(models.champion),
      lines: policy.thresholds,
      sources: (policy.sources ?? []).map(({ name }) => name),
      brokenRules: this.#decider.brokenRules(),
      waiting: { ...this.#memory.waiting(), problem: this.#decider.trouble() },
      filling: this.#decider.isSeated() ? this.#memory.filling() : null,
      needsStore: this.#decider.needsStore(),
      days: this.#decider.daysStanding(),
      origin: this.#stored.origin.get() ?? null,
      currency: this.#stored.currency.get() ?? null,
    };
  }

  override alarm(): Promise<void> {
    this.#alarmAt = null;
    return this.#decider.onAlarm();
  }

  /** What was usual at merchants when the ledger's object still decided goes on here. */
  async #inherit(deciders: number): Promise<void> {
    const { merchants, usualCents } = await ledgerOf(this.env).spread(deciders);
    if (this.#stored.merchants.get() === undefined && merchants !== null) {
      this.#stored.merchants.put(JSON.parse(merchants));
    }
    if (this.#stored.usualCents.get() === undefined) this.#stored.usualCents.put(usualCents);
  }

  #oldestKeptMs(): number {
    return oldestKept(daysKept(configOf(this.env), this.env), Date.now());
  }

  /** An alarm that comes earlier anyway is kept. */
  async #wakeAt(atMs: number): Promise<void> {
    if (this.#alarmAt !== null && this.#alarmAt <= atMs && this.#alarmAt > Date.now()) return;
    this.#alarmAt = atMs;
    await this.ctx.storage.setAlarm(atMs);
  }

  async #sleep(): Promise<void> {
    this.#alarmAt = null;
    await this.ctx.storage.deleteAlarm();
  }
}
