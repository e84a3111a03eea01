// The one place where payments come in. Polled, pushed and queued arrivals meet here, are committed in groups, and are then
// told to the boards. There is one such object, so that a card's history has one writer; see docs/intake.md.
import { DurableObject } from "cloudflare:workers";
import { owedFor } from "../alert/owe.ts";
import { soonestRollupAt } from "../alert/rollupDue.ts";
import { type Config, configOf } from "../config/config.ts";
import { daysKept, oldestKept } from "../config/retention.ts";
import { thresholdsBySituation } from "../decision/thresholds.ts";
import type { KeptMerchants } from "../features/merchantCards.ts";
import type { IntakeStatus } from "../health/objectStates.ts";
import { logError } from "../log.ts";
import type { FeedKind } from "../payment/payment.ts";
import { type Arrival, packReceipts, type Receipt, unpackArrivals } from "../pipeline/arrival.ts";
import type { Bands, HourCensus } from "../pipeline/census.ts";
import { countFamiliarity, type FamiliarityCounts, sumFamiliarity, usualCentsOf } from "../pipeline/familiarity.ts";
import { groupCommit } from "../pipeline/groupCommit.ts";
import { ingest } from "../pipeline/ingest.ts";
import type { Latencies } from "../pipeline/latency.ts";
import { countedOf, lastingOf, type NotUnderstood } from "../pipeline/notUnderstood.ts";
import { apart, originOfFirst, saidSimulated } from "../pipeline/origin.ts";
import { countPast, type PastLoad } from "../pipeline/pastLoad.ts";
import { countRows, type RowCounts, sumRows } from "../pipeline/rowCounts.ts";
import { closeDay } from "../report/closeDay.ts";
import type { Models } from "../scoring/detector.ts";
import { shippedModels } from "../scoring/shipped.ts";
import { openStore } from "../store/open.ts";
import type { Origin, ScoredPayment, StoredPayment } from "../store/payments.ts";
import { type Store, Superseded, type Writer } from "../store/store.ts";
import { type Recording, record, type Word } from "../verdict/record.ts";
import { toFrame } from "../wire/views.ts";
import { dayAt } from "../zone.ts";
import { cellIn } from "./cell.ts";
import { keptCensus } from "./keptCensus.ts";
import { keptLatencies } from "./keptLatencies.ts";
import { keptMerchants } from "./keptMerchants.ts";
import { turns } from "./turn.ts";

/** How often the outbox hears that more is held back. */
const HELD_EVERY_MS = 30_000;
/**
 * How often the store is asked what has left it. A day that settles meanwhile keeps its payments for another hour, so a
 * repetition is still recognized when the intake hears of that day.
 */
const LEFT_EVERY_MS = 60_000;
const COUNTS_KEPT_EVERY_MS = 5_000;
/** 64 callers take 30 to 40 ms to come back. When groups waited only 10 ms, every second group was a single payment. */
const GROUP_LIMITS = { maxItems: 256, maxWaiting: 5_000, gatherMs: 50 };

/** The times of a snapshot feed say nothing of what was paid together. */
function asksForMerchants({ feed, care }: Config): boolean {
  return feed === "stream" && care.cardsAtMerchant !== null;
}

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return {
    past: cell<PastLoad>("past"),
    notUnderstood: cell<readonly NotUnderstood[]>("notUnderstood"),
    rows: cell<RowCounts>("rows"),
    familiarity: cell<FamiliarityCounts>("familiarity"),
    merchants: cell<KeptMerchants>("merchants"),
    latencies: cell<Latencies>("latencies"),
  };
}

export class Intake extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #models: Models = shippedModels;
  readonly #board = this.env.BOARD.getByName("board");
  readonly #outbox = this.env.OUTBOX.getByName("outbox");
  /** Nothing here must survive: it is read anew from the store after an eviction or a failed batch. */
  #writer: Writer | null = null;
  readonly #inTurn = turns();
  #heldToldAt = 0;
  #left: { before: number; readAt: number } | null = null;
  readonly #stored = storedIn(this.ctx.storage.kv);
  readonly #merchants = keptMerchants(this.#stored.merchants, this.#store);
  readonly #latencies = keptLatencies(this.#stored.latencies);
  readonly #census = keptCensus(this.ctx.storage.kv);
  /** The same as in the storage. */
  #notUnderstood: readonly NotUnderstood[] = this.#stored.notUnderstood.get() ?? [];
  #rows: RowCounts = this.#stored.rows.get() ?? [];
  #familiarity: FamiliarityCounts = this.#stored.familiarity.get() ?? [];
  #countsKeptAt = 0;
  #areCountsKept = true;
  readonly #submit = groupCommit((arrivals: Arrival[]) => this.#commitGroup(arrivals), GROUP_LIMITS, {
    now: Date.now,
    wait: (ms) => scheduler.wait(ms),
  });

  /**
   * Takes packed arrivals and returns packed receipts, one for each, in order. Throws when the store failed: then nobody was
   * told, and it is not known whether they were stored. The same arrivals may be given again.
   */
  async take(arrivals: string): Promise<string> {
    return packReceipts(await this.#submit(unpackArrivals(arrivals)));
  }

  /**
   * Asks whether payments of this origin may be taken, and settles the origin where it is not yet known: a store holds
   * either. Returns the origin that holds. Throws when the store failed.
   */
  settleOrigin(origin: Origin): Promise<Origin> {
    return this.#asWriter(async (writer) => {
      const held = (await this.#originOf(writer)) ?? origin;
      if (writer.origin !== held) {
        await this.#store.commit(writer.epoch, { origin: held });
        this.#writer = { ...writer, origin: held };
      }
      return held;
    });
  }

  /** Tells the boards what an earlier, interrupted run may have left untold. */
  async tellOwed(): Promise<void> {
    await this.#board.catchUp();
  }

  status(): IntakeStatus {
    const { version, engine, problem } = this.#models.champion;
    const thresholds = thresholdsBySituation(this.#models.champion);
    const nowMs = Date.now();
    this.#keepCounts(nowMs);
    const notUnderstood = lastingOf(this.#notUnderstood, nowMs);
    const rows = { poll: sumRows(this.#rows, "poll", nowMs), push: sumRows(this.#rows, "push", nowMs) };
    const past = this.#stored.past.get() ?? null;
    const latencies = this.#latencies.shown();
    const unfamiliar = sumFamiliarity(this.#familiarity);
    return { model: { version, engine, problem }, thresholds, past, latencies, notUnderstood, rows, unfamiliar };
  }

  /** What the payments of each hour are like. */
  census(): { model: string; hours: HourCensus[]; expectedRecall: number | null } {
    const { version, reference } = this.#models.champion;
    this.#keepCounts(Date.now());
    return {
      model: version,
      hours: [...this.#census.all().values()],
      expectedRecall: reference?.recall[configOf(this.env).feed] ?? null,
    };
  }

  /** Records what a person says about a payment. Throws when the store failed, and may then be called again. */
  record(word: Word): Promise<Recording> {
    return this.#asWriter(async (writer) => {
      const ports = { store: this.#store, now: Date.now, newId: () => crypto.randomUUID() };
      const recording = await record(word, writer, ports, await this.#oldestMs());
      if (recording.status === "recorded") {
        this.#writer = { ...writer, lastSeq: recording.payment.seq };
        this.#tell([recording.payment], { truthChanged: true });
      }
      return recording;
    });
  }

  /** Keeps a day's report as it is now. Throws when the day is not over, or when the store failed. */
  closeDay(date: string): Promise<void> {
    const config = configOf(this.env);
    const ports = { store: this.#store, now: Date.now, wait: (ms: number) => scheduler.wait(ms) };
    return this.#asWriter((writer) => closeDay(date, writer, config, ports));
  }

  #commitGroup(came: Arrival[]): Promise<Receipt[]> {
    const config = configOf(this.env);
    return this.#asWriter(async (writer) => {
      const origin = (await this.#originOf(writer)) ?? originOfFirst(came);
      const arrivals = apart(came, origin);
      const ports = {
        store: this.#store,
        models: this.#models,
        around: {
          merchants: asksForMerchants(config) ? await this.#merchants.read() : null,
          usualCents: usualCentsOf(this.#familiarity),
        },
        owe: (payments: readonly ScoredPayment[], nowMs: number) =>
          owedFor(payments, { ...config, origin }, this.#store, nowMs),
        now: Date.now,
      };
      const settings = { ...config, oldestMs: await this.#oldestMs(), origin };
      const ingested = this.#merchants.counting(() => ingest(arrivals, writer, settings, ports));
      const { receipts, stored, live, past, relabelled, owed, scoredAt } = await ingested;
      this.#writer = {
        ...writer,
        lastSeq: writer.lastSeq + stored.length + relabelled.length,
        ...(stored.length > 0 ? { origin } : {}),
      };
      if (stored.length > 0) {
        const committedAt = Date.now();
        // Payments of the past say nothing about how fast payments are judged.
        for (const { paidAt, seenAt } of live) {
          this.#latencies.observe("paid_to_seen", seenAt - paidAt);
          this.#latencies.observe("seen_to_scored", scoredAt - seenAt);
          this.#latencies.observe("scored_to_stored", committedAt - scoredAt);
        }
        const onTold = () => {
          const pushedAt = Date.now();
          for (const { seenAt } of live) this.#latencies.observe("seen_to_pushed", pushedAt - seenAt);
        };
        this.#tell([...stored, ...relabelled], { onTold, truthChanged: relabelled.length > 0 });
      } else if (relabelled.length > 0) this.#tell(relabelled, { truthChanged: true });
      this.#count(countedOf(this.#notUnderstood, arrivals, receipts));
      if (owed.alerts.length > 0) this.#wakeOutbox(owed.messages.length > 0);
      this.#countPast(arrivals, past, config.reportZone);
      this.#familiarity = countFamiliarity(this.#familiarity, stored);
      this.#countCensus(live, past, config.feed);
      this.#countRows(arrivals, receipts);
      this.#merchants.keep(Date.now());
      return origin === "simulated" ? receipts.map(saidSimulated) : receipts;
    });
  }

  #count(counts: readonly NotUnderstood[]): void {
    if (counts === this.#notUnderstood) return;
    this.#notUnderstood = counts;
    this.#stored.notUnderstood.put(counts);
  }

  #countPast(arrivals: readonly Arrival[], stored: readonly ScoredPayment[], zone: string): void {
    const came = arrivals.flatMap(({ past }) => past ?? []);
    if (came.length === 0) return;
    const nowMs = Date.now();
    const { date, from } = dayAt(zone, nowMs);
    const group = {
      payments: came.length,
      expected: came.at(-1)?.expected ?? null,
      newOfToday: stored.filter(({ paidAt }) => paidAt >= from).length,
    };
    this.#stored.past.put(countPast(this.#stored.past.get() ?? null, group, date, nowMs));
  }

  #countCensus(live: readonly ScoredPayment[], past: readonly ScoredPayment[], feed: FeedKind): void {
    const { version, reference } = this.#models.champion;
    const bands: Bands = { model: version, bounds: reference?.scores[feed] ?? [] };
    const nowMs = Date.now();
    this.#census.count(live, { bands, isPast: false, nowMs });
    this.#census.count(past, { bands, isPast: true, nowMs });
  }

  /** The counts are stored every few seconds, and when someone asks, as the watchman does each minute: a burst may be the last. */
  #countRows(arrivals: readonly Arrival[], receipts: readonly Receipt[]): void {
    const nowMs = Date.now();
    const found = receipts.map((receipt, at) => ({
      source: arrivals[at]?.source ?? "push",
      reason: receipt.status === "rejected" ? receipt.reject.reason : null,
    }));
    this.#rows = countRows(this.#rows, found, nowMs);
    this.#areCountsKept = false;
    if (Math.abs(nowMs - this.#countsKeptAt) >= COUNTS_KEPT_EVERY_MS) this.#keepCounts(nowMs);
  }

  #keepCounts(nowMs: number): void {
    if (this.#areCountsKept) return;
    this.#areCountsKept = true;
    this.#countsKeptAt = nowMs;
    this.#stored.rows.put(this.#rows);
    this.#stored.familiarity.put(this.#familiarity);
    this.#census.keep(nowMs);
  }

  /**
   * Payments from before this time have left the store or are about to. They are no longer taken in or changed. The time
   * follows from the present settings, and from the days that have settled, whatever the settings were then.
   */
  async #oldestMs(): Promise<number> {
    const nowMs = Date.now();
    if (this.#left === null || Math.abs(nowMs - this.#left.readAt) >= LEFT_EVERY_MS) {
      this.#left = { before: (await this.#store.leftBefore()) ?? Number.NEGATIVE_INFINITY, readAt: nowMs };
    }
    return Math.max(this.#left.before, oldestKept(daysKept(configOf(this.env), this.env), nowMs));
  }

  /**
   * Null while nothing is stored. A store from before the origin was kept has that of the feed's last answer, which the
   * poller remembers.
   */
  async #originOf({ origin, lastSeq }: Writer): Promise<Origin | null> {
    if (origin !== undefined) return origin;
    if (lastSeq === 0) return null;
    const { simulated } = await this.env.POLLER.getByName("poller").status();
    return simulated ? "simulated" : "real";
  }

  /** Not awaited either: if the outbox does not hear of a message now, it finds it at its next beat. */
  #wakeOutbox(atOnce: boolean): void {
    const nowMs = Date.now();
    // The outbox need not hear each time that more is held back.
    if (!atOnce && nowMs < this.#heldToldAt + HELD_EVERY_MS) return;
    if (!atOnce) this.#heldToldAt = nowMs;
    const woken = this.#outbox
      .beat(atOnce ? nowMs : soonestRollupAt(nowMs))
      .catch((error: unknown) => logError("outbox_not_woken", error, { by: "intake" }));
    this.ctx.waitUntil(woken);
  }

  /** Runs a work that writes as the one writer. Such works run one after the other. */
  #asWriter<Result>(work: (writer: Writer) => Promise<Result>): Promise<Result> {
    return this.#inTurn(async () => {
      try {
        this.#writer ??= await this.#store.takeWriter();
        return await work(this.#writer);
      } catch (error) {
        // It is not known whether the batch was committed: ask the store anew before the next one.
        this.#writer = null;
        this.#left = null;
        if (error instanceof Superseded) this.ctx.abort("another writer has taken over");
        throw error;
      }
    });
  }

  /** Not awaited: a pusher's answer does not wait for the boards. If telling fails, the next tick does it. */
  #tell(changed: StoredPayment[], { truthChanged = false, onTold = () => {} } = {}): void {
    const told = this.#board
      .publish(changed.map(toFrame), truthChanged)
      .then(onTold, (error: unknown) =>
        logError("board_not_told", error, { payments: changed.length, seq: changed[0]?.seq ?? null }),
      );
    this.ctx.waitUntil(told);
  }
}
