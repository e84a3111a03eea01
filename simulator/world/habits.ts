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
export const YOUNG_BELOW_YEARS = 25;
export const OLD_FROM_YEARS = 50;

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
    mostPerDay: 5,
    amShare: 0.27,
    am: "0 0 233 212 275 0 0 0 127 153 0 0 0 0",
    pm: "94 100 0 0 9 89 118 119 22 32 105 127 149 36",
    legitimate: "84/71 51/46 64/16 56/22 180/54 56/49 57/50 57/51 85/160 73/120 49/50 86/210 89/270 69/750",
    fraud: "520/46 120/9.3 9.8/2.1 10/2.1 320/31 20/1.9 250/23 20/2.1 790/67 7.6/1.2 20/1.6 1000/110 790/83 10/1.1",
  },
  youngFR: {
    mostPerDay: 5,
    amShare: 0.26,
    am: "0 0 503 161 262 0 0 0 73 0 0 0 0 0",
    pm: "97 108 0 0 6 91 98 102 51 91 104 98 119 32",
    legitimate: "70/46 25/50 60/15 40/23 92/26 44/49 47/50 50/50 89/110 89/130 42/50 59/210 82/210 56/610",
    fraud: "490/42 120/12 10/2.2 13/3 310/28 20/1.8 250/22 20/2.2 800/84 580/350 20/1.6 990/95 1000/180 8.1/3.2",
  },
  youngMU: {
    mostPerDay: 5,
    amShare: 0.26,
    am: "0 0 451 188 266 0 0 0 95 0 0 0 0 0",
    pm: "103 103 0 0 15 89 111 105 37 91 77 100 125 43",
    legitimate: "55/64 36/49 65/16 46/20 63/21 57/51 57/50 56/50 52/160 59/150 35/49 51/260 59/330 38/410",
    fraud: "450/70 120/12 9.7/1.9 10/1.3 300/19 20/1.9 250/25 20/2.1 810/77 7.7/1.1 20/2 990/110 780/86 10/1.1",
  },
  youngMR: {
    mostPerDay: 5,
    amShare: 0.36,
    am: "0 0 182 133 245 0 0 0 44 146 0 144 106 0",
    pm: "143 142 0 0 7 120 146 122 43 41 81 41 63 51",
    legitimate: "81/21 45/39 64/13 41/17 94/19 62/35 74/25 50/25 110/50 70/73 55/40 94/71 140/24 370/290",
    fraud: "550/71 120/11 10/2.4 9.3/1.5 300/20 20/1.8 270/45 16/7.5 800/68 7.6/0.94 34/15 990/100 950/200 8.1/3.2",
  },
  midFU: {
    mostPerDay: 5,
    amShare: 0.35,
    am: "34 25 123 164 276 0 0 0 135 175 0 23 44 0",
    pm: "83 96 0 0 0 96 147 137 0 7 124 126 145 39",
    legitimate: "91/76 63/42 70/15 61/21 180/45 57/50 60/50 64/51 97/160 77/110 54/51 99/200 92/220 79/760",
    fraud: "480/48 120/12 10/2.1 11/2.9 330/29 20/1.8 250/27 20/2.2 810/79 7.7/0.9 20/2.1 1000/110 860/100 11/1.1",
  },
  midFR: {
    mostPerDay: 5,
    amShare: 0.38,
    am: "8 0 376 64 251 0 0 0 115 42 0 76 67 0",
    pm: "97 96 0 0 0 102 150 140 16 63 123 71 97 45",
    legitimate: "50/50 38/54 60/15 50/20 110/25 49/49 49/49 51/51 63/160 51/150 47/50 51/250 55/260 52/540",
    fraud: "510/61 120/9.3 15/5.1 13/3 330/21 20/2 260/34 19/4.8 800/66 700/250 24/10 1000/93 860/120 8.1/3.2",
  },
  midMU: {
    mostPerDay: 4,
    amShare: 0.36,
    am: "42 29 283 131 280 0 0 0 116 36 0 29 55 0",
    pm: "93 102 0 0 0 103 158 125 9 83 87 84 106 50",
    legitimate: "57/73 48/52 70/15 53/23 66/24 57/50 61/51 65/51 49/150 59/150 38/49 60/270 53/260 62/620",
    fraud: "450/66 120/11 9.9/1.6 9.3/2.1 300/20 20/1.9 250/25 20/2.1 790/73 7.7/0.92 21/2 1000/89 860/110 10/1.1",
  },
  midMR: {
    mostPerDay: 4,
    amShare: 0.47,
    am: "7 0 178 58 233 0 0 0 88 135 0 168 133 0",
    pm: "147 134 0 0 0 142 204 175 0 0 106 0 23 69",
    legitimate: "65/35 56/31 63/14 50/8.8 110/21 64/36 69/35 49/33 72/130 39/81 61/42 77/110 100/110 300/530",
    fraud: "580/67 120/11 13/5.4 12/2.9 310/24 20/1.8 270/45 16/7.5 780/78 25/20 42/13 1000/86 800/71 8.1/3.2",
  },
  oldFU: {
    mostPerDay: 3,
    amShare: 0.6,
    am: "127 93 168 29 165 0 0 0 56 113 0 83 166 0",
    pm: "0 63 0 0 0 132 250 250 0 0 202 0 0 103",
    legitimate: "50/75 80/50 70/15 89/20 90/20 41/51 60/50 80/49 54/140 64/160 46/51 78/190 44/190 52/420",
    fraud: "380/33 120/12 10/2.1 11/2 300/20 20/1.9 250/25 20/2.1 800/79 7.9/0.89 20/2 1000/95 940/81 10/1.1",
  },
  oldFR: {
    mostPerDay: 4,
    amShare: 0.5,
    am: "16 0 283 19 185 0 0 0 122 81 0 156 137 0",
    pm: "132 114 0 0 0 157 186 188 0 0 148 0 0 75",
    legitimate: "50/51 50/49 60/15 50/20 130/20 50/50 50/50 50/52 59/140 51/160 50/49 49/140 50/150 61/570",
    fraud: "600/41 120/11 20/2.2 15/1.6 330/19 20/1.8 270/45 16/7.5 810/74 50/0.78 50/1.7 1000/100 810/77 8.1/3.2",
  },
  oldMU: {
    mostPerDay: 3,
    amShare: 0.6,
    am: "129 93 165 28 164 0 0 0 55 113 0 85 167 0",
    pm: "0 60 0 0 0 138 255 251 0 0 198 0 0 98",
    legitimate: "49/72 81/51 70/15 89/20 90/20 41/52 60/50 80/50 53/150 60/150 45/50 78/200 47/210 55/480",
    fraud: "390/49 120/12 10/2 10/2.1 300/20 20/1.9 250/25 20/2.1 800/70 7.6/1.1 20/2 990/94 950/82 10/1.1",
  },
  oldMR: {
    mostPerDay: 4,
    amShare: 0.5,
    am: "16 0 283 18 183 0 0 0 123 82 0 157 138 0",
    pm: "133 109 0 0 0 157 184 188 0 0 153 0 0 75",
    legitimate: "49/48 51/51 60/15 49/19 130/20 50/50 51/51 49/48 61/160 54/160 51/52 51/150 49/140 65/530",
    fraud: "550/71 120/11 20/1.9 14/1.7 330/17 20/1.8 270/45 16/7.5 810/73 50/1.1 51/2.1 1000/100 810/75 8.1/3.2",
  },
};
