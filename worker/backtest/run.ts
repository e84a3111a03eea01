// The work of a backtest: slice by slice, with a checkpoint each second. It may be killed at any moment: it goes on at its last
// checkpoint, and what was counted behind that is counted anew.
import type { DecisionSettings } from "../decision/decide.ts";
import { thresholdsBySituation, thresholdsThatHold } from "../decision/thresholds.ts";
import { WEEK_MS } from "../duration.ts";
import type { Merchants } from "../features/merchantCards.ts";
import { NEWEST } from "../pipeline/familiarity.ts";
import { rulingOf } from "../pipeline/rulingOf.ts";
import type { ReplayedPayment } from "../store/replay.ts";
import { ofStore } from "../store/trouble.ts";
import type { Backtest } from "./backtest.ts";
import { cardsAtHand } from "./cardsAtHand.ts";
import { daysAtHand } from "./daysAtHand.ts";
import { decideAnew, lookAt, type Remembered } from "./decideAnew.ts";
import { createCounting, NO_FINDINGS } from "./findings.ts";
import { giveWay } from "./giveWay.ts";
import type { BacktestPorts, Checkpoint, KeptMerchants, Opened } from "./ports.ts";
import { goneDays, pastDays } from "./range.ts";
import { type Page, readAhead } from "./readAhead.ts";

/** Payments that are decided without a pause: some milliseconds of work. Whoever decides may share the thread. */
const SLICE = 100;
/** Looking at a payment costs less. */
const LOOKED_AT_ONCE = 250;
/** So many of the payments before the range say at most what is usual at merchants, and none from more than a week before. */
const MOST_LOOKED_AT = 50_000;
/** A checkpoint costs a few rows, so there is one a second and not one a slice. */
const ROUND_MS = 1_000;
export interface Run {
  id: string;
  /** Works for a second, and keeps how far it has come. After it has thrown, this run is of no use any more. */
  round(): Promise<void>;
  close(): void;
}

/** Begins a backtest, or goes on with it. Throws when its model does not start, or the store failed. */
export async function openRun(backtest: Backtest, ports: BacktestPorts): Promise<Run> {
  const opened = await ports.open(backtest.model);
  try {
    return await runOf(backtest, ports, opened);
  } catch (error) {
    opened.leave();
    throw error;
  }
}

async function runOf(backtest: Backtest, ports: BacktestPorts, { detector, leave }: Opened): Promise<Run> {
  const { memory, store, now } = ports;
  const { id, askedAt, terms, asked } = backtest;
  const kept = memory.checkpoint(id);
  const counting = createCounting(backtest.model, (kept && memory.findings(id)) ?? NO_FINDINGS);
  const at: Checkpoint = kept?.at ?? (await ofStore(store, beginningOf(backtest, store)));
  const cards = cardsAtHand(store);
  const { daysRead = 0 } = detector;
  const daysOfPaying = daysRead === 0 ? null : daysAtHand(store, { daysRead, to: asked.to });
  const remembered: Remembered = {
    histories: cards.histories,
    merchants: terms.care.cardsAtMerchant === null ? null : merchantsFrom(kept?.merchants ?? []),
    usual: at.usual,
    ...(daysOfPaying === null ? {} : { days: daysOfPaying.around }),
  };
  const own = thresholdsBySituation(detector);
  const lines = own && {
    stream: thresholdsThatHold(terms, "stream", own.stream),
    first: thresholdsThatHold(terms, "first", own.first),
    snapshot: thresholdsThatHold(terms, "snapshot", own.snapshot),
  };
  const ruled = memory.ruling(id);
  // What has ended by then counts no more, in all of it: it is the policy of one moment.
  const settings: DecisionSettings & Pick<typeof terms, "feedZone"> = {
    ...{ ...terms, nowMs: askedAt },
    ...(ruled === null ? {} : { ruling: rulingOf(ruled).ruling }),
  };
  let { done, through } = kept === null ? { done: 0, through: null } : backtest;
  let current = backtest;
  const startedAt = backtest.startedAt ?? now();
  const [days, gone] = await ofStore(store, Promise.all([pastDays(asked, store), goneDays(asked, store)]));
  const pageBehind = readAhead(store, { cards, days: daysOfPaying }, ports, { to: asked.to, storedBy: askedAt });
  /** Payments that are read, and how many of them are decided. */
  let page: Page = { payments: [], isLast: false };
  let decided = 0;

  async function round(): Promise<void> {
    const untilMs = now() + ROUND_MS;
    let isOver = false;
    while (!isOver) {
      const beganMs = now();
      isOver = at.phase === "looking" ? await lookOn() : await decideOn();
      // It may have been cancelled meanwhile. Then what was kept last stands.
      if (memory.one(id)?.state !== current.state) return;
      if (now() >= untilMs) break;
      await giveWay(ports, now() - beganMs);
    }
    const facts = { ...current, startedAt, lines, done, through, problem: null, pastDays: days, goneDays: gone };
    if (!isOver) {
      current = { ...facts, state: "running" };
      memory.keep(current, counting.findings(), at, keptOf(remembered.merchants));
      return;
    }
    // Payments may have left the store under its hands.
    const goneNow = Math.max(gone, await ofStore(store, goneDays(asked, store)));
    if (memory.one(id)?.state !== current.state) return;
    memory.end({ ...facts, goneDays: goneNow, state: "done", endedAt: now() }, counting.findings());
  }

  /** Counts the payments before the range, for what is usual at its beginning. It is never the end. */
  async function lookOn(): Promise<false> {
    const page = await ofStore(store, store.replay(at.after, asked.from, askedAt, LOOKED_AT_ONCE));
    lookAt(page, remembered);
    moveOn(page);
    if (page.length < LOOKED_AT_ONCE) Object.assign(at, { phase: "deciding", after: { paidAt: asked.from, id: "" } });
    return false;
  }

  /** Returns whether it is the end. */
  async function decideOn(): Promise<boolean> {
    if (decided === page.payments.length) {
      page = await ofStore(store, pageBehind(at.after));
      decided = 0;
    }
    const slice = page.payments.slice(decided, decided + SLICE);
    for (const anew of await decideAnew(slice, remembered, detector, settings)) counting.add(anew);
    moveOn(slice);
    decided += slice.length;
    done += slice.length;
    through = slice.at(-1)?.paidAt ?? through;
    return page.isLast && decided === page.payments.length;
  }

  function moveOn(payments: readonly ReplayedPayment[]): void {
    const last = payments.at(-1);
    if (last !== undefined) at.after = { paidAt: last.paidAt, id: last.id };
    at.usual = remembered.usual;
  }

  return { id, round, close: leave };
}

async function beginningOf({ asked, terms }: Backtest, store: BacktestPorts["store"]): Promise<Checkpoint> {
  const most = terms.care.cardsAtMerchant === null ? NEWEST : MOST_LOOKED_AT;
  const from = Math.max(asked.from - WEEK_MS, (await store.paidBefore(asked.from, most)) ?? Number.NEGATIVE_INFINITY);
  return { phase: "looking", after: { paidAt: from, id: "" }, usual: [] };
}

function keptOf(merchants: Merchants | null): KeptMerchants {
  return Array.from(merchants ?? [], ([name, { byCard: _, ...known }]) => [name, known]);
}

function merchantsFrom(kept: KeptMerchants): Merchants {
  return new Map(
    kept.map(([name, known]) => {
      const byCard = new Map<string, number>();
      for (const card of known.cards) byCard.set(card, (byCard.get(card) ?? 0) + 1);
      return [name, { ...known, byCard }];
    }),
  );
}
