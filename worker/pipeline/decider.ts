// Decides payments from its own memory, in groups, and answers once a decision is safe there. The ledger records them in the store
// afterwards. All of it is here but the platform: objects/decider.ts gives it storage and a clock, and the simulation (test/simulation/)
// faults. See docs/deciding.md.
import { type Cell, cellIn } from "../cell.ts";
import type { Config } from "../config/config.ts";
import { counted } from "../counted.ts";
import { HOUR_MS, MINUTE_MS } from "../duration.ts";
import type { Merchants } from "../features/merchantCards.ts";
import { logError, logNote, messageOf } from "../log.ts";
import { FIRST_CURRENCY } from "../money.ts";
import type { Policy } from "../policy/policy.ts";
import type { Origin } from "../store/payments.ts";
import type { Store } from "../store/store.ts";
import { JournalFull, OtherCurrency, PastWaits, storeTroubleOf } from "../store/trouble.ts";
import { turns } from "../turns.ts";
import { dayAt } from "../zone.ts";
import { type Arrival, isOfPast, type Receipt } from "./arrival.ts";
import { cameOf, nothingCame, together } from "./came.ts";
import type { ChallengeFailure } from "./challenge.ts";
import { decideGroup, type Known } from "./decideGroup.ts";
import { readPage } from "./fillMemory.ts";
import { createPolicyFollower } from "./followPolicy.ts";
import { groupCommit } from "./groupCommit.ts";
import { readHistories } from "./histories.ts";
import { isEmpty, type JournalPart, type Judge, type Recorded } from "./journal.ts";
import { keptPolicy } from "./keptPolicy.ts";
import { isBehind, isFilled, isFull, type Memory, MOST_IN_PART } from "./memory.ts";
import { apart, originOfFirst, saidSimulated } from "./origin.ts";
import { createPolicyInForce, type PolicyPorts } from "./policyInForce.ts";
import type { Days } from "./pullDays.ts";
import { placeOf } from "./spread.ts";

/** 64 callers take 30 to 40 ms to come back. When groups waited only as long as a group takes, they were a few payments each. */
const GROUP_LIMITS = { maxItems: 256, maxWaiting: 5_000, gatherMs: 50, pauseMs: 3 };
/**
 * What is decided within this time is recorded together: a batch of the store costs nearly the same for one as for many. Where a
 * record takes long, the next one waits longer, so that recording leaves most of the time to decisions.
 */
const GATHER = { atLeastMs: 20, atMostMs: 200, timesLast: 3 };
/** If the decider ends while something waits, it comes back after this time. */
const SAFETY_MS = 10_000;
/** After a failure it is tried again in a tenth of the time that it has failed: each alarm is a row written. */
const AFTER_FAILURE = { atLeastMs: 1_000, atMostMs: 5_000, share: 0.1 };
/** Most of what may wait before the past is recorded by then. */
const PAST_AGAIN_MS = 1_000;
/** So often it is asked whether the store is still the one that knows this journal. A restored one may lack what is remembered. */
const CHECK_EVERY_MS = 60_000;
const TRIM_EVERY_MS = HOUR_MS;
/** A challenger that has failed is told of for so long: the watchman looks once a minute, and it may fail now and then. */
const CHALLENGER_FAILED_MS = 5 * MINUTE_MS;
/** The memory is filled so long in one turn of the alarm. */
const FILL_MS = 5_000;

/** Which of how many deciders this is. */
export interface Seat {
  place: number;
  deciders: number;
}

/** What a decider keeps besides its memory. */
export interface DeciderCells {
  seat: Cell<Seat>;
  origin: Cell<Origin>;
  /** What the payments of its memory are summed in. */
  currency: Cell<string>;
  /** Set when the memory is not of the store that there is now. It is forgotten once all that waits is recorded. */
  isStale: Cell<boolean>;
  usualCents: Cell<number | null>;
  leftBefore: Cell<number>;
  /** When the memory was last trimmed: a decider seldom lives for an hour. */
  trimmedAt: Cell<number>;
  /** Under which it decides. */
  policy: Cell<Policy>;
}

/** The keys never change: what an older version kept lies under them. */
export function deciderCells(kv: SyncKvStorage): DeciderCells {
  const cell = cellIn(kv);
  return {
    seat: cell("seat"),
    origin: cell("origin"),
    currency: cell("currency"),
    isStale: cell("isStale"),
    usualCents: cell("usualCents"),
    leftBefore: cell("leftBefore"),
    trimmedAt: cell("trimmedAt"),
    policy: keptPolicy(kv),
  };
}

/** The cards that paid at merchants, as far as the decider's own cards go. */
export interface MerchantMemory {
  read(): Promise<Merchants>;
  keep(nowMs: number): void;
  forget(): void;
  counting<Result>(work: () => Promise<Result>): Promise<Result>;
}

export interface DeciderPorts {
  memory: Memory;
  cells: DeciderCells;
  merchants: MerchantMemory;
  days: Pick<Days, "step" | "forget" | "isKept" | "isDue" | "nextAt" | "around" | "through">;
  models: Pick<PolicyPorts, "shipped" | "open">;
  /** It is read only, and only for what the memory does not hold. */
  store: Pick<Store, "kind" | "known" | "leftBefore" | "paymentsOf" | "histories" | "payments">;
  ledger: {
    recordJournal(part: JournalPart): Promise<Recorded>;
    settleOrigin(origin: Origin): Promise<Origin>;
    settleCurrency(currency: string): Promise<string>;
    /** The policy that the store has, as JSON. Throws when it cannot be read. */
    policy(): Promise<string>;
    /** See `spread` in spread.ts. Afterwards this decider may sit down. */
    spread(deciders: number): Promise<unknown>;
  };
  config: () => Config;
  /** Payments from before this time are no longer kept, as the settings say. Epoch ms. */
  oldestKeptMs: () => number;
  now: () => number;
  wait: (ms: number) => Promise<void>;
  newName: () => string;
  /** Has `onAlarm` called at this time, or earlier. Epoch ms. */
  wakeAt: (atMs: number) => Promise<void>;
  sleep: () => Promise<void>;
  /** What waits for the store is stuck, or no longer. */
  tellBoards: () => Promise<void>;
  /** For work that nobody waits for. */
  aside: (work: Promise<unknown>) => void;
}

export type Decider = ReturnType<typeof createDecider>;

export function createDecider(ports: DeciderPorts) {
  const { memory, cells, merchants, days, store, ledger, config, now } = ports;
  const inTurn = turns();
  /** The CURRENCY for which payments were refused last: it is logged once. */
  let refusedCurrency: string | null = null;
  const inForce = createPolicyInForce({ ...ports.models, cell: cells.policy, settings: config });
  const follower = createPolicyFollower({
    ...{ inForce, inTurn, now },
    policy: () => ledger.policy(),
    aside: ports.aside,
  });
  const submit = groupCommit((arrivals: Arrival[]) => inTurn(() => decide(arrivals)), GROUP_LIMITS, {
    ...{ now, wait: ports.wait },
    turn: () => ports.wait(0),
  });
  /** The same as in its cell. */
  let seat = cells.seat.get() ?? null;
  /** Counts are lost with the decider: they tell how things go, and nothing is decided by them. */
  let came = nothingCame();
  let recording: Promise<void> | null = null;
  let isRecordingSoon = false;
  /** The newest failure of a challenger. */
  let challengerFailed: (ChallengeFailure & { at: number }) | null = null;
  /** Why nothing can be recorded just now. */
  let trouble: string | null = null;
  let checkedAt = 0;
  /** How long the newest record took. */
  let lastTookMs = 0;
  /** Since when records fail, pages to fill the memory, and days of cards and merchants. Null while they do not. */
  const failsSince: Record<"records" | "pages" | "days", number | null> = { records: null, pages: null, days: null };
  /** Why days cannot be read from the store just now. */
  let daysTrouble: string | null = null;
  let isForgettingSoon = false;
  /** Payments, refused rows and labels in the next part. A part that fails is halved: it may be too much for the store. */
  let mostInPart = MOST_IN_PART;

  /**
   * Takes arrivals and returns a receipt for each, in order. Throws when it cannot decide: then nothing was kept, and the same
   * arrivals may be given again.
   */
  async function take(arrivals: readonly Arrival[], asked: Seat): Promise<Receipt[]> {
    if (isOfPast(arrivals)) giveWay(arrivals);
    if (seat?.deciders !== asked.deciders) await sitDown(asked);
    return submit(arrivals);
  }

  /** It is before the group, which others share. */
  function giveWay(arrivals: readonly Arrival[]): void {
    const waiting = memory.waiting();
    if (!isBehind(waiting, now())) return;
    // The load goes on, so that boards do not take it for one that has died.
    const expected = arrivals.at(-1)?.past?.expected ?? null;
    came = together(came, { ...nothingCame(), past: { payments: 0, expected, newOfToday: 0 } });
    throw new PastWaits({
      problem: `payments of the past wait until what is decided is recorded: ${counted(waiting.payments, "waits", "wait")}`,
      againMs: trouble === null ? PAST_AGAIN_MS : AFTER_FAILURE.atMostMs,
      isUsual: true,
    });
  }

  async function decide(given: Arrival[]): Promise<Receipt[]> {
    if (seat === null) throw new Error("the cards are being spread over another number of deciders");
    if (isFull(memory.waiting())) throw new JournalFull(store.kind, memory.waiting().payments);
    await follower.beReady();
    const origin = await originFor(given);
    refuseOtherCurrency();
    const arrivals = apart(given, origin);
    const settings = { ...config(), ...inForce.settings(), oldestMs: oldestMs() };
    const { receipts, ...found } = await merchants.counting(async () => {
      const known = await knownOf(arrivals);
      const group = await decideGroup(arrivals, known, settings, { models: inForce.models, now });
      if (!isEmpty(group.entries)) memory.keep(group.entries, group.decidedAt);
      if (group.challengeFailure !== null) challengerFails(group.challengeFailure);
      return group;
    });
    inForce.hasScored();
    const today = dayAt(settings.reportZone, now()).from;
    came = together(came, cameOf(arrivals, receipts, found, today));
    merchants.keep(now());
    recordSoon();
    return origin === "simulated" ? receipts.map(saidSimulated) : receipts;
  }

  function challengerFails(failure: ChallengeFailure): void {
    const { version, problem, payments } = failure;
    if (challengerProblem() === null) logError("challenger_failed", problem, { model: version, payments });
    challengerFailed = { ...failure, at: now() };
  }

  /** Why the present challenger could not judge a payment lately, though the champion could. Null when it could. */
  function challengerProblem(): string | null {
    if (challengerFailed === null || challengerFailed.version !== inForce.models.challenger?.version) return null;
    return Math.abs(now() - challengerFailed.at) < CHALLENGER_FAILED_MS ? challengerFailed.problem : null;
  }

  /** What is not remembered is asked of the store: while the memory is being filled, and for payments that may be forgotten. */
  async function knownOf(arrivals: readonly Arrival[]): Promise<Known> {
    const { feed, care } = config();
    const payments = arrivals.flatMap(({ admission }) => (admission.ok && admission.payment) || []);
    const refunds = arrivals.flatMap(({ admission }) => (admission.ok && admission.refund) || []);
    const cards = new Set(payments.map(({ cardId }) => cardId));
    const found = memory.find([...new Set([...payments, ...refunds].map(({ id }) => id))], [...cards]);
    const filling = memory.filling();
    const keptFrom = memory.keptFrom();
    // A snapshot feed stamps the same payment with another time whenever it draws it again.
    const mayBeForgotten = (paidAt: number) =>
      !isFilled(filling) || (feed === "snapshot" ? keptFrom > Number.NEGATIVE_INFINITY : paidAt < keptFrom);
    const askedIds = payments.flatMap(({ id, paidAt }) =>
      !found.payments.has(id) && mayBeForgotten(paidAt) ? [id] : [],
    );
    const askedCards = filling.cardsDone ? [] : [...cards].filter((cardId) => !found.histories.has(cardId));
    if (askedIds.length + askedCards.length > 0) {
      const stored = await store.known(askedIds, askedCards);
      for (const [id, payment] of stored.payments) found.payments.set(id, payment);
      for (const [cardId, history] of stored.histories) found.histories.set(cardId, history);
    }
    // The times of a snapshot feed say nothing of what was paid together.
    const asksForMerchants = feed === "stream" && care.cardsAtMerchant !== null;
    return {
      payments: found.payments,
      refunds: found.refunds,
      histories: await readHistories(found.histories, { paymentsOf }),
      around: {
        merchants: asksForMerchants ? await merchants.read() : null,
        usualCents: cells.usualCents.get() ?? null,
        days: feed === "stream" && daysRead() > 0 ? days.around(payments, daysRead()) : null,
      },
    };
  }

  /** How many days back the models in use read. 0: none of them does. */
  function daysRead(): number {
    const { champion, challenger } = inForce.models;
    return Math.max(champion.daysRead ?? 0, challenger?.daysRead ?? 0);
  }

  /** The store has all of a card's payments once all is recorded. */
  async function paymentsOf(cardId: string) {
    await record();
    if (isWaiting()) throw new Error(`decided payments wait for the store: ${trouble}`);
    return store.paymentsOf(cardId);
  }

  /** Whether anything is decided and not recorded. */
  function isWaiting(): boolean {
    return memory.waiting().since !== null;
  }

  async function originFor(given: readonly Arrival[]): Promise<Origin> {
    const origin = originOfFirst(given);
    return given.some(({ admission }) => admission.ok) ? settleOrigin(origin) : (cells.origin.get() ?? origin);
  }

  /** See `settleOrigin` in deciders.ts. */
  async function settleOrigin(origin: Origin): Promise<Origin> {
    const known = cells.origin.get();
    if (known !== undefined) return known;
    cells.currency.put(await ledger.settleCurrency(config().currency));
    const held = await ledger.settleOrigin(origin);
    cells.origin.put(held);
    return held;
  }

  /** Throws where the payments that are kept are summed in another currency. A memory from before there was a choice is in dollars. */
  function refuseOtherCurrency(): void {
    const { currency } = config();
    const kept = cells.currency.get() ?? (cells.origin.get() === undefined ? currency : FIRST_CURRENCY);
    if (kept === currency) return;
    cells.currency.put(kept);
    if (refusedCurrency !== currency) logNote("other_currency", { kept, currency });
    refusedCurrency = currency;
    throw new OtherCurrency(store.kind, kept, currency);
  }

  /** Payments from before this time have left the store or are about to. They are no longer taken in or changed. */
  function oldestMs(): number {
    return Math.max(cells.leftBefore.get() ?? Number.NEGATIVE_INFINITY, ports.oldestKeptMs());
  }

  /** The first time, and when the cards are spread over another number of deciders. */
  async function sitDown(asked: Seat): Promise<void> {
    if (asked.deciders !== config().deciders) throw new Error("another version has other deciders just now");
    await ledger.spread(asked.deciders);
    await follower.follow();
    cells.seat.put(asked);
    seat = asked;
    // One page holds all of a small store. If the store cannot be read now, it is when something is asked of it.
    await fillPage().catch(() => undefined);
    if (!isFilled(memory.filling())) await ports.wakeAt(now());
  }

  /**
   * Leaves its seat, because the cards are spread anew: records all that waits, and forgets what it knows. Throws when the store
   * failed. It decides nothing until it sits down again.
   */
  function retire(): Promise<void> {
    return inTurn(async () => {
      cells.seat.delete();
      seat = null;
      await record();
      if (isWaiting()) throw new Error(`decided payments wait for the store: ${trouble}`);
      forget();
    });
  }

  /** Not awaited: an answer does not wait for the store. */
  function recordSoon(): void {
    if (isRecordingSoon) return;
    isRecordingSoon = true;
    const recorded = ports
      .wakeAt(now() + SAFETY_MS)
      .then(() => ports.wait(Math.min(GATHER.atMostMs, Math.max(GATHER.atLeastMs, GATHER.timesLast * lastTookMs))))
      .finally(() => {
        isRecordingSoon = false;
      })
      .then(() => {
        // While the store is away, the alarm asks for it.
        return trouble === null ? record() : undefined;
      });
    ports.aside(recorded);
  }

  /** Hands the journal to the ledger, part by part, until all is recorded or the store fails. Never throws. */
  function record(): Promise<void> {
    recording ??= recordAll().finally(() => {
      recording = null;
    });
    return recording;
  }

  async function recordAll(): Promise<void> {
    const wasStuck = trouble !== null;
    try {
      while (await recordPart()) {
        trouble = null;
        failsSince.records = null;
        mostInPart = Math.min(MOST_IN_PART, mostInPart * 2);
        forgetSoon();
      }
      trouble = null;
      failsSince.records = null;
    } catch (error) {
      const problem = storeTroubleOf(error)?.problem ?? messageOf(error);
      if (trouble === null) logError("journal_not_recorded", error, { payments: memory.waiting().payments });
      trouble = problem;
      ports.aside(ports.tellBoards());
      mostInPart = Math.max(1, Math.floor(mostInPart / 2));
      await againAfter("records");
      return;
    }
    if (wasStuck) ports.aside(ports.tellBoards());
    forgetSoon();
  }

  async function againAfter(failed: keyof typeof failsSince): Promise<void> {
    const since = failsSince[failed] ?? now();
    failsSince[failed] = since;
    const { atLeastMs, atMostMs, share } = AFTER_FAILURE;
    await ports.wakeAt(now() + Math.min(atMostMs, Math.max(atLeastMs, share * (now() - since))));
  }

  /** Returns false when there is nothing more to record. */
  async function recordPart(): Promise<boolean> {
    const nowMs = now();
    const part = memory.nextPart(mostInPart);
    const journal = memory.journal();
    const isDue = Math.abs(nowMs - checkedAt) >= CHECK_EVERY_MS;
    const isCheck = isDue && !journal.isNew;
    if (part === null && came.rows.length === 0 && !isCheck) {
      // The store knows nothing of a new journal, but a decider that has recorded nothing yet may have missed a change, too.
      if (isDue && seat !== null) {
        checkedAt = nowMs;
        ports.aside(follower.follow());
      }
      return false;
    }
    const told = came;
    came = nothingCame();
    const { name, isNew, after } = journal;
    const nothing = { journal: name, isNew, after, upTo: after, rows: [] };
    const origin = cells.origin.get() ?? null;
    const given = part ?? nothing;
    heed(await ledger.recordJournal({ ...given, isCheck, origin, judge: judge(), came: told }), given.upTo);
    checkedAt = nowMs;
    lastTookMs = Math.max(0, now() - nowMs);
    const trimmedAt = cells.trimmedAt.get();
    if (trimmedAt === undefined || Math.abs(nowMs - trimmedAt) >= TRIM_EVERY_MS) {
      cells.trimmedAt.put(nowMs);
      // A memory that has just begun has nothing old yet.
      if (trimmedAt !== undefined) memory.trim(nowMs);
    }
    return part !== null;
  }

  /** `givenUpTo`: where the part ends that was given. */
  function heed({ mark, usualCents, leftBefore, standing, stamp }: Recorded, givenUpTo: number): void {
    const { after, upTo } = memory.journal();
    follower.heed(stamp);
    if (usualCents !== cells.usualCents.get()) cells.usualCents.put(usualCents);
    // A ledger that has just begun does not know yet what has left.
    if (leftBefore > (cells.leftBefore.get() ?? Number.NEGATIVE_INFINITY)) cells.leftBefore.put(leftBefore);
    if (standing.length > 0) memory.correct(standing);
    if (mark === after) return;
    if (mark !== null && memory.hasRow(mark)) {
      // What was given before, and larger, is recorded. The rest is given again, so that this decider hears what stands there.
      memory.recorded(Math.min(mark, givenUpTo));
    } else {
      // It was restored to an earlier time, or is another one. What waits is recorded there; all else is read from it anew.
      logNote("memory_of_another_store", { mark, after, upTo });
      memory.renameJournal(ports.newName());
      cells.isStale.put(true);
    }
  }

  function judge(): Judge {
    const { version, reference } = inForce.models.champion;
    const { feed } = config();
    return { model: version, bounds: reference?.scores[feed] ?? [], expectedRecall: reference?.recall[feed] ?? null };
  }

  function forgetSoon(): void {
    if (isForgettingSoon || cells.isStale.get() !== true) return;
    isForgettingSoon = true;
    const forgotten = inTurn(forgetStale).finally(() => {
      isForgettingSoon = false;
    });
    ports.aside(forgotten);
  }

  /** Nothing is decided meanwhile. Otherwise something would always wait under load, and nothing would ever be forgotten. */
  async function forgetStale(): Promise<void> {
    if (cells.isStale.get() !== true) return;
    await record();
    if (!isWaiting()) forget();
  }

  function forget(): void {
    memory.forget();
    merchants.forget();
    days.forget();
    cells.origin.delete();
    cells.currency.delete();
    cells.leftBefore.delete();
    cells.isStale.delete();
    if (seat !== null) ports.aside(ports.wakeAt(now()));
  }

  /** Returns whether the memory is filled. */
  async function fill(): Promise<boolean> {
    const untilMs = now() + FILL_MS;
    try {
      while (seat !== null && !isFilled(memory.filling()) && now() < untilMs) await fillPage();
    } catch (error) {
      if (failsSince.pages === null) logError("memory_not_filled", error);
      await againAfter("pages");
      return false;
    }
    failsSince.pages = null;
    const isDone = seat === null || isFilled(memory.filling());
    if (!isDone) await ports.wakeAt(now());
    return isDone;
  }

  async function fillPage(): Promise<void> {
    const own = seat;
    const filling = memory.filling();
    if (own === null || isFilled(filling)) return;
    const isOwn = (cardId: string) => placeOf(cardId, own.deciders) === own.place;
    const [page, leftBefore] = await Promise.all([
      readPage({ filling, keptFrom: memory.keptFrom() }, store, { nowMs: now(), isOwn }),
      store.leftBefore(),
    ]);
    // Another caller may have read the same page meanwhile, or all may have been forgotten.
    if (memory.filling() !== filling || seat !== own) return;
    if (leftBefore !== null) cells.leftBefore.put(leftBefore);
    memory.fill(page);
  }

  async function onAlarm(): Promise<void> {
    // The alarm is set before the work, so that a next one comes whatever happens in this one.
    await ports.wakeAt(now() + SAFETY_MS);
    await record();
    const isDone = (await fill()) && (await readDays());
    if (!isDone || isWaiting()) return;
    await ports.sleep();
    if (days.isKept()) await ports.wakeAt(days.nextAt());
  }

  /** Beside the decisions, some pages in one turn of the alarm. Returns whether there is no more to read now. */
  async function readDays(): Promise<boolean> {
    // Days that are kept tell that a model of the policy reads them: it is opened to be sure.
    if (seat === null || (!inForce.isReady() && !days.isKept())) return true;
    const untilMs = now() + FILL_MS;
    try {
      await ready();
      if (daysRead() === 0) {
        // Another model may stand in for one that reads them.
        const { champion, challenger } = inForce.problems();
        if (champion === null && challenger === null && days.isKept()) days.forget();
        return true;
      }
      const own = seat;
      const isOwn = (cardId: string) => placeOf(cardId, own.deciders) === own.place;
      while (seat === own && now() < untilMs) {
        if (await days.step(isOwn)) continue;
        daysTrouble = null;
        failsSince.days = null;
        return true;
      }
    } catch (error) {
      if (failsSince.days === null) logError("days_not_read", error);
      daysTrouble = storeTroubleOf(error)?.problem ?? messageOf(error);
      await againAfter("days");
      return false;
    }
    await ports.wakeAt(now());
    return false;
  }

  /** Opens the models of the policy if that was not done since this decider began. */
  function ready(): Promise<void> {
    return inForce.isReady() ? Promise.resolve() : inTurn(follower.beReady);
  }

  async function adopt(text: string): Promise<void> {
    await follower.adopt(text);
    if (daysRead() > 0 && days.isDue()) await ports.wakeAt(now());
  }

  /** Whether it cannot decide unless the store answers. What may be forgotten is asked of the store all the same. */
  function needsStore(): boolean {
    return seat?.deciders !== config().deciders || !isFilled(memory.filling()) || cells.origin.get() === undefined;
  }

  return {
    take,
    settleOrigin,
    retire,
    record,
    onAlarm,
    needsStore,
    adopt,
    /** `text`: a `Policy` as JSON. */
    tryOut: (text: string) => inForce.tryOut(JSON.parse(text)),
    ready,
    isReady: () => inForce.isReady(),
    /** Under which policy it decides, and by which models. */
    standing: () => ({ policy: inForce.policy(), models: inForce.models, problems: inForce.problems() }),
    brokenRules: () => inForce.brokenRules(),
    trouble: () => trouble,
    challengerProblem,
    /** Null where no model in use reads days. `through`: the last day that counts; null until all were read once. */
    daysStanding: () => (daysRead() === 0 ? null : { through: days.through(), problem: daysTrouble }),
    isSeated: () => seat !== null,
  };
}
