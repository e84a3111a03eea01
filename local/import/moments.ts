// Times and dates as spreadsheets and data frames leave them, as texts that the door reads. Pure.
import { isEmpty, textOf } from "../../paymentFile/cells.ts";
import { epochMsOf } from "../../worker/payment/time.ts";
import type { Habits, Order, Reading } from "./reading.ts";

const WRITTEN =
  /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\.?)?)?$/i;
const NUMBER = /^\d+([.,]\d+)?$/;
/** A spreadsheet's days since 1900, from 2000 to 2099. */
const [FIRST_DAY, LAST_DAY] = [36_526, 73_051];
const DAY_OF_1970 = 25_569;

/** The order of day and month in a column, as far as one cell shows it; null where it could be either, or has none. */
export function orderIn(cell: unknown): Order | null {
  const [, first = "", sign, second = "", third = ""] =
    WRITTEN.exec(typeof cell === "string" ? textOf(cell) : "") ?? [];
  if (sign === undefined || sign === "." || first.length > 2 || third.length !== 4) return null;
  if (Number(first) > 12) return "day-first";
  return Number(second) > 12 ? "month-first" : null;
}

/** A time in a form that the door reads, or why it cannot be read. */
export function momentReading(cell: unknown, { dates }: Pick<Habits, "dates">): Reading {
  const text = textOf(cell);
  if (NUMBER.test(text)) return momentOfNumber(text);
  if (epochMsOf(text) !== null) return { value: text };
  if (/^\d{1,2}:\d{2}[.,]\d$/.test(text)) {
    return {
      problem:
        "shows only minutes and seconds, as Excel does with milliseconds: format the column as yyyy-mm-dd hh:mm:ss, and save the file again",
    };
  }
  return written(text, dates, true) ?? { value: text };
}

/** A date of birth. One that cannot be read is left as it is: it counts as missing, and the door says so. */
export function dateReading(cell: unknown, { dates }: Pick<Habits, "dates">): Reading {
  const text = textOf(cell).replace(/\.0+$/, "");
  const days = Number(text);
  // Five digits are a spreadsheet's days since 1900; a birth may lie before 2000.
  if (/^\d{4,5}$/.test(text) && days > 2_100) {
    return {
      value: dayOf(days).slice(0, 10),
      undone: "were a spreadsheet's day numbers, and were read as days since 1900",
    };
  }
  const read = written(text, dates, false);
  return read === null || "problem" in read ? { value: text } : read;
}

function momentOfNumber(text: string): Reading {
  const value = Number(text.replace(",", "."));
  if (value >= FIRST_DAY && value < LAST_DAY) {
    if (Number.isInteger(value)) return { problem: DATE_ONLY };
    return { value: dayOf(value), undone: "were a spreadsheet's day numbers, and were read as days since 1900" };
  }
  const perMs = [1e-3, 1, 1e3, 1e6].find((each) => value / each > 9.4e11 && value / each < 4.1e12);
  if (perMs === undefined) return { value: text };
  // As text, so that nanoseconds lose nothing before they are divided.
  const ms = Math.floor(value / perMs);
  const unit = { 0.001: "seconds", 1: null, 1000: "microseconds", 1000000: "nanoseconds" }[perMs] ?? null;
  return unit === null ? { value: ms } : { value: ms, undone: `were ${unit} since 1970, and were read so` };
}

/** Clock time as it was shown, without a zone. */
function dayOf(days: number): string {
  return new Date(Math.round((days - DAY_OF_1970) * 86_400) * 1000).toISOString().replace(/(\.\d+)?Z$/, "");
}

const DATE_ONLY =
  "has a date without a time of day: the order of a card's payments, and their hours, would be lost; write date and time";

function written(text: string, dates: Habits["dates"], withTime: boolean): Reading | null {
  const [, first = "", sign, second = "", third = "", hour, minute = "00", seconds = "00", half] =
    WRITTEN.exec(text) ?? [];
  if (sign === undefined) return null;
  if (withTime && hour === undefined) return { problem: DATE_ONLY };
  const clock = hour === undefined ? "" : `T${clockOf(Number(hour), half)}:${minute}:${seconds}`;
  if (first.length === 4) {
    const value = `${first}-${two(second)}-${two(third)}${clock}`;
    return value === text ? { value } : { value, undone: "were written with single digits, and were read so" };
  }
  if (third.length !== 4) return { problem: "has a year of two digits: write it in full, as 2026-03-04 10:00:00" };
  const order = sign === "." ? "day-first" : (orderIn(text) ?? dates);
  if (order === null) {
    return {
      problem:
        "could be day/month or month/day, and no other row shows which: say --dates day-first, or --dates month-first",
    };
  }
  if (order === "both") {
    return {
      problem:
        "could be day/month or month/day, and the file has both in other rows, as a spreadsheet of another language leaves it: save the file again with times as yyyy-mm-dd hh:mm:ss",
    };
  }
  const [day, month] = order === "day-first" ? [first, second] : [second, first];
  return {
    value: `${third}-${two(month)}-${two(day)}${clock}`,
    undone: `had the ${order === "day-first" ? "day" : "month"} first, and were read so`,
  };
}

function clockOf(hour: number, half: string | undefined): string {
  if (half === undefined) return two(String(hour));
  return two(String((hour % 12) + (half.toLowerCase() === "p" ? 12 : 0)));
}

function two(digits: string): string {
  return digits.padStart(2, "0");
}

/** Whether the cell holds anything that could tell the order. */
export function isDated(cell: unknown): boolean {
  return typeof cell === "string" && !isEmpty(cell) && WRITTEN.test(textOf(cell));
}
