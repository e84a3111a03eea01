// Judges whether payments flow, in plain words, from facts and a clock. Pure. A person who is woken by /api/health is woken
// by what stops payments, and by nothing else.

import { type Config, isOpen } from "../config/config.ts";
import { linesSetBy, type ThresholdSettings, thresholdsThatHold } from "../decision/thresholds.ts";
import { type Situation, situationsOf } from "../features/situation.ts";
import type { FamiliaritySums } from "../pipeline/familiarity.ts";
import { pastView } from "../pipeline/pastLoad.ts";
import type { RowSums } from "../pipeline/rowCounts.ts";
import type { Thresholds } from "../scoring/detector.ts";
import type { Origin } from "../store/payments.ts";
import type { Health, HealthWithoutStore } from "../wire/board.ts";
import { isoTime } from "../wire/views.ts";
import { dayAt } from "../zone.ts";
import { waitingView } from "./notRecorded.ts";
import { type FactsWithoutStore, type HealthFacts, problemsOf, problemsWithoutStore } from "./problems.ts";
import { storageView } from "./storage.ts";

export function healthOf(facts: HealthFacts, config: Config, nowMs: number): Health {
  const { backlog, outbox, incidents } = facts;
  const problems = problemsOf(facts, config, nowMs);
  return {
    status: problems.length === 0 ? "ok" : "degraded",
    flowing: problems.every(({ stops }) => stops !== "payments"),
    problems: problems.map(({ text }) => text),
    incidents: incidents.map(({ kind, startedAt, detail }) => ({
      kind,
      since: isoTime(startedAt),
      detail: problems.find((problem) => problem.kind === kind)?.text ?? detail,
      lasts: problems.some((problem) => problem.kind === kind),
    })),
    lastPayment: backlog.lastStoredAt === null ? null : isoTime(backlog.lastStoredAt),
    alertsPending: outbox.pending + outbox.heldBack,
    alertsHeldBack: outbox.heldBack,
    alertsFailed: outbox.failed,
    rejects: backlog.rejects,
    // A store from before its origin was kept has that of the feed's last answer.
    ...viewWithoutStore(facts, backlog.origin ?? null, null, config, nowMs),
  };
}

/**
 * While the store cannot be read. Payments flow all the same, unless one of the deciders does not have in its memory what it decides
 * by. `storeProblem`: a sentence.
 */
export function healthWithoutStore(
  facts: FactsWithoutStore,
  storeProblem: string,
  config: Config,
  nowMs: number,
): HealthWithoutStore {
  const problems = problemsWithoutStore(facts, storeProblem, config, nowMs);
  const said = facts.needsStore ? [storeProblem, NEEDS_STORE] : [storeProblem];
  return {
    status: "degraded",
    flowing: !facts.needsStore && problems.every(({ stops }) => stops !== "payments"),
    problems: [...said, ...problems.map(({ text }) => text)],
    ...viewWithoutStore(facts, facts.origin, storeProblem, config, nowMs),
  };
}

const NEEDS_STORE =
  "Until it answers, hardly anything can be decided: what a decision needs is not yet in Vigie's own memory.";

function viewWithoutStore(
  facts: FactsWithoutStore,
  origin: Origin | null,
  storeProblem: string | null,
  config: Config,
  nowMs: number,
): Omit<HealthWithoutStore, "status" | "flowing" | "problems"> {
  const { poller, model, store, deadLetters, notUnderstood = [] } = facts;
  const { lastTick } = poller;
  return {
    simulated: origin === null ? poller.simulated : origin === "simulated",
    feed: {
      kind: config.feed,
      host: config.paymentsUrl === null ? null : new URL(config.paymentsUrl).host,
      simulated: poller.simulated,
      pollSeconds: config.pollMs / 1000,
      zone: config.feedZone,
    },
    lastTick: lastTick === null ? null : { ...lastTick, at: isoTime(lastTick.at) },
    notUnderstood: notUnderstood.map((each) => ({ ...each, lastSeenAt: isoTime(each.lastSeenAt) })),
    rows: { polled: countsOf(facts.rows.poll), pushed: countsOf(facts.rows.push) },
    unfamiliar: unfamiliarView(facts.unfamiliar),
    past: pastView(facts.past ?? null, dayAt(config.reportZone, nowMs).date, nowMs),
    deadLetters: deadLetters.letters,
    model,
    thresholds: thresholdsView(facts.thresholds ?? null, { ...config, lines: facts.lines ?? {} }),
    care: config.care,
    store,
    storeProblem,
    waiting: waitingView(facts.waiting, storeProblem, nowMs),
    needsStore: facts.needsStore,
    filling: facts.filling,
    storage: storageView(facts.storage, config),
    open: isOpen(config),
  };
}

/** The lines that hold, once for all the situations that share them. */
function thresholdsView(
  own: Record<Situation, Thresholds> | null,
  settings: Config & Pick<ThresholdSettings, "lines">,
): Health["thresholds"] {
  const views: Health["thresholds"] = [];
  if (own === null) return views;
  for (const situation of situationsOf(settings.feed)) {
    const lines = thresholdsThatHold(settings, situation, own[situation]);
    const by = linesSetBy(settings, situation);
    const same = views.find((view) => {
      const isSet = view.reviewSetBy === by.review && view.declineSetBy === by.decline;
      return isSet && view.review === lines.review && view.decline === lines.decline;
    });
    if (same !== undefined) same.situations.push(situation);
    else {
      views.push({
        situations: [situation],
        ...lines,
        reviewSetBy: by.review,
        declineSetBy: by.decline,
      });
    }
  }
  return views;
}

function unfamiliarView({ payments, unfamiliar, ...what }: FamiliaritySums): Health["unfamiliar"] {
  return { payments, unfamiliar, what };
}

function countsOf({ rows, refused }: RowSums): Health["rows"]["polled"] {
  return { rows, refused };
}
