// How people and fraudsters pay in this world: rounded figures measured on the generator of the usual data set.
// Changing a number here changes the world; no other file of the simulator holds one. How many payments and frauds there
// are is asked for: see ../options.ts.
// Each table of categories has a column for each of CATEGORIES, in their order.
import type { CATEGORIES } from "../../worker/payment/payment.ts";

export type Category = (typeof CATEGORIES)[number];
export type ProfileName = `${"young" | "mid" | "old"}${"F" | "M"}${"U" | "R"}`;

/** Payments per minute of 1,000 cards; `--rate` is relative to it. */
export const NATURAL_RATE_PER_1000_CARDS = 1.76;

/** A city of this many people or more is urban. */
export const URBAN_FROM_PEOPLE = 2500;
/**
 * The generator says 25 and 50, and takes ages as of the day on which it runs. The usual payments are from seven years before
 * that, so in them people change their habits at these ages.
 */
export const YOUNG_BELOW_YEARS = 18;
export const OLD_FROM_YEARS = 43;

/** Relative to the average day; Sunday first. */
export const WEEKDAY_FACTORS = [1.38, 1.38, 0.87, 0.7, 0.79, 0.8, 1.09];
/**
 * January first. The true factor of December is 2. It is lower here, so that a demo in December runs near its `--rate`.
 */
export const MONTH_FACTORS = [0.8, 0.8, 1, 1, 1.02, 1.2, 1.2, 1.2, 1, 0.97, 1, 1.4];

/** [share of ages up to here, years], with straight lines between. Ages of card holders at the start of 2025. */
export const AGE_QUANTILES = [
  [0, 16],
  [0.1, 21],
  [0.25, 29],
  [0.5, 46],
  [0.75, 60],
  [0.9, 73],
  [1, 93],
] as const;

/** [share of cards up to here, people in their city], with straight lines of the logarithm between. */
export const POPULATION_QUANTILES = [
  [0, 40],
  [0.1, 230],
  [0.25, 700],
  [0.4, 1740],
  [0.5, 2930],
  [0.6, 5320],
  [0.75, 24800],
  [0.9, 228000],
  [0.95, 790000],
  [1, 2900000],
] as const;

/** Digits of a card number, leading digits and share of cards. The 19-digit ones lie above 2^53. */
export const CARD_NUMBER_SHAPES = [
  { digits: 11, starts: "60", share: 1 },
  { digits: 12, starts: "50", share: 5 },
  { digits: 12, starts: "67", share: 4 },
  { digits: 13, starts: "4", share: 8 },
  { digits: 14, starts: "30", share: 9 },
  { digits: 15, starts: "34", share: 8 },
  { digits: 15, starts: "18", share: 7 },
  { digits: 16, starts: "22", share: 6 },
  { digits: 16, starts: "35", share: 16 },
  { digits: 16, starts: "4", share: 16 },
  { digits: 16, starts: "51", share: 4 },
  { digits: 16, starts: "65", share: 7 },
  { digits: 19, starts: "4", share: 9 },
] as const;

/** How many frauds a burst holds: [frauds, weight]. The mean is a little under 10. */
export const BURST_SIZES = [
  [2, 8],
  [3, 5],
  [4, 20],
  [5, 20],
  [6, 15],
  [7, 67],
  [8, 70],
  [9, 106],
  [10, 107],
  [11, 99],
  [12, 74],
  [13, 35],
  [14, 42],
  [15, 38],
  [16, 18],
  [17, 2],
  [18, 2],
  [19, 2],
] as const;

/** Weights of a fraud's time: from hour (inclusive) to hour (exclusive). 84 % lie between 22:00 and 04:00. */
export const FRAUD_HOURS = [
  { from: 0, to: 4, weight: 340 },
  { from: 4, to: 12, weight: 52 },
  { from: 12, to: 22, weight: 98 },
  { from: 22, to: 24, weight: 510 },
] as const;

/** Weights of a fraud's category, before and after noon. */
export const FRAUD_CATEGORIES = {
  am: "14 14 205 55 506 0 0 0 74 31 0 51 48 0",
  pm: "35 27 0 0 67 26 34 43 160 30 52 356 149 22",
};

export interface ProfileFacts {
  /** A card's average number of payments per day is a whole number from 1 to this, drawn once for the card. */
  mostPerDay: number;
  /** Share of legitimate payments before noon. Within each half of the day all minutes are equally likely. */
  amShare: number;
  /** Weights of the categories before and after noon. */
  am: string;
  pm: string;
  /** mean/deviation of the gamma curve of legitimate amounts in USD. A draw below 1 becomes 1 to 10. */
  legitimate: string;
  /** The same for frauds. */
  fraud: string;
}

export const PROFILES: Record<ProfileName, ProfileFacts> = {
  youngFU: {
    mostPerDay: 6,
    amShare: 0.2,
    am: "0 0 667 203 130 0 0 0 0 0 0 0 0 0",
    pm: "100 100 0 0 29 83 73 107 67 83 82 103 127 46",
    legitimate: "51/51 29/51 60/15 40/20 70/20 50/49 50/51 51/52 50/160 52/150 36/53 43/230 54/360 42/710",
    fraud: "560/27 110/14 9.7/2.2 11/1.2 300/17 20/1.9 260/37 19/1.9 790/64 7.4/1.3 20/1.6 1000/100 790/73 9.8/0.79",
  },
  youngFR: {
    mostPerDay: 6,
    amShare: 0.2,
    am: "0 0 571 300 128 0 0 0 0 0 0 0 0 0",
    pm: "120 132 0 0 15 106 46 73 95 94 95 93 94 34",
    legitimate: "90/30 19/49 60/15 31/21 60/20 39/49 38/46 50/50 120/62 140/89 35/48 85/110 150/35 59/740",
    fraud: "530/42 110/14 10/1.7 9.7/1.6 300/22 20/1.9 260/37 19/1.6 790/86 7.1/1.2 20/1.6 990/94 1200/80 9.6/0.54",
  },
  youngMU: {
    mostPerDay: 6,
    amShare: 0.2,
    am: "0 0 665 207 127 0 0 0 0 0 0 0 0 0",
    pm: "100 100 0 0 31 82 74 104 67 83 84 105 128 44",
    legitimate: "49/49 30/47 60/15 39/19 70/20 51/50 50/50 48/48 52/160 52/150 34/50 46/240 58/350 34/370",
    fraud: "500/42 110/14 9.6/1.6 9.6/1.2 300/19 20/1.9 260/37 19/1.6 820/76 8.1/0.93 20/1.6 990/94 780/92 9.8/0.79",
  },
  youngMR: {
    mostPerDay: 6,
    amShare: 0.2,
    am: "0 0 567 305 128 0 0 0 0 0 0 0 0 0",
    pm: "122 134 0 0 16 106 49 69 96 94 94 93 93 33",
    legitimate: "90/30 21/52 61/15 30/20 59/20 40/49 40/51 50/49 120/60 140/92 34/49 93/120 150/35 24/350",
    fraud: "530/42 110/14 9.5/1.9 8.7/1.5 300/21 20/1.9 260/37 19/1.6 800/62 7.6/1.2 20/1.8 990/110 1200/63 9.8/0.79",
  },
  midFU: {
    mostPerDay: 5,
    amShare: 0.3,
    am: "0 0 109 214 316 0 0 0 163 198 0 0 0 0",
    pm: "91 100 0 0 0 93 137 124 0 8 116 139 160 32",
    legitimate: "100/73 60/40 70/15 60/20 200/20 59/49 59/49 60/51 100/150 81/100 55/50 100/200 99/220 80/750",
    fraud: "500/42 120/11 9.9/2.4 13/2 350/20 20/1.8 250/26 20/2.2 800/63 7.7/0.93 20/2 1000/120 810/83 10/1.1",
  },
  midFR: {
    mostPerDay: 6,
    amShare: 0.3,
    am: "0 0 474 107 315 0 0 0 104 0 0 0 0 0",
    pm: "82 91 0 0 0 81 134 122 22 89 110 101 137 32",
    legitimate: "50/49 30/52 60/15 50/20 100/20 49/48 49/50 50/51 60/150 49/140 45/50 48/280 55/280 43/480",
    fraud: "490/49 120/9.7 10/2.2 8.6/1.6 340/19 20/1.9 260/25 20/2.1 800/69 790/70 20/2.1 980/94 920/140 10/1.1",
  },
  midMU: {
    mostPerDay: 5,
    amShare: 0.3,
    am: "0 0 341 179 336 0 0 0 144 0 0 0 0 0",
    pm: "107 107 0 0 0 96 145 107 11 96 71 96 122 43",
    legitimate: "60/74 40/50 70/15 50/20 60/20 60/50 61/50 60/51 48/150 59/150 35/48 56/280 58/300 55/590",
    fraud: "500/28 120/7.5 10/1.9 10/2 300/19 20/1.8 250/25 20/1.4 800/72 7.6/0.87 20/2 990/99 790/73 9.9/0.93",
  },
  midMR: {
    mostPerDay: 4,
    amShare: 0.45,
    am: "0 0 89 91 274 0 0 0 53 182 0 179 132 0",
    pm: "158 149 0 0 0 132 220 164 0 0 72 0 40 65",
    legitimate: "75/7.1 60/6.1 70/5 50/5 100/10 75/2 80/8 50/5 100/20 35/5 75/4.9 95/10 140/12 500/50",
    fraud: "520/48 130/11 9.9/2.2 10/1.1 300/18 20/1.1 260/14 22/1.5 790/76 7.8/0.84 21/2.7 1000/89 810/70 9.9/0.96",
  },
  oldFU: {
    mostPerDay: 3,
    amShare: 0.6,
    am: "127 94 167 28 165 0 0 0 56 113 0 84 166 0",
    pm: "0 62 0 0 0 132 250 252 0 0 202 0 0 102",
    legitimate: "50/74 80/50 70/15 89/20 90/20 41/51 60/50 80/50 56/140 62/160 45/51 78/190 43/180 60/540",
    fraud: "390/33 120/14 10/2 10/2.2 300/20 20/2.2 250/25 20/1.6 800/83 7.9/0.93 20/2.1 1000/96 950/82 10/1.2",
  },
  oldFR: {
    mostPerDay: 4,
    amShare: 0.5,
    am: "16 0 281 19 186 0 0 0 124 82 0 156 137 0",
    pm: "133 112 0 0 0 156 186 188 0 0 150 0 0 75",
    legitimate: "51/51 50/50 60/15 50/21 130/20 49/49 49/49 50/51 60/150 51/150 50/50 49/140 48/140 61/580",
    fraud: "590/45 110/11 20/2.1 15/1.5 330/19 18/1.8 310/66 4.5/1.6 810/72 50/0.72 50/1.6 1000/100 810/75 3.4/2.5",
  },
  oldMU: {
    mostPerDay: 3,
    amShare: 0.6,
    am: "128 92 165 28 165 0 0 0 56 112 0 86 167 0",
    pm: "0 60 0 0 0 138 254 252 0 0 198 0 0 98",
    legitimate: "49/71 80/50 70/15 89/20 90/20 41/52 60/50 80/50 54/150 60/150 45/50 79/200 46/200 52/470",
    fraud: "390/49 120/17 9.9/1.9 9.2/0.79 300/20 20/2.2 260/14 20/1.4 790/72 7.6/1.1 20/1.9 1000/93 950/81 10/1.1",
  },
  oldMR: {
    mostPerDay: 4,
    amShare: 0.5,
    am: "16 0 281 19 185 0 0 0 125 82 0 156 137 0",
    pm: "134 111 0 0 0 156 184 188 0 0 152 0 0 75",
    legitimate: "50/49 50/50 60/15 49/19 130/20 50/50 51/50 49/48 60/150 52/150 51/52 50/150 49/140 63/630",
    fraud: "610/54 130/10 20/1.9 15/1.7 330/19 19/1 390/15 5.1/2.2 800/76 50/1.2 51/2.3 1000/97 810/74 5.9/2.6",
  },
};
