// The poller runs one tick every POLL_SECONDS by alarm. The cron only sets the first alarm, and sets it again if it ever
// dies. A lease with a fencing token lets one tick run at a time, however many are started.
import { DurableObject } from "cloudflare:workers";
import { type Config, readConfig } from "../config/config.ts";
import { counted } from "../counted.ts";
import type { PollerStatus } from "../health/objectStates.ts";
import { logError, logNote } from "../log.ts";
import { FEED_ANSWERS, FEED_FAILED, FEED_REFUSED } from "../pipeline/feedEvents.ts";
import { keptIn } from "../pipeline/keptFeedAnswers.ts";
import { untilNextTickMs } from "../pipeline/pollPace.ts";
import { failed, NOT_STORED, type TickEnd, type TickResult, type TickSummary, tick } from "../pipeline/tick.ts";
import { cellIn } from "../storedCell.ts";
import { revive } from "./beat.ts";
import { type EverCounts, everCounted } from "./everCounted.ts";

/** A tick that takes longer has died, and another may begin. Longer than the feed's deadline and tries, and the commit. */
const LEASE_MS = 90_000;

interface Lease {
  token: number;
  /** Epoch ms; 0 when free. */
  expiresAt: number;
}

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return {
    lease: cell<Lease>("lease"),
    /** How the feed's last answer was no good; absent since one was. */
    feedTrouble: cell<"failed" | "refused">("feedTrouble"),
    lastTick: cell<TickSummary & { at: number }>("lastTick"),
    ticks: cell<EverCounts<TickEnd>>("ticks"),
    simulated: cell<boolean>("simulated"),
    leftAloneUntil: cell<number>("leftAloneUntil"),
    unstoredTicks: cell<number>("unstoredTicks"),
    refusedAnswer: cell<NonNullable<PollerStatus["refusedAnswer"]>>("refusedAnswer"),
  };
}

export class Poller extends DurableObject<Env> {
  readonly #stored = storedIn(this.ctx.storage.kv);
  readonly #ticks = everCounted(this.#stored.ticks);
  readonly #kept = keptIn(this.ctx.storage.kv);
  /** Token of the lease that this instance took last. */
  #token: number | null = null;

  /** Called by the cron, each minute or so. Calling it twice is harmless. */
  async beat(): Promise<void> {
    if (this.#config() !== null) await revive(this.ctx.storage, Date.now());
  }

  override async alarm(): Promise<void> {
    const config = this.#config();
    if (config === null) return;
    // The alarm is set before the work, so that a next tick comes whatever happens in this one.
    await this.ctx.storage.setAlarm(Date.now() + config.pollMs);
    const nextMs = untilNextTickMs(config.pollMs, await this.run());
    if (nextMs > config.pollMs) await this.ctx.storage.setAlarm(Date.now() + nextMs);
  }

  /** Runs one tick, unless one is under way. Returns how long the feed asked to be left alone, in ms. */
  async run(): Promise<number | null> {
    const config = this.#config();
    const token = config === null ? null : this.#acquire(Date.now());
    if (config === null || token === null) return null;
    try {
      const result = await tick(this.env, config, this.#kept);
      this.#logFeed(result);
      this.#finish(token, result);
      return result.retryAfterMs;
    } catch (error) {
      logError("tick_failed", error);
      this.#finish(token, failed("vigie_failed", "could not be asked: Vigie itself failed, and its log says why"));
      return null;
    }
  }

  status(): PollerStatus {
    return {
      lastTick: this.#stored.lastTick.get() ?? null,
      simulated: this.#stored.simulated.get() ?? false,
      leftAloneUntil: this.#stored.leftAloneUntil.get(),
      isCutOff: this.#isCutOff(),
      refusedAnswer: this.#stored.refusedAnswer.get(),
    };
  }

  /** How many ticks have ever ended in each way. */
  ticks(): EverCounts<TickEnd> {
    return this.#ticks.all();
  }

  /** Null without a feed to poll, or while the configuration is wrong (the front door says what). */
  #config(): (Config & { paymentsUrl: string }) | null {
    const reading = readConfig(this.env);
    if (!reading.ok || reading.config.paymentsUrl === null) return null;
    return { ...reading.config, paymentsUrl: reading.config.paymentsUrl };
  }

  /** A version from before ticks were counted so may have left such a tick behind, when it was stopped for this one. */
  #isCutOff(): boolean {
    const { lastTick, unstoredTicks } = this.#stored;
    return lastTick.get()?.error === NOT_STORED && (unstoredTicks.get() ?? 1) < 2;
  }

  #acquire(nowMs: number): number | null {
    const lease = this.#stored.lease.get() ?? { token: 0, expiresAt: 0 };
    // Another instance's lease is left from a tick that was evicted or killed: nobody is at work.
    if (lease.expiresAt > nowMs && lease.token === this.#token) return null;
    this.#token = lease.token + 1;
    this.#stored.lease.put({ token: this.#token, expiresAt: nowMs + LEASE_MS });
    return this.#token;
  }

  /** An answer without rows ends a failure, but does not tell whether rows are taken again. */
  #logFeed({ end, error, received, simulated, refusedAnswer }: TickResult): void {
    const { feedTrouble } = this.#stored;
    const isAnswered = simulated !== null;
    if (end === "feed_failed") {
      logError(FEED_FAILED, error);
      feedTrouble.put("failed");
    } else if (refusedAnswer !== null) {
      const { rows, reason } = refusedAnswer;
      logError(FEED_REFUSED, `answered ${counted(rows, "row")}, ${rows === 1 ? "" : "all "}refused: ${reason}`);
      feedTrouble.put("refused");
    } else if (isAnswered && (feedTrouble.get() === "failed" || (feedTrouble.get() === "refused" && received > 0))) {
      logNote(FEED_ANSWERS, { received });
      feedTrouble.delete();
    }
  }

  /** A tick that outlived its lease records nothing, because a later tick holds the token now. */
  #finish(token: number, result: TickResult): void {
    const { ok, end, error, received, rejected, simulated, retryAfterMs, refusedAnswer } = result;
    if (this.#stored.lease.get()?.token !== token) return;
    this.#ticks.add(end);
    this.#stored.lastTick.put({ at: Date.now(), ok, error, received, rejected });
    this.#stored.unstoredTicks.put(end === "store_failed" ? (this.#stored.unstoredTicks.get() ?? 0) + 1 : 0);
    if (retryAfterMs === null) this.#stored.leftAloneUntil.delete();
    else this.#stored.leftAloneUntil.put(Date.now() + retryAfterMs);
    if (refusedAnswer !== null) this.#stored.refusedAnswer.put({ ...refusedAnswer, at: Date.now() });
    if (simulated !== null) this.#stored.simulated.put(simulated);
    this.#stored.lease.put({ token, expiresAt: 0 });
  }
}
