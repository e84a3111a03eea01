// How long a card, a merchant, and a page of all of either take in a large store, over HTTP from the bundled Worker.
import { type CardInFull, cardList, type MerchantInFull, merchantList } from "../../worker/wire/subjects.ts";
import { filledCopy, sumSubjects } from "../fill.ts";
import { drive } from "../load.ts";
import { type Measurement, percentile, ratios } from "../measure.ts";
import type { Part, PartContext } from "../part.ts";
import { untilPlaceHas } from "../recorded.ts";
import { rowSource } from "../rows.ts";
import { newPlace, STORE_NAMES, STORES, type StoreKind, startAt } from "../stores.ts";

const SEEDS = 5_000;
const BATCH = 100;
const ALL_ROWS = 1_000_000;
const QUICK_ROWS = 100_000;
/** Each round asks for so many of a kind, one after the other. */
const ASKED = 60;
const ROUNDS = 3;
/** p50 of each question. */
const TARGET = { atMost: 50 };

export const subjects: Part = {
  name: "subjects",
  about: "what is known of a card and of a merchant among 1,000,000 payments, and lists of them",
  run,
};

const ASKING = ["nothing", "card", "merchant", "cards", "merchants"] as const;
type Asking = (typeof ASKING)[number];

async function run(context: PartContext): Promise<Measurement[]> {
  const all: Measurement[] = [];
  for (const store of STORES) all.push(...(await measured(store, context)));
  return all;
}

async function measured(store: StoreKind, { quick, progress }: PartContext): Promise<Measurement[]> {
  const say = (text: string) => progress(`${STORE_NAMES[store]}: ${text}`);
  const rows = quick ? QUICK_ROWS : ALL_ROWS;
  const seeds = await newPlace(store);
  const source = rowSource({ cards: 2_000, days: 10 });
  say(`storing ${SEEDS.toLocaleString("en")} payments`);
  const first = await startAt(seeds);
  const body = () => `[${source.next(BATCH).join(",")}]`;
  await drive(first.pushUrl, { callers: 4, body, until: { requests: SEEDS / BATCH } });
  await untilPlaceHas(SEEDS, seeds);
  await first.close();
  say(`filling up to ${rows.toLocaleString("en")} payments`);
  const place = await filledCopy(seeds, SEEDS, rows);
  await sumSubjects(place);

  const worker = await startAt(place);
  const timed = async (path: string): Promise<number> => {
    const startedAt = performance.now();
    const answer = await fetch(new URL(path, worker.pushUrl));
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`);
    return performance.now() - startedAt;
  };
  const read = async (path: string) => (await fetch(new URL(path, worker.pushUrl))).json();
  const { cards } = cardList.parse(await read(`/api/cards?sort=payments&limit=${ASKED}`));
  const { merchants } = merchantList.parse(await read(`/api/merchants?sort=payments&limit=${ASKED}`));
  const paths: Record<Asking, (at: number) => string> = {
    nothing: () => "/api/me",
    card: (at) => `/api/cards/${cards[at % cards.length]?.id}`,
    merchant: (at) => `/api/merchants/${encodeURIComponent(merchants[at % merchants.length]?.name ?? "")}`,
    cards: (at) => `/api/cards?sort=${["last", "payments", "amount", "declines", "frauds"][at % 5]}`,
    merchants: (at) => `/api/merchants?sort=${["last", "payments", "amount", "declines", "frauds"][at % 5]}`,
  };
  const medians: Record<Asking, number[]> = { nothing: [], card: [], merchant: [], cards: [], merchants: [] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`round ${round} of ${ROUNDS}`);
    for (const asking of ASKING) {
      const times: number[] = [];
      for (let at = 0; at < ASKED; at += 1) times.push(await timed(paths[asking](at)));
      medians[asking].push(percentile(times, 0.5));
    }
  }
  const busiest = (await read(paths.merchant(0))) as MerchantInFull;
  const card = (await read(paths.card(0))) as CardInFull;
  await worker.close();
  const among = `among ${rows.toLocaleString("en")} payments on ${STORE_NAMES[store]}`;
  const row = (what: string, asking: Asking, note?: string): Measurement[] => [
    { what, unit: "ms", values: medians[asking], target: TARGET, ...(note === undefined ? {} : { note }) },
    {
      what: "  to a request that asks no store",
      unit: "×",
      values: ratios(medians[asking], medians.nothing),
      target: null,
    },
  ];
  return [
    ...row(`a card ${among}, p50`, "card", `the busiest; the first has ${card.card.payments} payments`),
    ...row("a merchant, p50", "merchant", `the busiest; the first has ${busiest.merchant.payments} payments`),
    ...row("a page of cards, by each order, p50", "cards"),
    ...row("a page of merchants, by each order, p50", "merchants"),
  ];
}
