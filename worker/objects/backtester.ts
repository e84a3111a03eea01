// The object that runs backtests, one after the other: one model more in memory at a time, and one more that asks the store. What it
// does is in backtest/backtests.ts.

import { DurableObject } from "cloudflare:workers";
import type { Backtest, BacktestAsked, Terms } from "../backtest/backtest.ts";
import { type Asked, type BacktestInFull, createBacktests } from "../backtest/backtests.ts";
import { NoSuchModel, type Opened } from "../backtest/ports.ts";
import { type PreviewAsked, type Previewed, preview } from "../backtest/preview.ts";
import type { RulingAsked } from "../backtest/tried.ts";
import { configOf } from "../config/config.ts";
import { messageOf } from "../log.ts";
import { shippedModels } from "../scoring/shipped.ts";
import { openStore } from "../store/open.ts";
import { ofStore, storeTroubleOf } from "../store/trouble.ts";
import { quietForMs } from "../thread.ts";
import { revive } from "./beat.ts";
import { keptBacktests } from "./keptBacktests.ts";
import { keptBundles } from "./keptBundles.ts";

/** If a round dies, the next one begins after this time. */
const SAFETY_MS = 30_000;

export class Backtester extends DurableObject<Env> {
  readonly #store = openStore(this.env);
  readonly #bundles = keptBundles(this.ctx.id.toString(), this.ctx.storage, (version) => this.#bundleOf(version));
  readonly #backtests = createBacktests({
    memory: keptBacktests(this.ctx.storage),
    store: this.#store,
    shipped: shippedModels.champion.version,
    open: (version) => this.#open(version),
    terms: () => this.#terms(),
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    pause: (ms) => scheduler.wait(ms),
    quietForMs: () => quietForMs(Date.now()),
  });

  async ask(asked: BacktestAsked, ruling: RulingAsked, by: string): Promise<Asked> {
    const answer = await this.#backtests.ask(asked, ruling, by);
    if (answer.ok) await this.ctx.storage.setAlarm(Date.now());
    return answer;
  }

  async all(): Promise<Backtest[]> {
    await this.#revive();
    return this.#backtests.all();
  }

  async one(id: string): Promise<BacktestInFull | null> {
    await this.#revive();
    return this.#backtests.one(id);
  }

  cancel(id: string): Backtest | null {
    return this.#backtests.cancel(id);
  }

  /** What a rule would have done. It takes some seconds at most, and keeps nothing. */
  preview(asked: PreviewAsked): Promise<Previewed> {
    const { reportZone, currency } = configOf(this.env);
    return preview(asked, { store: this.#store, reportZone, currency, now: () => Date.now() });
  }

  override async alarm(): Promise<void> {
    // The alarm is set before the work, so that a next round comes whatever happens in this one.
    await this.ctx.storage.setAlarm(Date.now() + SAFETY_MS);
    const waitMs = await this.#backtests.work();
    if (waitMs !== null) await this.ctx.storage.setAlarm(Date.now() + waitMs);
    // Another one may have been asked for in the meantime.
    else if (!this.#backtests.isUnderWay()) await this.ctx.storage.deleteAlarm();
  }

  /** The platform gives up an alarm that has failed six times. Whoever looks brings it back. */
  async #revive(): Promise<void> {
    if (this.#backtests.isUnderWay()) await revive(this.ctx.storage, Date.now());
  }

  async #open(version: string): Promise<Opened> {
    const { champion } = shippedModels;
    // It runs in this isolate anyway.
    if (version === champion.version) return { detector: champion, leave: () => undefined };
    try {
      const { detector, leave } = await this.#bundles.open(version);
      const leaveForGood = () => {
        leave();
        this.#bundles.keepOnly([]);
      };
      return { detector, leave: leaveForGood };
    } catch (error) {
      if (error instanceof NoSuchModel || storeTroubleOf(error) !== null) throw error;
      throw new NoSuchModel(`Model ${version} does not start: ${messageOf(error)}.`);
    }
  }

  async #bundleOf(version: string): Promise<Uint8Array> {
    const zip = await ofStore(this.#store, this.#store.bundleOf(version));
    if (zip === null) throw new NoSuchModel(`Model ${version} is no longer in the registry.`);
    return zip;
  }

  #terms(): Terms {
    const { reviewThreshold, declineThreshold, care, feedZone, reportZone, currency } = configOf(this.env);
    return { reviewThreshold, declineThreshold, care, feedZone, reportZone, currency };
  }
}
