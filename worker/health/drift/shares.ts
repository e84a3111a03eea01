// Whether a share of the payments is far from the usual one: beyond a factor, and beyond what chance does with counts that come
// in bursts. Pure.
import { chanceOfAtLeast, chanceOfAtMost } from "./chance.ts";

export interface Share {
  /** All, and of them those that are counted. */
  all: number;
  of: number;
}

export interface Far {
  now: Share;
  usualShare: number;
  isMore: boolean;
}

/** How far is far. Once it is far, the lower levels hold, so that it does not flap. */
export interface Levels {
  factor: number;
  chance: number;
}
export const FAR: Levels = { factor: 2, chance: 1e-6 };
export const STILL_FAR: Levels = { factor: 1.5, chance: 1e-3 };

/** What the spread is taken for before the days before have shown it, and how many days that counts for. */
export interface Prior {
  spread: number;
  days: number;
  /** A share that is known from elsewhere, and how many payments that counts for. */
  share?: number;
  all?: number;
}
/** A burst has ten frauds on two days, of which a few fall into an hour, and all into three days. */
export function burstsIn(hours: number): Prior {
  return { spread: hours < 3 ? 3 : hours < 24 ? 5 : 8, days: 6 };
}

/** Fewer days before say nothing about what is usual. */
const LEAST_DAYS = 2;
/** While there are fewer, cards are new to the model and much changes by itself: only a change by this factor is far. */
const DAYS_FOR_SMALL_CHANGES = 7;
const LARGE_FACTOR = 4;
/** Of so many days one may be a bad one. */
const BAD_DAYS_ONE_IN = 4;
const BAD = 1e-4;

interface Usual {
  share: number;
  spread: number;
  /** The payments that it is known from, and the days. */
  all: number;
  days: number;
}

function usualOf(before: readonly Share[], prior: Prior): Usual | null {
  const days = before.filter(({ all }) => all > 0);
  if (days.length < LEAST_DAYS && prior.all === undefined) return null;
  return { ...fitted(withoutBadDays(days, prior), prior), days: days.length };
}

function fitted(days: readonly Share[], prior: Prior): Omit<Usual, "days"> {
  const share = shareOf(days, prior);
  const excess = days.reduce((sum, day) => sum + deviation(day, share), 0);
  const spread = Math.max(1, (prior.spread * prior.days + excess) / (prior.days + Math.max(0, days.length - 1)));
  return { share, spread, all: days.reduce((sum, { all }) => sum + all, prior.all ?? 0) };
}

/** Null when it is not far, or too little is known. */
export function farFromUsual(
  now: Share,
  before: readonly Share[],
  levels: Levels,
  prior: Prior = burstsIn(24),
): Far | null {
  const usual = usualOf(before, prior);
  if (usual === null || now.all === 0) return null;
  const mean = now.all * usual.share;
  const isMore = now.of > mean;
  const isYoung = usual.days < DAYS_FOR_SMALL_CHANGES && prior.all === undefined;
  const factor = isYoung ? Math.max(LARGE_FACTOR, levels.factor) : levels.factor;
  const isFar = isMore ? now.of > mean * factor : now.of < mean / factor;
  return isFar && chanceOf(now, usual) < levels.chance ? { now, usualShare: usual.share, isMore } : null;
}

/** The chance to be as far from usual as this, or farther. */
function chanceOf({ all, of }: Share, usual: Omit<Usual, "days">): number {
  const mean = all * usual.share;
  // The usual share is not known better than its own counts allow.
  const spread = usual.spread * (1 + all / Math.max(1, usual.all));
  return of > mean ? chanceOfAtLeast(Math.round(of), mean, spread) : chanceOfAtMost(Math.round(of), mean, spread);
}

/** By two bins: what is counted, and the rest. */
export function spreadOf({ now: { all, of }, usualShare }: Far): { now: number[]; usual: number[] } {
  return { now: [of, all - of], usual: [all * usualShare, all * (1 - usualShare)] };
}

export function sumOf(shares: readonly Share[]): Share {
  return shares.reduce((sum, { all, of }) => ({ all: sum.all + all, of: sum.of + of }), { all: 0, of: 0 });
}

/** Half a payment more of either kind, so that what never happened is not impossible, and what always did is not certain. */
function shareOf(days: readonly Share[], { share = 0, all = 0 }: Prior): number {
  const sum = sumOf(days);
  return (sum.of + share * all + 0.5) / (sum.all + all + 1);
}

function deviation({ all, of }: Share, share: number): number {
  return (of - all * share) ** 2 / (all * share * (1 - share));
}

/** A bad day must not become usual. It is one that the other days make all but impossible. */
function withoutBadDays(days: readonly Share[], prior: Prior): Share[] {
  const kept = [...days];
  for (let most = Math.floor(days.length / BAD_DAYS_ONE_IN); most > 0; most--) {
    const share = shareOf(kept, prior);
    const deviations = kept.map((day) => deviation(day, share));
    const at = deviations.indexOf(Math.max(...deviations));
    const [day] = kept.splice(at, 1);
    if (day === undefined || chanceOf(day, fitted(kept, prior)) < BAD) continue;
    kept.splice(at, 0, day);
    break;
  }
  return kept;
}
