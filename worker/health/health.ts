// Judges whether payments flow, in plain words, from facts and a clock. Pure. A person who is woken by /api/health is woken
// by what stops payments, and by nothing else.

import { type Config, isOpen } from "../config/config.ts";
import { thresholdsThatHold } from "../decision/thresholds.ts";
import { type Situation, situationsOf } from "../features/situation.ts";
import type { FamiliaritySums } from "../pipeline/familiarity.ts";
import { pastView } from "../pipeline/pastLoad.ts";
import type { RowSums } from "../pipeline/rowCounts.ts";
import type { Thresholds } from "../scoring/detector.ts";
import type { Health } from "../wire/board.ts";
import { isoTime } from "../wire/views.ts";
import { dayAt } from "../zone.ts";
import { type HealthFacts, problemsOf } from "./problems.ts";
import { storageView } from "./storage.ts";

export function healthOf(facts: HealthFacts, config: Config, nowMs: number): Health {
  const { backlog, poller, model, store, outbox, deadLetters, incidents, notUnderstood = [] } = facts;
  const problems = problemsOf(facts, config, nowMs);
  const { lastTick } = poller;
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
    // A store from before its origin was kept has that of the feed's last answer.
    simulated: backlog.origin == null ? poller.simulated : backlog.origin === "simulated",
    feed: {
      kind: config.feed,
      host: config.paymentsUrl === null ? null : new URL(config.paymentsUrl).host,
      simulated: poller.simulated,
      pollSeconds: config.pollMs / 1000,
      zone: config.feedZone,
    },
    lastTick: lastTick === null ? null : { ...lastTick, at: isoTime(lastTick.at) },
    lastPayment: backlog.lastStoredAt === null ? null : isoTime(backlog.lastStoredAt),
    alertsPending: outbox.pending + outbox.heldBack,
    alertsHeldBack: outbox.heldBack,
    alertsFailed: outbox.failed,
    rejects: backlog.rejects,
    notUnderstood: notUnderstood.map((each) => ({ ...each, lastSeenAt: isoTime(each.lastSeenAt) })),
    rows: { polled: countsOf(facts.rows.poll), pushed: countsOf(facts.rows.push) },
    unfamiliar: unfamiliarView(facts.unfamiliar),
    past: pastView(facts.past ?? null, dayAt(config.reportZone, nowMs).date, nowMs),
    deadLetters: deadLetters.letters,
    model,
    thresholds: thresholdsView(facts.thresholds ?? null, config),
    care: config.care,
    store,
    storage: storageView(facts.storage, config),
    open: isOpen(config),
  };
}

/** The lines that hold, once for all the situations that share them. */
function thresholdsView(own: Record<Situation, Thresholds> | null, config: Config): Health["thresholds"] {
  const views: Health["thresholds"] = [];
  if (own === null) return views;
  for (const situation of situationsOf(config.feed)) {
    const lines = thresholdsThatHold(config, own[situation]);
    const same = views.find(({ review, decline }) => review === lines.review && decline === lines.decline);
    if (same !== undefined) same.situations.push(situation);
    else {
      views.push({
        situations: [situation],
        ...lines,
        reviewSetBy: config.reviewThreshold === null ? "model" : "REVIEW_THRESHOLD",
        declineSetBy: config.declineThreshold === null ? "model" : "DECLINE_THRESHOLD",
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
