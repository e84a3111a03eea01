// What an import says to the person who runs it. Pure.
import { counted } from "../../worker/counted.ts";
import type { Reasons, SentTally } from "./tally.ts";
import { timesIn } from "./tally.ts";

const MOST_REASONS = 20;
const LABEL = 12;

export interface FileTally {
  rows: number;
  /** Rows that are payments, ready to be sent. */
  ready: number;
  refused: Reasons;
  ignored: Reasons;
  /** Damage that was mended. */
  undone: Reasons;
  notes: Reasons;
  /** Epoch ms; null where no row is ready. */
  first: number | null;
  last: number | null;
}

export interface Told {
  file: string;
  unit: "line" | "row";
  remarks: readonly string[];
  tally: FileTally;
}

/** `--check`: what would be. */
export function checkedWords({ file, unit, remarks, tally }: Told): string {
  const lines = [
    `Read ${file}; nothing was sent.`,
    "",
    line("Read", counted(tally.rows, "row")),
    line("Would go", `${counted(tally.ready, "payment")}${spanWords(tally)}`),
    ...refusedLines(tally.refused, {}, unit),
    ...listed("Left out", "by the map", tally.ignored, unit),
    ...listed("Mended", "cells that had one meaning", tally.undone, unit),
    ...listed("Notes", "taken all the same", tally.notes, unit),
    ...remarks.map((remark) => line("Besides", remark)),
  ];
  return `${lines.join("\n")}\n`;
}

export function importedWords(
  { file, unit, remarks, tally }: Told,
  sent: SentTally,
  url: string,
  tookMs: number,
): string {
  const lines = [
    `Imported ${file} into ${url} in ${(tookMs / 1000).toFixed(1)} s.`,
    "",
    line("Read", `${counted(tally.rows, "row")}${spanWords(tally)}`),
    line("Stored", number(sent.stored)),
    line("Repeated", `${number(sent.repeated)}${sent.repeated === 0 ? "" : ", which were there before"}`),
    ...(sent.sentAgain === 0
      ? []
      : [line("Sent again", `${number(sent.sentAgain)} after an interruption, and there already`)]),
    ...refusedLines(tally.refused, sent.refused, unit),
    ...listed("Left out", "by the map", tally.ignored, unit),
    ...listed("Mended", "cells that had one meaning", tally.undone, unit),
    ...listed("Notes", "taken all the same", sent.notes, unit),
    ...remarks.map((remark) => line("Besides", remark)),
    ...(sent.simulated
      ? [line("Besides", "that Vigie holds simulated payments, and these count as simulated, too")]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

export function sendingWords(done: number, all: number, doneNow: number, tookMs: number): string {
  const share = Math.floor((done / all) * 100);
  const perSecond = tookMs < 500 ? 0 : doneNow / (tookMs / 1000);
  const left =
    perSecond === 0 ? "" : `, ${number(Math.round(perSecond))} a second, ${leftWords((all - done) / perSecond)} left`;
  return `Sent ${number(done)} of ${counted(all, "payment")} (${share} %)${left}`;
}

export function stoppedWords(done: number, all: number): string {
  return `Stopped after ${number(done)} of ${counted(all, "payment")}. The same command goes on from there.`;
}

export function resumedWords(done: number, all: number): string {
  return `Going on: ${number(done)} of ${counted(all, "payment")} were sent before.`;
}

function refusedLines(here: Reasons, there: Reasons, unit: string): string[] {
  const all: Reasons = { ...here };
  for (const [reason, found] of Object.entries(there)) {
    const known = all[reason];
    all[reason] = known === undefined ? found : { ...known, times: known.times + found.times };
  }
  const count = timesIn(all);
  return count === 0 ? [line("Refused", "0")] : listed("Refused", "", all, unit);
}

function listed(name: string, what: string, found: Reasons, unit: string): string[] {
  const reasons = Object.entries(found).sort(([, a], [, b]) => b.times - a.times);
  if (reasons.length === 0) return [];
  const more = reasons.length - MOST_REASONS;
  return [
    line(name, `${number(timesIn(found))}${what === "" ? "" : `, ${what}`}`),
    ...reasons.slice(0, MOST_REASONS).map(([reason, { times, places, example }]) => {
      const shown = example === null ? "" : `, “${example}”`;
      const further = times > places.length ? ", …" : "";
      return `    ${number(times)} × ${reason} (${unit}${places.length === 1 ? "" : "s"} ${places.map(number).join(", ")}${further}${shown})`;
    }),
    ...(more > 0 ? [`    and ${counted(more, "more reason")}`] : []),
  ];
}

function spanWords({ first, last }: FileTally): string {
  return first === null || last === null ? "" : `, paid from ${day(first)} to ${day(last)}`;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function leftWords(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function line(name: string, what: string): string {
  return `  ${name.padEnd(LABEL)}${what}`;
}

function number(count: number): string {
  return count.toLocaleString("en");
}
