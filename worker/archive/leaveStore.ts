// An archived day leaves the store. First, what came after closing is written too, and the day's corrections are kept.
// An hour later its payments are deleted. Each step is a chunk that is right by itself.

import { correctionsSince } from "../report/daily.ts";
import { keptReport } from "../report/keptReport.ts";
import type { ArchivedDay } from "../store/archive.ts";
import { endOf, sumOfFiles } from "./archiveDay.ts";
import { dayKey } from "./nextTask.ts";
import { readPart, writePart } from "./part.ts";
import type { StepPorts, StepSettings, TaskResult } from "./ports.ts";

const CHUNK = 5_000;
/** Longest time that one step may spend deleting; the store has other work. */
const STEP_MS = 5_000;
/** A step may query a database 50 times on the free plan. D1 deletes this many chunks in less than STEP_MS. */
const STEP_CHUNKS = 20;

/** Writes one part of what came late, or settles the day. Once it is settled, its reports need none of its payments. */
export async function settleDay(day: ArchivedDay, settings: StepSettings, ports: StepPorts): Promise<TaskResult> {
  const { store, now, partRows } = ports;
  const { zone, date, closedAt, paidFrom: from, paidTo: to } = day;
  // Recorded before the first part is read: a payment that changes between two parts belongs to a later round and
  // stays.
  const upToSeq = day.settlingSeq ?? (await store.newestSeq());
  if (day.settlingSeq === null) await store.beginSettling(day, upToSeq);

  const files = await store.archiveFiles(day, "late", upToSeq);
  const filter = { from, to, closedAt, afterSeq: day.upToSeq ?? -1, upToSeq };
  const part = await readPart(
    (limit, after) => store.lateInFull(filter, limit, after),
    endOf(files),
    Math.max(now(), closedAt + 1),
    partRows,
  );
  await writePart(part, { zone, date, generation: "late", upToSeq, part: files.length }, ports);
  if (!part.isLast) return { kind: "done", isOver: false };

  const problem = await problemBeforeLeaving(day, ports);
  if (problem !== null) {
    // The day is written again while all of it is still in the store. Once something has left, a person must look.
    await store.forgetArchived(day);
    return { kind: "problem", problem };
  }
  const closed = await store.closedDay(zone, date);
  if (closed === null) throw new Error(`${dayKey(day)} is no closed day`);
  const report = keptReport(closed.report);
  // If the day has settled before, some payments may have left: the corrections kept then stay.
  const corrections =
    day.corrections ??
    JSON.stringify(await correctionsSince(store, settings.silenceMs, { from, to }, report, closedAt));
  await store.recordSettled(day, { upToSeq, settledAt: now(), corrections });
  return { kind: "done", isOver: true };
}

/**
 * Why the day may not leave; null when all its files are still there and hold every payment that the store has of it.
 */
async function problemBeforeLeaving(day: ArchivedDay, ports: StepPorts): Promise<string | null> {
  const { store } = ports;
  const problem = await problemOfFiles(day, ports);
  if (problem !== null || day.settledAt !== null) return problem;
  const here = await store.sumsOf(day.paidFrom, day.paidTo, day.closedAt);
  const there = sumOfFiles(await store.archiveFiles(day, "closed", 0));
  if (here.payments === there.payments && here.amountCents === there.amountCents) return null;
  return `the archive of ${day.date} has ${there.payments} payments, the store ${here.payments}`;
}

async function problemOfFiles(day: ArchivedDay, { store, shelf }: StepPorts): Promise<string | null> {
  for (const { key, bytes, sha256 } of await store.allFiles(day)) {
    const found = await shelf.find(key);
    if (found === null) return `${key} is no longer in the archive`;
    if (found.bytes !== bytes) return `${key} has ${found.bytes} bytes, and was written with ${bytes}`;
    if (found.sha256 !== sha256) return `${key} is another file than was written`;
  }
  return null;
}

export async function letGo(day: ArchivedDay, ports: StepPorts): Promise<TaskResult> {
  const { store, now } = ports;
  const { paidFrom: from, paidTo: to } = day;
  // The day settled an hour ago or, if something was in the way, months ago: files that were there then may be gone.
  // All days around it are checked, because a payment is deleted only if every day that holds it has it in files.
  for (const around of await store.archivedWithin(from, to)) {
    const problem = await problemOfFiles(around, ports);
    if (problem !== null) return { kind: "problem", problem };
  }
  const endsAt = now() + STEP_MS;
  let gone = 0;
  for (let chunks = 0, last = CHUNK; last === CHUNK && chunks < STEP_CHUNKS && now() < endsAt; chunks += 1) {
    last = await store.letGo(from, to, CHUNK);
    gone += last;
  }
  if (gone > 0) return { kind: "done", isOver: false };

  const { payments, highestSeq } = await store.remaining(from, to);
  if (payments === 0) {
    await store.recordLeft(day, now());
    return { kind: "done", isOver: true };
  }
  if (highestSeq !== null && highestSeq > (day.upToSeq ?? 0)) {
    // Something came or changed since the day settled, which should not happen: it goes into another late file.
    await store.beginSettling(day, await store.newestSeq());
    return { kind: "done", isOver: false };
  }
  // Either the newest sequence number of all is here, or a day of another zone is not ready: it is tried later.
  return { kind: "nothing" };
}
