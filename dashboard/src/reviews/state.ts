// The page's state as signals, and what a person does with it.

import { batch, effect, signal } from "@preact/signals";
import { cardWords } from "../../../worker/payment/cardWords.ts";
import type { FraudType } from "../../../worker/payment/fraudType.ts";
import type { ReviewSort } from "../../../worker/store/reviews.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import type { ClaimView, Review, ReviewList } from "../../../worker/wire/reviews.ts";
import { askHealth } from "../shared/askHealth.ts";
import { fetchPayment, type PaymentDetail, sendVerdict } from "../shared/askPayment.ts";
import { type Deciding, decidingOf } from "../shared/lines.ts";
import { OFFERS, putOn, takeOff } from "../shared/listing.ts";
import { loadMe, me } from "../shared/me.ts";
import { openReviews } from "../shared/toReview.ts";
import * as server from "./ask.ts";
import { markedWords, neighbour, overtakenWords, type Said, stillChosen, takenWords, UNDO_MS } from "./queue.ts";

const LOOK_EVERY_MS = 10_000;
const DAY_MS = 86_400_000;
/** The server takes so many. */
const MOST_SKIPPED = 200;

export interface Opened {
  id: string;
  /** Null while it is asked for. */
  detail: PaymentDetail | null;
  /** Null where the person has no claim on it. */
  claim: ClaimView | null;
  /** Why there is none. */
  problem: string | null;
  ofCard: readonly PaymentView[];
}

/** What can be taken back by one press. */
export interface Undoable {
  words: string;
  untilMs: number;
  /** The payment to which it leads back; null for several. */
  id: string | null;
  /** Null when it is taken back; else why it is not. */
  takeBack: () => Promise<string | null>;
}

export const sort = signal<ReviewSort>("risk");
export const queue = signal<ReviewList | null>(null);
/** The pages below the first one. */
export const older = signal<{ reviews: Review[]; next: string | null } | null>(null);
export const problem = signal<string | null>(null);
export const opened = signal<Opened | null>(null);
export const chosen = signal<ReadonlySet<string>>(new Set());
export const undoable = signal<Undoable | null>(null);
/** For everybody, and read aloud. */
export const told = signal<{ words: string; tone: "calm" | "warn" } | null>(null);
export const busy = signal(false);
export const note = signal("");
export const fraudType = signal<FraudType | null>(null);
export const deciding = signal<Deciding | null>(null);
export const now = signal(Date.now());

/** What the person has passed over: the next one is another. */
let skipped: readonly string[] = [];
/** Counts where the person went. A step that was answered after they had gone elsewhere is given back. */
let moves = 0;

export function shownReviews(): Review[] {
  const first = queue.value?.reviews ?? [];
  const known = new Set(first.map(({ payment }) => payment.id));
  return [...first, ...(older.value?.reviews ?? []).filter(({ payment }) => !known.has(payment.id))];
}

export async function look(): Promise<void> {
  const asked = sort.value;
  const answer = await server.fetchQueue(asked, null);
  if (sort.value !== asked) return;
  batch(() => {
    problem.value = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    queue.value = answer.value;
    openReviews.value = answer.value.counts;
    chosen.value = stillChosen(
      chosen.value,
      shownReviews().map(({ payment }) => payment.id),
    );
  });
}

export async function lookFurther(): Promise<void> {
  const [asked, known] = [sort.value, older.value];
  const next = known === null ? (queue.value?.next ?? null) : known.next;
  if (next === null) return;
  const answer = await server.fetchQueue(asked, next);
  if (sort.value !== asked || older.value !== known) return;
  if (!answer.ok) problem.value = answer.problem;
  else older.value = { reviews: [...(known?.reviews ?? []), ...answer.value.reviews], next: answer.value.next };
}

export function sortBy(wanted: ReviewSort): void {
  batch(() => {
    sort.value = wanted;
    older.value = null;
    queue.value = null;
    skipped = [];
  });
  void look();
}

/** Claims a payment and shows it. Where somebody else has it, it is shown with who that is. */
export async function open(id: string, held: ClaimView | null = null): Promise<void> {
  const before = opened.value;
  moves += 1;
  batch(() => {
    opened.value = { id, detail: null, claim: held, problem: null, ofCard: [] };
    note.value = "";
    fraudType.value = null;
  });
  if (before !== null && before.id !== id && before.claim !== null) void server.giveBack(before.id);
  const [claimed, detail] = await Promise.all([held === null ? server.claim(id) : null, fetchPayment(id)]);
  change(id, {
    detail: detail.ok ? detail.value : null,
    ...(claimed === null ? {} : claimOf(claimed)),
    ...(detail.ok ? {} : { problem: detail.problem }),
  });
  if (detail.ok) {
    const ofCard = await server.fetchOfCard(detail.value.payment.card.id);
    if (ofCard.ok) change(id, { ofCard: ofCard.value.payments.filter((each) => each.id !== id) });
  }
  await look();
}

function claimOf(answer: Awaited<ReturnType<typeof server.claim>>): Pick<Opened, "claim" | "problem"> {
  if (answer.ok) return { claim: answer.value.claim, problem: null };
  const holder = server.holderOf(answer);
  return { claim: null, problem: holder === null ? answer.problem : takenWords(holder, Date.now()) };
}

function change(id: string, changes: Partial<Opened>): void {
  if (opened.value?.id === id) opened.value = { ...opened.value, ...changes };
}

/** For ten minutes from now. */
export async function keep(): Promise<boolean> {
  const id = opened.value?.id;
  if (id === undefined) return false;
  const claimed = claimOf(await server.claim(id));
  change(id, claimed);
  return claimed.claim !== null;
}

export function close(): void {
  const before = opened.value;
  opened.value = null;
  if (before?.claim != null) void server.giveBack(before.id).then(look);
}

export function step(by: 1 | -1): void {
  const current = opened.value?.id ?? null;
  const next = neighbour(shownReviews(), current, by);
  if (next === null) {
    tell(by === 1 ? "This is the last one in the list." : "This is the first one in the list.");
    return;
  }
  if (current !== null && by === 1) skipped = [...skipped.filter((id) => id !== current), current].slice(-MOST_SKIPPED);
  void open(next);
}

/** The next one that nobody has opens by itself. */
async function goOn(): Promise<void> {
  moves += 1;
  const move = moves;
  const answer = await server.takeNext(sort.value, skipped);
  if (move !== moves) {
    if (answer.ok && answer.value.review !== null) void server.giveBack(answer.value.review.payment.id);
    return;
  }
  if (!answer.ok) {
    opened.value = null;
    tell(answer.problem, "warn");
    await look();
    return;
  }
  const { review } = answer.value;
  if (review !== null) return open(review.payment.id, review.claim);
  opened.value = null;
  await look();
}

export function begin(): void {
  void goOn();
}

export async function say(said: Said): Promise<void> {
  const current = opened.value;
  if (current === null || current.detail === null || busy.value) return;
  busy.value = true;
  try {
    const hasClaim = current.claim !== null && Date.parse(current.claim.until) > Date.now();
    if (!hasClaim && !(await keep())) return;
    const kind = said === "fraud" ? fraudType.value : null;
    const answer = await sendVerdict(current.id, said, note.value.trim(), said === "fraud" ? kind : undefined);
    if (!answer.ok) {
      tell(`It was not saved. ${answer.problem}`, "warn");
      return;
    }
    canUndo(markedWords(said, kind, 1), current.id, () => takeBack([current.id]));
    // It has no claim any more, so nothing is to be given back.
    opened.value = null;
  } finally {
    busy.value = false;
  }
  // The word can be taken back while the next one loads.
  if (opened.value === null) await goOn();
}

async function takeBack(ids: readonly string[]): Promise<string | null> {
  let failed: string | null = null;
  for (const id of ids) {
    const answer = await sendVerdict(id, null, "");
    if (!answer.ok) failed = answer.problem;
  }
  return failed;
}

/** Nobody is alerted of the card for a day, or none of its payments passes any more. The payment stays open. */
export async function list(name: "snooze" | "block"): Promise<void> {
  const current = opened.value;
  const offer = OFFERS.find((each) => each.list === name && each.kind === "card");
  if (current?.detail == null || offer === undefined || busy.value) return;
  if (me.value?.mayChange !== true) {
    tell(me.value?.how ?? "Only those who may change the policy can do this.", "warn");
    return;
  }
  busy.value = true;
  const { card } = current.detail.payment;
  const until = name === "snooze" ? new Date(Date.now() + DAY_MS).toISOString() : null;
  const answer = await putOn(offer, { value: card.id, note: note.value.trim() || null, until });
  busy.value = false;
  if (!answer.ok) {
    tell(`It was not saved. ${answer.problem}`, "warn");
    return;
  }
  const { id } = answer.value.entry;
  const shown = cardWords(card.last4, card.id);
  const words = name === "snooze" ? `Card ${shown} alerts nobody for 24 hours.` : `Card ${shown} is blocked.`;
  // An entry that stood there before is not ours to take back.
  if (answer.status !== 201) tell(words);
  else {
    canUndo(words, current.id, async () => {
      const taken = await takeOff({ list: name, id });
      return taken.ok ? null : taken.problem;
    });
  }
  const detail = await fetchPayment(current.id);
  if (detail.ok) change(current.id, { detail: detail.value });
}

/** One after the other: each is claimed first, so what another person looks at is left to them. */
export async function sayOfAll(ids: readonly string[], said: Said): Promise<void> {
  if (busy.value) return;
  busy.value = true;
  const done: string[] = [];
  const left: string[] = [];
  const names = new Map(shownReviews().map(({ payment }) => [payment.id, `${payment.merchant}, ${payment.amount}`]));
  for (const id of ids) {
    const claimed = claimOf(await server.claim(id));
    const answer = claimed.problem === null ? await sendVerdict(id, said, "") : null;
    if (answer?.ok === true) done.push(id);
    else left.push(`${names.get(id) ?? id}: ${answer === null ? claimed.problem : answer.problem}`);
  }
  busy.value = false;
  chosen.value = new Set();
  if (opened.value !== null && done.includes(opened.value.id)) opened.value = null;
  if (done.length > 0) canUndo(markedWords(said, null, done.length), null, () => takeBack(done));
  if (left.length > 0) tell(`${left.length} of ${ids.length} not marked. ${left.join(" ")}`, "warn");
  await look();
}

function canUndo(words: string, id: string | null, takeBack: Undoable["takeBack"]): void {
  undoable.value = { words, untilMs: Date.now() + UNDO_MS, id, takeBack };
  told.value = null;
}

export async function undo(): Promise<void> {
  const last = undoable.value;
  if (last === null || busy.value) return;
  moves += 1;
  busy.value = true;
  undoable.value = null;
  const failed = await last.takeBack();
  busy.value = false;
  if (failed !== null) tell(`It could not be taken back. ${failed}`, "warn");
  else tell("Taken back.");
  if (last.id !== null) await open(last.id);
  else await look();
}

export function tell(words: string, tone: "calm" | "warn" = "calm"): void {
  told.value = { words, tone };
}

/** Another person's word, from the board, a program or a mail, ends what this one is doing. */
async function lookAtOpened(): Promise<void> {
  const current = opened.value;
  if (current?.detail == null || busy.value) return;
  const answer = await fetchPayment(current.id);
  if (!answer.ok || busy.value || opened.value?.id !== current.id) return;
  const { payment, verdicts } = answer.value;
  change(current.id, { detail: answer.value });
  if (payment.verdict === null || current.detail.payment.verdict !== null) return;
  tell(overtakenWords(payment, verdicts.at(-1)), "warn");
  await goOn();
}

async function lookForMine(): Promise<void> {
  await look();
  const mine = shownReviews().find(({ claim }) => claim?.mine === true);
  if (opened.value === null && mine !== undefined) await open(mine.payment.id, mine.claim);
}

async function lookAtLines(): Promise<void> {
  const health = await askHealth();
  if (health !== null) deciding.value = decidingOf(health);
}

/** Starts what runs by itself: the clock, and looking again while the page is seen. */
export function start(): void {
  void loadMe();
  void lookForMine();
  void lookAtLines();
  setInterval(() => {
    now.value = Date.now();
  }, 1_000);
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    void look();
    void lookAtOpened();
  }, LOOK_EVERY_MS);
  effect(() => {
    const last = undoable.value;
    if (last !== null && now.value >= last.untilMs) undoable.value = null;
  });
  // A person who leaves the page gives the claim back. If that does not arrive, the claim runs out.
  addEventListener("pagehide", () => {
    const current = opened.value;
    if (current?.claim != null) void fetch(server.giveBackPath(current.id), { method: "DELETE", keepalive: true });
  });
}
