// Decides payments from its own memory, in groups, and answers once a decision is safe in its own storage. The ledger records them
// in the store afterwards. Each decider has its own cards, so that a card's history has one writer. See docs/deciding.md.
import { DurableObject } from "cloudflare:workers";
import { type Config, configOf } from "../config/config.ts";
import { daysKept, oldestKept } from "../config/retention.ts";
import { thresholdsBySituation } from "../decision/thresholds.ts";
import { HOUR_MS } from "../duration.ts";
import type { KeptMerchants } from "../features/merchantCards.ts";
import type { DeciderStatus } from "../health/objectStates.ts";
import { logError, logNote, messageOf } from "../log.ts";
import { type Arrival, packReceipts, type Receipt, unpackArrivals } from "../pipeline/arrival.ts";
import { cameOf, nothingCame, together } from "../pipeline/came.ts";
import { decideGroup, type Known } from "../pipeline/decideGroup.ts";
import { ledgerOf, placeOf } from "../pipeline/deciders.ts";
import { readPage } from "../pipeline/fillMemory.ts";
import { groupCommit } from "../pipeline/groupCommit.ts";
import { readHistories } from "../pipeline/histories.ts";
import { isEmpty, type Judge, type Recorded } from "../pipeline/journal.ts";
import { isFilled, isFull, type WaitingFacts } from "../pipeline/memory.ts";
import { apart, originOfFirst, saidSimulated } from "../pipeline/origin.ts";
import type { Models } from "../scoring/detector.ts";
import { shippedModels } from "../scoring/shipped.ts";
import { openStore } from "../store/open.ts";
import type { Origin } from "../store/payments.ts";
import type { Store } from "../store/store.ts";
import { JournalFull, storeTroubleOf } from "../store/trouble.ts";
import { dayAt } from "../zone.ts";
import { cellIn } from "./cell.ts";
import { openMemory } from "./deciderMemory.ts";
import { keptMerchants } from "./keptMerchants.ts";
import { turns } from "./turn.ts";

/** 64 callers take 30 to 40 ms to come back. When groups waited only 10 ms, every second group was a single payment. */
const GROUP_LIMITS = { maxItems: 256, maxWaiting: 5_000, gatherMs: 50 };
/** What is decided within this time is recorded together: a batch of the store costs nearly the same for one as for many. */
const GATHER_MS = 20;
/** If the object ends while something waits, it comes back after this time. */
const SAFETY_MS = 10_000;
const AFTER_FAILURE_MS = 1_000;
/** So often it is asked whether the store is still the one that knows this journal. A restored one may lack what is remembered. */
const CHECK_EVERY_MS = 60_000;
const TRIM_EVERY_MS = HOUR_MS;
/** The memory is filled so long in one turn of the alarm. */
const FILL_MS = 5_000;

/** Which of how many deciders this is. */
export interface Seat {
  place: number;
  deciders: number;
}

function storedIn(kv: SyncKvStorage) {
  const cell = cellIn(kv);
  return {
    seat: cell<Seat>("seat"),
    origin: cell<Origin>("origin"),
    /** Set when the memory is not of the store that there is now. It is forgotten once all that waits is recorded. */
    isStale: cell<boolean>("isStale"),
    usualCents: cell<number | null>("usualCents"),
    leftBefore: cell<number>("leftBefore"),
    merchants: cell<KeptMerchants>("merchants"),
  };
}

export class Decider extends DurableObject<Env> {
  readonly #store: Store = openStore(this.env);
  readonly #models: Models = shippedModels;
  readonly #memory = openMemory(this.ctx.storage, () => crypto.randomUUID());
  readonly #stored = storedIn(this.ctx.storage.kv);
  readonly #merchants = keptMerchants(this.#stored.merchants, {
    newestPaid: async (limit) =>
      isFilled(this.#memory.filling()) ? this.#memory.newestPaid(limit) : this.#store.newestPaid(limit),
  });
  readonly #inTurn = turns();
  readonly #submit = groupCommit((arrivals: Arrival[]) => this.#inTurn(() => this.#decide(arrivals)), GROUP_LIMITS, {
    now: Date.now,
    wait: (ms) => scheduler.wait(ms),
  });
  /** The same as in the storage. */
  #seat = this.#stored.seat.get() ?? null;
  /** Counts are lost with the object: they tell how things go, and nothing is decided by them. */
  #came = nothingCame();
  #recording: Promise<void> | null = null;
  #isRecordingSoon = false;
  /** Why nothing can be recorded just now. */
  #trouble: { since: number; problem: string } | null = null;
  #checkedAt = 0;
  #trimmedAt = Date.now();
  #alarmAt: number | null = null;

  /**
   * Takes packed arrivals and returns packed receipts, one for each, in order. Throws when it cannot decide: then nothing was kept.
   * The same arrivals may be given again.
   */
  async take(arrivals: string, seat: Seat): Promise<string> {
    if (this.#seat?.deciders !== seat.deciders) await this.#sitDown(seat);
    return packReceipts(await this.#submit(unpackArrivals(arrivals)));
  }

  /** See `settleOrigin` in pipeline/deciders.ts. */
  async settleOrigin(origin: Origin): Promise<Origin> {
    const held = this.#stored.origin.get() ?? (await ledgerOf(this.env).settleOrigin(origin));
    this.#stored.origin.put(held);
    return held;
  }

  /** A payment that is decided and not recorded yet, as JSON. Null when there is none. */
  waitingPayment(id: string): string | null {
    const payment = this.#memory.waitingPayment(id);
    const simulated = this.#stored.origin.get() === "simulated";
    return payment === null ? null : JSON.stringify({ payment, simulated });
  }

  /** Records all that waits, as far as the store lets it, and says what still waits. */
  async recordNow(): Promise<WaitingFacts> {
    await this.#record();
    return this.#memory.waiting();
  }

  /**
   * Leaves its seat, because the cards are spread anew: records all that waits, and forgets what it knows. Throws when the store
   * failed. It decides nothing until it sits down again.
   */
  retire(): Promise<void> {
    return this.#inTurn(async () => {
      this.#stored.seat.delete();
      this.#seat = null;
      await this.#record();
      if (this.#memory.nextPart() !== null) {
        throw new Error(`decided payments wait for the store: ${this.#trouble?.problem ?? "they are being recorded"}`);
      }
      this.#forget();
    });
  }

  status(): DeciderStatus {
    const { version, engine, problem } = this.#models.champion;
    return {
      model: { version, engine, problem },
      thresholds: thresholdsBySituation(this.#models.champion),
      waiting: { ...this.#memory.waiting(), problem: this.#trouble?.problem ?? null },
      filling: this.#seat === null ? null : this.#memory.filling(),
    };
  }

  override async alarm(): Promise<void> {
    // The alarm is set before the work, so that a next one comes whatever happens in this one.
    await this.#wakeAt(Date.now() + SAFETY_MS);
    await this.#record();
    const isFilling = !(await this.#fill());
    if (this.#trouble !== null) await this.#wakeAt(Date.now() + AFTER_FAILURE_MS);
    else if (isFilling) await this.#wakeAt(Date.now());
    else if (this.#memory.nextPart() === null) {
      this.#alarmAt = null;
      await this.ctx.storage.deleteAlarm();
    }
  }

  async #decide(came: Arrival[]): Promise<Receipt[]> {
    if (this.#seat === null) throw new Error("the cards are being spread over another number of deciders");
    if (isFull(this.#memory.waiting())) throw new JournalFull(this.#store.kind, this.#memory.waiting().payments);
    const config = configOf(this.env);
    const origin = await this.#originFor(came);
    const arrivals = apart(came, origin);
    const settings = { ...config, oldestMs: this.#oldestMs(config) };
    const ports = { models: this.#models, now: Date.now };
    const { receipts } = await this.#merchants.counting(async () => {
      const group = await decideGroup(arrivals, await this.#known(arrivals, config), settings, ports);
      if (!isEmpty(group.entries)) this.#memory.keep(group.entries, group.decidedAt);
      return group;
    });
    const today = dayAt(config.reportZone, Date.now()).from;
    this.#came = together(this.#came, cameOf(arrivals, receipts, today));
    this.#merchants.keep(Date.now());
    this.#recordSoon();
    return origin === "simulated" ? receipts.map(saidSimulated) : receipts;
  }

  /** What is not remembered is asked of the store: while the memory is being filled, and for payments that may be forgotten. */
  async #known(arrivals: readonly Arrival[], { feed, care }: Config): Promise<Known> {
    const payments = arrivals.flatMap(({ admission }) => (admission.ok ? [admission.payment] : []));
    const [ids, cards] = [new Set(payments.map(({ id }) => id)), new Set(payments.map(({ cardId }) => cardId))];
    const found = this.#memory.find([...ids], [...cards]);
    const filling = this.#memory.filling();
    const keptFrom = this.#memory.keptFrom();
    // A snapshot feed stamps the same payment with another time whenever it draws it again.
    const mayBeForgotten = (paidAt: number) =>
      !isFilled(filling) || (feed === "snapshot" ? keptFrom > Number.NEGATIVE_INFINITY : paidAt < keptFrom);
    const askedIds = payments.flatMap(({ id, paidAt }) =>
      !found.payments.has(id) && mayBeForgotten(paidAt) ? [id] : [],
    );
    const askedCards = filling.cardsDone ? [] : [...cards].filter((cardId) => !found.histories.has(cardId));
    if (askedIds.length + askedCards.length > 0) {
      const stored = await this.#store.known(askedIds, askedCards);
      for (const [id, payment] of stored.payments) found.payments.set(id, payment);
      for (const [cardId, history] of stored.histories) found.histories.set(cardId, history);
    }
    // The times of a snapshot feed say nothing of what was paid together.
    const asksForMerchants = feed === "stream" && care.cardsAtMerchant !== null;
    return {
      payments: found.payments,
      histories: await readHistories(found.histories, {
        paymentsOf: async (cardId) => {
          // The store has the whole history once all is recorded.
          await this.#record();
          return this.#store.paymentsOf(cardId);
        },
      }),
      around: {
        merchants: asksForMerchants ? await this.#merchants.read() : null,
        usualCents: this.#stored.usualCents.get() ?? null,
      },
    };
  }

  async #originFor(came: readonly Arrival[]): Promise<Origin> {
    const origin = originOfFirst(came);
    return came.some(({ admission }) => admission.ok)
      ? this.settleOrigin(origin)
      : (this.#stored.origin.get() ?? origin);
  }

  /** Payments from before this time have left the store or are about to. They are no longer taken in or changed. */
  #oldestMs(config: Config): number {
    const leftBefore = this.#stored.leftBefore.get() ?? Number.NEGATIVE_INFINITY;
    return Math.max(leftBefore, oldestKept(daysKept(config, this.env), Date.now()));
  }

  /** The first time, and when the cards are spread over another number of deciders. */
  async #sitDown(seat: Seat): Promise<void> {
    if (seat.deciders !== configOf(this.env).deciders) throw new Error("another version has other deciders just now");
    const { merchants, usualCents } = await ledgerOf(this.env).spread(seat.deciders);
    if (this.#stored.merchants.get() === undefined && merchants !== null)
      this.#stored.merchants.put(JSON.parse(merchants));
    if (this.#stored.usualCents.get() === undefined) this.#stored.usualCents.put(usualCents);
    this.#stored.seat.put(seat);
    this.#seat = seat;
    // One page holds all of a small store. If the store cannot be read now, it is when something is asked of it.
    await this.#fillPage().catch(() => undefined);
    if (!isFilled(this.#memory.filling())) await this.#wakeAt(Date.now());
  }

  /** Not awaited: an answer does not wait for the store. */
  #recordSoon(): void {
    if (this.#isRecordingSoon) return;
    this.#isRecordingSoon = true;
    const recorded = this.#wakeAt(Date.now() + SAFETY_MS)
      .then(() => scheduler.wait(GATHER_MS))
      .then(() => {
        this.#isRecordingSoon = false;
        // While the store is away, the alarm asks for it.
        return this.#trouble === null ? this.#record() : undefined;
      });
    this.ctx.waitUntil(recorded.catch((error: unknown) => logError("journal_not_recorded", error)));
  }

  /** Hands the journal to the ledger, part by part, until all is recorded or the store fails. Never throws. */
  #record(): Promise<void> {
    this.#recording ??= this.#recordAll().finally(() => {
      this.#recording = null;
    });
    return this.#recording;
  }

  async #recordAll(): Promise<void> {
    try {
      while (await this.#recordPart()) this.#trouble = null;
      this.#trouble = null;
    } catch (error) {
      const nowMs = Date.now();
      const problem = storeTroubleOf(error)?.problem ?? messageOf(error);
      if (this.#trouble === null)
        logError("journal_not_recorded", error, { payments: this.#memory.waiting().payments });
      this.#trouble = { since: this.#trouble?.since ?? nowMs, problem };
      await this.#wakeAt(nowMs + AFTER_FAILURE_MS);
      return;
    }
    if (this.#stored.isStale.get() === true) this.ctx.waitUntil(this.#inTurn(async () => this.#forgetIfRecorded()));
  }

  /** Returns false when there is nothing to say to the ledger. */
  async #recordPart(): Promise<boolean> {
    const nowMs = Date.now();
    const part = this.#memory.nextPart();
    const journal = this.#memory.journal();
    const isCheck = nowMs - this.#checkedAt >= CHECK_EVERY_MS && !journal.isNew;
    const came = this.#came;
    if (part === null && came.rows.length === 0 && !isCheck) return false;
    this.#came = nothingCame();
    const nothing = {
      journal: journal.name,
      isNew: journal.isNew,
      after: journal.after,
      upTo: journal.after,
      rows: [],
    };
    const origin = this.#stored.origin.get() ?? null;
    const answer = await ledgerOf(this.env).recordJournal({
      ...(part ?? nothing),
      isCheck,
      origin,
      judge: this.#judge(),
      came,
    });
    this.#checkedAt = nowMs;
    this.#heed(answer);
    if (nowMs - this.#trimmedAt >= TRIM_EVERY_MS) {
      this.#trimmedAt = nowMs;
      this.#memory.trim(nowMs);
    }
    return part !== null;
  }

  #heed({ mark, usualCents, leftBefore, standing }: Recorded): void {
    const { after, upTo, isNew } = this.#memory.journal();
    if (usualCents !== this.#stored.usualCents.get()) this.#stored.usualCents.put(usualCents);
    if (leftBefore !== this.#stored.leftBefore.get()) this.#stored.leftBefore.put(leftBefore);
    if (standing.length > 0) this.#memory.correct(standing);
    if (mark !== null && mark >= after && mark <= upTo) {
      if (mark > after) this.#memory.recorded(mark);
    } else if (!isNew) {
      // It was restored to an earlier time, or is another one. What waits is recorded there; all else is read from it anew.
      logNote("memory_of_another_store", { mark, after, upTo });
      this.#memory.renameJournal(crypto.randomUUID());
      this.#stored.isStale.put(true);
    }
  }

  #judge(): Judge {
    const { version, reference } = this.#models.champion;
    const { feed } = configOf(this.env);
    return { model: version, bounds: reference?.scores[feed] ?? [], expectedRecall: reference?.recall[feed] ?? null };
  }

  #forgetIfRecorded(): void {
    if (this.#stored.isStale.get() === true && this.#memory.nextPart() === null) this.#forget();
  }

  #forget(): void {
    this.#memory.forget();
    this.#merchants.forget();
    this.#stored.origin.delete();
    this.#stored.leftBefore.delete();
    this.#stored.isStale.delete();
    if (this.#seat !== null) this.ctx.waitUntil(this.#wakeAt(Date.now()));
  }

  /** Returns whether the memory is filled. */
  async #fill(): Promise<boolean> {
    const untilMs = Date.now() + FILL_MS;
    try {
      while (this.#seat !== null && !isFilled(this.#memory.filling()) && Date.now() < untilMs) await this.#fillPage();
    } catch (error) {
      logError("memory_not_filled", error);
    }
    return this.#seat === null || isFilled(this.#memory.filling());
  }

  async #fillPage(): Promise<void> {
    const seat = this.#seat;
    const filling = this.#memory.filling();
    if (seat === null || isFilled(filling)) return;
    const isOwn = (cardId: string) => placeOf(cardId, seat.deciders) === seat.place;
    const page = await readPage({ filling, keptFrom: this.#memory.keptFrom() }, this.#store, {
      nowMs: Date.now(),
      isOwn,
    });
    // Another caller may have read the same page meanwhile, or all may have been forgotten.
    if (this.#memory.filling() === filling && this.#seat === seat) this.#memory.fill(page);
  }

  /** Sets the alarm, unless it comes earlier anyway. */
  async #wakeAt(atMs: number): Promise<void> {
    if (this.#alarmAt !== null && this.#alarmAt <= atMs && this.#alarmAt > Date.now()) return;
    this.#alarmAt = atMs;
    await this.ctx.storage.setAlarm(atMs);
  }
}
