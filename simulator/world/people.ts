// Card holders: who they are, where they live, and how they pay.
import { DAY_MS } from "../../worker/duration.ts";
import type { CardHolder } from "../row.ts";
import type { ProfileName } from "./habits.ts";
import {
  AGE_QUANTILES,
  CARD_NUMBER_SHAPES,
  OLD_FROM_YEARS,
  POPULATION_QUANTILES,
  PROFILES,
  URBAN_FROM_PEOPLE,
  YOUNG_BELOW_YEARS,
} from "./habits.ts";
import type { Random } from "./random.ts";
import { choose, createRandom, weighted, wholeBelow } from "./random.ts";
import { FIRST_NAMES, JOBS, STATES, STREET_KINDS, STREET_WORDS, SURNAMES, TOWN_ENDS, TOWN_STARTS } from "./words.ts";

export interface Card {
  /** Position in the world's list of cards. */
  index: number;
  holder: CardHolder;
  /** Payments per day relative to other cards. */
  activity: number;
  /** Days since 1970 on which the holder turns 25 and 50. */
  adultFromDay: number;
  oldFromDay: number;
}

const DAYS_PER_YEAR = 365.25;
const AGES_MEASURED_ON_DAY = Date.UTC(2025, 0, 1) / DAY_MS;
const chooseShape = weighted(CARD_NUMBER_SHAPES.map((shape) => [shape, shape.share] as const));

/** Reads a quantile table at `share`, with straight lines between its points. */
function quantile(table: readonly (readonly [number, number])[], share: number): number {
  let [fromShare, fromValue] = table[0] ?? [0, 0];
  for (const [toShare, toValue] of table) {
    if (share <= toShare && toShare > fromShare) {
      return fromValue + ((toValue - fromValue) * (share - fromShare)) / (toShare - fromShare);
    }
    [fromShare, fromValue] = [toShare, toValue];
  }
  return fromValue;
}

const POPULATION_LOGARITHMS = POPULATION_QUANTILES.map(([share, people]) => [share, Math.log(people)] as const);

/** The last digit that makes the number pass the Luhn check, as real numbers do. */
function checkDigit(digits: string): number {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

function cardNumber(random: Random): string {
  const shape = chooseShape(random);
  let digits: string = shape.starts;
  while (digits.length < shape.digits - 1) digits += wholeBelow(random, 10);
  return digits + checkDigit(digits);
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

function street(random: Random): string {
  const line = `${1 + wholeBelow(random, 9999)} ${choose(random, STREET_WORDS)} ${choose(random, STREET_KINDS)}`;
  const flat = random();
  if (flat < 0.15) return `${line} Apt. ${String(1 + wholeBelow(random, 999)).padStart(3, "0")}`;
  return flat < 0.25 ? `${line} Suite ${1 + wholeBelow(random, 400)}` : line;
}

function person(random: Random, number: string): CardHolder {
  const gender = random() < 0.53 ? "F" : "M";
  const state = choose(random, STATES);
  const bornOnDay = AGES_MEASURED_ON_DAY - quantile(AGE_QUANTILES, random()) * DAYS_PER_YEAR;
  return {
    cardNumber: number,
    first: choose(random, FIRST_NAMES[gender]),
    last: choose(random, SURNAMES),
    gender,
    street: street(random),
    city: choose(random, TOWN_STARTS) + choose(random, TOWN_ENDS),
    state: state.code,
    zip: state.zipStart * 1000 + wholeBelow(random, 1000),
    latitude: rounded(state.latitude + random() * 2 - 1, 4),
    longitude: rounded(state.longitude + random() * 2 - 1, 4),
    cityPopulation: Math.round(Math.exp(quantile(POPULATION_LOGARITHMS, random()))),
    job: choose(random, JOBS),
    birthDate: new Date(Math.floor(bornOnDay) * DAY_MS).toISOString().slice(0, 10),
  };
}

/** The day of the holder's birthday number `years`, in days since 1970. */
function birthdayOf(holder: CardHolder, years: number): number {
  const [year = 0, month = 1, day = 1] = holder.birthDate.split("-").map(Number);
  return Date.UTC(year + years, month - 1, day) / DAY_MS;
}

export function profileOn(card: Card, day: number): ProfileName {
  const age = day < card.adultFromDay ? "young" : day < card.oldFromDay ? "mid" : "old";
  const place = card.holder.cityPopulation >= URBAN_FROM_PEOPLE ? "U" : "R";
  return `${age}${card.holder.gender}${place}`;
}

export function createCards(seed: number, count: number): Card[] {
  const cards: Card[] = [];
  const taken = new Set<string>();
  for (let index = 0; index < count; index++) {
    const random = createRandom(seed, index, 0, 0x0ca4d5);
    let number = cardNumber(random);
    while (taken.has(number)) number = cardNumber(random);
    taken.add(number);
    const holder = person(random, number);
    const card = {
      index,
      holder,
      activity: 1,
      adultFromDay: birthdayOf(holder, YOUNG_BELOW_YEARS),
      oldFromDay: birthdayOf(holder, OLD_FROM_YEARS),
    };
    card.activity = 1 + wholeBelow(random, PROFILES[profileOn(card, AGES_MEASURED_ON_DAY)].mostPerDay);
    cards.push(card);
  }
  return cards;
}
