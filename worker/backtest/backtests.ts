// All backtests: one is worked on, the others wait for their turn. Written without the platform; objects/backtester.ts gives it
// storage, alarms and calls.
import { logError } from "../log.ts";
import { rulingOf } from "../pipeline/rulingOf.ts";
import { policyOf } from "../store/policies.ts";
import { storeSentence, storeTroubleOf } from "../store/trouble.ts";
import { type Backtest, type BacktestAsked, isUnderWay, type RulingSummary, type RulingTerms } from "./backtest.ts";
import { crossingLine } from "./crossingLine.ts";
import type { Findings } from "./findings.ts";
import { type BacktestPorts, NoSuchModel } from "./ports.ts";
import { goneDays } from "./range.ts";
import { openRun, type Run } from "./run.ts";
import { linesTried, type RulingAsked, rulingTried, type Wrong } from "./tried.ts";

/** Under way at once: one that is worked on, and one that waits. */
export const MOST_UNDER_WAY = 2;
/** The newest are kept. */
export const MOST_KEPT = 20;
/** More payments would take hours, in which the store is asked again and again. */
export const MOST_PAYMENTS = 1_000_000;
/** Pauses after failures in a row. A store that is away is waited for without end. */
const PAUSES_MS = [1_000, 5_000, 30_000];
const MOST_FAILURES = 5;

export type Asked =
  | { ok: true; backtest: Backtest }
  | { ok: false; isBusy: true; error: string }
  | ({ ok: false; isBusy: false } & Wrong);

export type BacktestInFull = Backtest & { findings: Findings | null };

export type Backtests = ReturnType<typeof createBacktests>;

export function createBacktests(ports: BacktestPorts) {
  const { memory, store, now } = ports;
  let run: Run | null = null;
  let failures = 0;

  /** Throws when the store failed. Asking may be repeated: nothing has begun. */
  async function ask(asked: BacktestAsked, ruling: RulingAsked, by: string): Promise<Asked> {
    if (isBusy()) return BUSY;
    const [version, models, payments, gone] = await Promise.all([
      store.policy(),
      store.models(),
      store.countPaid(asked.from, asked.to, MOST_PAYMENTS + 1),
      goneDays(asked, store),
    ]);
    const hasEntries = ruling.lists === null && version !== null;
    const policy = policyOf(version, hasEntries ? await store.entriesIn(version.version) : []);
    const model = asked.model ?? policy.models.champion ?? ports.shipped;
    if (model !== ports.shipped && !models.some(({ version }) => version === model)) {
      return wrong({ field: "model", problem: "is no model of the registry; GET /api/models lists them" });
    }
    const terms = { ...ports.terms(), lines: policy.thresholds };
    const crossing = crossingLine(asked.thresholds, terms);
    if (crossing !== null) return wrong(crossing);
    const tried = rulingTried(policy, ruling);
    if (!tried.ok) return wrong(tried);
    if (payments === 0) return wrong({ field: "from", problem: nothingThere(gone) });
    if (payments > MOST_PAYMENTS) {
      const most = MOST_PAYMENTS.toLocaleString("en");
      return wrong({ field: "to", problem: `takes in more than ${most} payments; ask for fewer days at a time` });
    }
    // Another one may have been asked for while the store was read.
    if (isBusy()) return BUSY;
    const backtest: Backtest = {
      id: ports.newId(),
      ...{ askedAt: now(), by, asked, model },
      terms: { ...terms, lines: linesTried(asked.thresholds, policy.thresholds) },
      ruling: summaryOf(tried.ruling, ruling, policy.version),
      ...{ state: "waiting", startedAt: null, endedAt: null, problem: null, lines: null },
      ...{ of: payments, done: 0, through: null, goneDays: gone, pastDays: 0 },
    };
    memory.begin(backtest, tried.ruling);
    for (const { id } of memory
      .all()
      .filter((one) => !isUnderWay(one))
      .slice(MOST_KEPT - MOST_UNDER_WAY))
      memory.remove(id);
    return { ok: true, backtest };
  }

  function isBusy(): boolean {
    return memory.all().filter(isUnderWay).length >= MOST_UNDER_WAY;
  }

  /** Cancels one that is under way, and forgets one that has ended. Null: there is none. */
  function cancel(id: string): Backtest | null {
    const backtest = memory.one(id);
    if (backtest === null) return null;
    if (!isUnderWay(backtest)) {
      memory.remove(id);
      return backtest;
    }
    const cancelled: Backtest = { ...backtest, state: "cancelled", endedAt: now(), problem: null };
    memory.end(cancelled, memory.findings(id));
    return cancelled;
  }

  /** Works for a second. Returns after how many ms to go on; null when nothing is under way. */
  async function work(): Promise<number | null> {
    const next = memory.all().filter(isUnderWay).at(-1);
    if (next === undefined || next.id !== run?.id) close();
    if (next === undefined) return null;
    try {
      run ??= await openRun(next, ports);
      await run.round();
      failures = 0;
      return 0;
    } catch (error) {
      close();
      return afterFailure(next.id, error);
    }
  }

  function afterFailure(id: string, error: unknown): number {
    const backtest = memory.one(id);
    if (backtest === null || !isUnderWay(backtest)) return 0;
    logError("backtest_failed", error, { backtest: id, payments: backtest.done });
    failures += 1;
    const trouble = storeTroubleOf(error);
    const isHopeless = error instanceof NoSuchModel || (trouble === null && failures >= MOST_FAILURES);
    const ownWords = error instanceof NoSuchModel ? error.message : "It failed; the log says why.";
    const problem = trouble === null ? ownWords : storeSentence(trouble);
    if (isHopeless) {
      failures = 0;
      memory.end({ ...backtest, state: "failed", endedAt: now(), problem }, memory.findings(id));
      return 0;
    }
    memory.put({ ...backtest, problem });
    return PAUSES_MS[Math.min(failures, PAUSES_MS.length) - 1] ?? 0;
  }

  function close(): void {
    run?.close();
    run = null;
  }

  return {
    ask,
    cancel,
    work,
    all: () => memory.all(),
    isUnderWay: () => memory.all().some(isUnderWay),
    one(id: string): BacktestInFull | null {
      const backtest = memory.one(id);
      return backtest === null ? null : { ...backtest, findings: memory.findings(id) };
    },
  };
}

const BUSY: Asked = {
  ok: false,
  isBusy: true,
  error: "two backtests are under way: wait until one has ended, or cancel one (DELETE /api/backtests/ID)",
};

function wrong({ field, problem, from, to }: Wrong): Asked {
  return { ok: false, isBusy: false, field, problem, ...(from === undefined ? {} : { from, to }) };
}

function summaryOf(tried: RulingTerms, asked: RulingAsked, policy: number): RulingSummary {
  return {
    ...{ policy, ownRules: asked.rules !== null, ownLists: asked.lists !== null, entries: tried.entries.length },
    rules: tried.rules.map(({ id, name, then, state }) => ({ id, name, then, state })),
    broken: rulingOf(tried).broken.map(({ rule, problem }) => ({ rule: rule.name, problem })),
  };
}

function nothingThere(gone: number): string {
  if (gone > 0) return "and to enclose only days whose payments have left the store for the archive";
  return "and to enclose no stored payment";
}
