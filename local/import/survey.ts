// What whole columns show, so that each cell has one meaning: the first of two readings of a file. Pure.
import { cardOf, isEmpty, textOf } from "../../paymentFile/cells.ts";
import { lookRounded } from "../../paymentFile/findings.ts";
import { decimalsIn } from "./amounts.ts";
import type { Role } from "./columnsByName.ts";
import { DATED, DECIMAL, IDS } from "./fields.ts";
import { isPointZero } from "./identities.ts";
import { orderIn } from "./moments.ts";
import type { DecimalSign, Habits, Order } from "./reading.ts";

/** This many distinct card numbers show whether a column was rounded. More would only take memory. */
const MOST_CARDS = 10_000;

interface Evidence {
  orders: Set<Order>;
  decimals: Set<DecimalSign>;
  pointZero: number;
  filled: number;
}

export interface Survey {
  rows: number;
  columns: Map<string, Evidence>;
  longCards: Set<string>;
}

export function noSurvey(): Survey {
  return { rows: 0, columns: new Map(), longCards: new Set() };
}

export function lookAt(
  survey: Survey,
  cells: Readonly<Record<string, unknown>>,
  roles: ReadonlyMap<string, Role>,
): void {
  survey.rows += 1;
  for (const [name, { as: field }] of roles) {
    const cell = cells[name];
    if (isEmpty(cell)) continue;
    const seen = evidenceOf(survey, name);
    seen.filled += 1;
    if (DATED.has(field)) addKnown(seen.orders, orderIn(cell));
    if (DECIMAL.has(field)) addKnown(seen.decimals, decimalsIn(cell));
    if (IDS.has(field) && isPointZero(cell)) seen.pointZero += 1;
    if (field === "cc_num" && survey.longCards.size < MOST_CARDS) lookAtCard(survey.longCards, cell);
  }
}

/** What a person said holds for all columns. */
export function habitsOf(
  { columns }: Survey,
  said: { dates: Order | null; decimals: DecimalSign | null },
): ReadonlyMap<string, Habits> {
  return new Map(
    [...columns].map(([name, { orders, decimals, pointZero, filled }]) => [
      name,
      {
        dates: said.dates ?? oneOf(orders),
        decimals: said.decimals ?? oneOf(decimals),
        allPointZero: pointZero === filled,
      },
    ]),
  );
}

/** A sentence where most long card numbers are what a spreadsheet left of one; null otherwise. */
export function roundedCards({ longCards }: Survey): string | null {
  if (!lookRounded([...longCards])) return null;
  return (
    "the long card numbers were rounded before the file was written: all but a few end in zeros after fifteen digits, or are " +
    "whole numbers that a data frame rounded. Format the column as text in the file that nothing had rounded yet, and save it again"
  );
}

function evidenceOf({ columns }: Survey, name: string): Evidence {
  const found = columns.get(name) ?? { orders: new Set(), decimals: new Set(), pointZero: 0, filled: 0 };
  columns.set(name, found);
  return found;
}

function addKnown<T>(seen: Set<T>, value: T | null): void {
  if (value !== null) seen.add(value);
}

function oneOf<T>(seen: ReadonlySet<T>): T | "both" | null {
  if (seen.size > 1) return "both";
  const [one] = seen;
  return one ?? null;
}

function lookAtCard(longCards: Set<string>, cell: unknown): void {
  const card = cardOf(cell);
  if (card !== null && "number" in card && card.number.length >= 16 && /^\d+$/.test(textOf(card.number))) {
    longCards.add(card.number);
  }
}
