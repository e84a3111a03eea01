// Decides payments from its own memory, in groups, and answers once a decision is safe there. The ledger records them in the store
// afterwards. All of it is here but the platform: objects/decider.ts gives it storage and a clock, and the simulation (test/simulation/)
// faults. See docs/deciding.md.
import type { Config } from "../config/config.ts";
import { counted } from "../counted.ts";
import type { Merchants } from "../features/merchantCards.ts";
import { logError, logNote, messageOf } from "../log.ts";
import { FIRST_CURRENCY } from "../money.ts";
import type { Policy } from "../policy/policy.ts";
import type { Origin } from "../store/payments.ts";
import type { Store } from "../store/store.ts";
import { JournalFull, OtherCurrency, PastWaits, storeTroubleOf } from "../store/trouble.ts";
import { type Cell, cellIn } from "../storedCell.ts";
import { turns } from "../turns.ts";
import { dayAt } from "../zone.ts";
import { type Arrival, isOfPast, type Receipt } from "./arrival.ts";
import { cameOf, nothingCame } from "./came.ts";
import { createChallengerFailed } from "./challengerFailed.ts";
import { decideGroup, type Known } from "./decideGroup.ts";
import { readPage } from "./fillMemory.ts";
import { createPolicyFollower } from "./followPolicy.ts";
import { groupCommit } from "./groupCommit.ts";
import { isEmpty, type JournalPart, type Judge, type Recorded } from "./journalRows.ts";
import { keptPolicy } from "./keptPolicy.ts";
import { isBehind, isFilled, isFull, type Memory } from "./memory.ts";
import { apart, originOfFirst, saidSimulated } from "./origin.ts";
import { createPause, LONGEST_PAUSE_MS } from "./pauseAfterFailure.ts";
import { createPolicyInForce, type PolicyPorts } from "./policyInForce.ts";
import type { Days } from "./pullDays.ts";
import { readHistories } from "./readHistories.ts";
import { createRecorder, SAFETY_MS } from "./recordJournal.ts";
import { placeOf } from "./spreadCards.ts";
import { createTelling, type Telling } from "./tellApart.ts";

/** 64 callers take 30 to 40 ms to come back. When groups waited only as long as a group takes, they were a few payments each. */
const GROUP_LIMITS = { maxItems: 256, maxWaiting: 5_000, gatherMs: 50, pauseMs: 3 };
/** Most of what may wait before the past is recorded by then. */
const PAST_AGAIN_MS = 1_000;
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
  /** How far categories are told apart that an older version counted together. */
  telling: Cell<Telling>;
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
    telling: cell("telling"),
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
  store: Pick<Store, "kind" | "known" | "leftBefore" | "paymentsOf" | "histories" | "payments" | "pastsOf">;
  ledger: {
    recordJournal(part: JournalPart): Promise<Recorded>;
    settleOrigin(origin: Origin): Promise<Origin>;
    settleCurrency(currency: string): Promise<string>;
    /** The policy that the store has, as JSON. Throws when it cannot be read. */
    policy(): Promise<string>;
    /** See `spread` in spreadCards.ts. Afterwards this decider may sit down. */
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
  const telling = createTelling({ memory, cell: cells.telling, store, inTurn, now });
  /** The CURRENCY for which payments were refused last: it is logged once. */
  let refusedCurrency: string | null = null;
  const inForce = createPolicyInForce({ ...ports.models, cell: cells.policy, settings: config });
  const follower = createPolicyFollower({
    ...{ inForce, inTurn, now },
    policy: () => ledger.policy(),
    aside: ports.aside,
  });
  const challengerFailed = createChallengerFailed(inForce.models, now);
  const recorder = createRecorder(ports, {
    ...{ judge, isSeated: () => seat !== null, onRecorded: forgetSoon },
    ...{ heedPolicy: follower.heed, followPolicy: follower.follow },
  });
  const submit = groupCommit((arrivals: Arrival[]) => inTurn(() => decide(arrivals)), GROUP_LIMITS, {
    ...{ now, wait: ports.wait },
    turn: () => ports.wait(0),
  });
  /** The same as in its cell. */
  let seat = cells.seat.get() ?? null;
  /** Why days cannot be read from the store just now. */
  let daysTrouble: string | null = null;
  let isForgettingSoon = false;
  const [pagesPause, daysPause] = [createPause(ports), createPause(ports)];
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
    recorder.count({ ...nothingCame(), past: { payments: 0, expected, newOfToday: 0 } });
    throw new PastWaits({
      problem: `payments of the past wait until what is decided is recorded: ${counted(waiting.payments, "waits", "wait")}`,
      againMs: recorder.trouble() === null ? PAST_AGAIN_MS : LONGEST_PAUSE_MS,
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
      if (group.challengeFailure !== null) challengerFailed.failed(group.challengeFailure);
      return group;
    });
    inForce.hasScored();
    const today = dayAt(settings.reportZone, now()).from;
    recorder.count(cameOf(arrivals, receipts, found, today));
    merchants.keep(now());
    recorder.recordSoon();
    return origin === "simulated" ? receipts.map(saidSimulated) : receipts;
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
    await recorder.mustRecord();
    return store.paymentsOf(cardId);
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
      await recorder.mustRecord();
      forget();
    });
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
    await recorder.record();
    if (!recorder.isWaiting()) forget();
  }

  function forget(): void {
    memory.forget();
    merchants.forget();
    days.forget();
    telling.forget();
    cells.origin.delete();
    cells.currency.delete();
    cells.leftBefore.delete();
    cells.isStale.delete();
    if (seat !== null) ports.aside(ports.wakeAt(now()));
  }

  /** Returns whether the memory is filled, and can be read by the models in use. */
  async function fill(): Promise<boolean> {
    const untilMs = now() + FILL_MS;
    let isTold = true;
    try {
      while (seat !== null && !isFilled(memory.filling()) && now() < untilMs) await fillPage();
      isTold = await tellUntil(untilMs);
    } catch (error) {
      if (!pagesPause.isFailing()) logError("memory_not_filled", error);
      await pagesPause.failed();
      return false;
    }
    pagesPause.succeeded();
    const isDone = seat === null || (isFilled(memory.filling()) && isTold);
    if (!isDone) await ports.wakeAt(now());
    return isDone;
  }

  /** Whether a model in use tells categories of its own apart in histories. */
  function readsPastWords(): boolean {
    const { champion, challenger } = inForce.models;
    return champion.readsPastWords === true || challenger?.readsPastWords === true;
  }

  /** Returns whether there is nothing more to tell apart now. */
  async function tellUntil(untilMs: number): Promise<boolean> {
    if (!inForce.isReady() || !readsPastWords()) return true;
    while (seat !== null && isFilled(memory.filling())) {
      if (!(await telling.step())) return true;
      if (now() >= untilMs) return false;
    }
    return true;
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
    await recorder.record();
    const isDone = (await fill()) && (await readDays());
    if (!isDone || recorder.isWaiting()) return;
    await ports.sleep();
    if (days.isKept()) await ports.wakeAt(days.nextAt());
    const tellingAt = telling.nextAt();
    if (tellingAt !== null && inForce.isReady() && readsPastWords()) await ports.wakeAt(Math.max(tellingAt, now()));
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
        daysPause.succeeded();
        return true;
      }
    } catch (error) {
      if (!daysPause.isFailing()) logError("days_not_read", error);
      daysTrouble = storeTroubleOf(error)?.problem ?? messageOf(error);
      await daysPause.failed();
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
    const isToTell = readsPastWords() && telling.nextAt() !== null;
    if ((daysRead() > 0 && days.isDue()) || isToTell) await ports.wakeAt(now());
  }

  /** Whether it cannot decide unless the store answers. What may be forgotten is asked of the store all the same. */
  function needsStore(): boolean {
    return seat?.deciders !== config().deciders || !isFilled(memory.filling()) || cells.origin.get() === undefined;
  }

  return {
    take,
    settleOrigin,
    retire,
    record: recorder.record,
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
    trouble: recorder.trouble,
    challengerProblem: challengerFailed.problem,
    /** Null where no model in use reads days. `through`: the last day that counts; null until all were read once. */
    daysStanding: () => (daysRead() === 0 ? null : { through: days.through(), problem: daysTrouble }),
    isSeated: () => seat !== null,
  };
}
