// What one payment looks like, for owner and thief: its time of day, category, amount, shop and place.
import { HOUR_MS } from "../../worker/duration.ts";
import { CATEGORIES } from "../../worker/payment/payment.ts";
import type { Category, ProfileName } from "./habits.ts";
import { FRAUD_CATEGORIES, FRAUD_HOURS, PROFILES } from "./habits.ts";
import { MERCHANTS } from "./merchants.ts";
import type { Card } from "./people.ts";
import { profileOn } from "./people.ts";
import type { Random } from "./random.ts";
import { choose, gamma, weighted, wholeBelow } from "./random.ts";

export type FraudHours = "natural" | "even";

export interface Purchase {
  clockMs: number;
  category: Category;
  merchant: string;
  amount: number;
  merchantLatitude: number;
  merchantLongitude: number;
}

const NOON_MS = 12 * HOUR_MS;

interface Curve {
  mean: number;
  deviation: number;
}

interface Habits {
  amShare: number;
  chooseAm: (random: Random) => Category;
  choosePm: (random: Random) => Category;
  legitimate: Map<Category, Curve>;
  fraud: Map<Category, Curve>;
}

function chooserOf(weights: string): (random: Random) => Category {
  const numbers = weights.split(" ").map(Number);
  return weighted(CATEGORIES.map((category, i) => [category, numbers[i] ?? 0] as const));
}

function curvesOf(table: string): Map<Category, Curve> {
  const cells = table.split(" ");
  return new Map(
    CATEGORIES.map((category, i) => {
      const [mean = Number.NaN, deviation = Number.NaN] = (cells[i] ?? "").split("/").map(Number);
      return [category, { mean, deviation }];
    }),
  );
}

const HABITS: ReadonlyMap<string, Habits> = new Map(
  Object.entries(PROFILES).map(([name, habits]) => [
    name,
    {
      amShare: habits.amShare,
      chooseAm: chooserOf(habits.am),
      choosePm: chooserOf(habits.pm),
      legitimate: curvesOf(habits.legitimate),
      fraud: curvesOf(habits.fraud),
    },
  ]),
);

const chooseFraudAm = chooserOf(FRAUD_CATEGORIES.am);
const chooseFraudPm = chooserOf(FRAUD_CATEGORIES.pm);
const chooseFraudHours = weighted(FRAUD_HOURS.map((span) => [span, span.weight] as const));

function habitsOf(profile: ProfileName): Habits {
  const habits = HABITS.get(profile);
  if (habits === undefined) throw new Error(`no habits for profile ${profile}`);
  return habits;
}

function amountOf(random: Random, curve: Curve | undefined): number {
  if (curve === undefined) throw new Error("a category without amounts");
  const drawn = gamma(random, curve.mean, curve.deviation);
  // Nobody pays a few cents by card: such a draw becomes a small everyday amount.
  return Math.round((drawn < 1 ? 1 + 9 * random() : drawn) * 100) / 100;
}

function placed(random: Random, card: Card, bought: Pick<Purchase, "clockMs" | "category" | "amount">): Purchase {
  return {
    ...bought,
    merchant: choose(random, MERCHANTS.get(bought.category) ?? []),
    merchantLatitude: Math.round((card.holder.latitude + random() * 2 - 1) * 1e6) / 1e6,
    merchantLongitude: Math.round((card.holder.longitude + random() * 2 - 1) * 1e6) / 1e6,
  };
}

export function legitimatePurchase(random: Random, card: Card, day: number): Purchase {
  const habits = habitsOf(profileOn(card, day));
  const morning = random() < habits.amShare;
  const clockMs = wholeBelow(random, NOON_MS) + (morning ? 0 : NOON_MS);
  const category = (morning ? habits.chooseAm : habits.choosePm)(random);
  const amount = amountOf(random, habits.legitimate.get(category));
  return placed(random, card, { clockMs, category, amount });
}

export function fraudPurchase(random: Random, card: Card, day: number, hours: FraudHours): Purchase {
  const span = hours === "even" ? { from: 0, to: 24 } : chooseFraudHours(random);
  const clockMs = span.from * HOUR_MS + wholeBelow(random, (span.to - span.from) * HOUR_MS);
  const category = (clockMs < NOON_MS ? chooseFraudAm : chooseFraudPm)(random);
  const amount = amountOf(random, habitsOf(profileOn(card, day)).fraud.get(category));
  return placed(random, card, { clockMs, category, amount });
}
