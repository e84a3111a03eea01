// The state of the pages of cards and merchants: the list, or one of them with its newest payments.
import type { z } from "@hono/zod-openapi";
import { batch, effect, signal, untracked } from "@preact/signals";
import type { SubjectKind } from "../../../worker/store/subjects.ts";
import type { paymentList } from "../../../worker/wire/answers.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import type {
  CardInFull,
  CardListView,
  CardView,
  MerchantInFull,
  MerchantListView,
  MerchantView,
} from "../../../worker/wire/subjects.ts";
import { ask } from "../shared/ask.ts";
import { loadMe } from "../shared/me.ts";
import { type Address, type Asked, addressOf, EVERYTHING, listHref } from "./address.ts";

const ROWS = 50;
const PAYMENTS = 20;
/** The skip link leads to this fragment, which is no address of the page. */
export const SKIPPED_TO = "subjects";

/** One row of the list: a card or a merchant, by what it is called. */
export interface Row {
  value: string;
  last4: string | null;
  sums: Omit<MerchantView, "name">;
}

/** One in full. */
export type One = Omit<MerchantInFull, "merchant"> & { row: Row };

export const address = signal<Address>({ list: EVERYTHING });
export const rows = signal<Row[] | null>(null);
export const next = signal<string | null>(null);
export const searched = signal<number | null>(null);
export const one = signal<One | null>(null);
export const payments = signal<PaymentView[] | null>(null);
export const nextPayments = signal<string | null>(null);
export const problem = signal<string | null>(null);
/** The last search of the list, so that the way back leads there. */
export const lastList = signal<Asked>(EVERYTHING);

export function start(kind: SubjectKind): void {
  const read = () => {
    const now = addressOf(location.hash);
    if (now !== null) address.value = now;
  };
  read();
  addEventListener("hashchange", read);
  effect(() => {
    const now = address.value;
    untracked(() => {
      batch(() => {
        problem.value = null;
        one.value = null;
        payments.value = null;
        if ("list" in now) lastList.value = now.list;
      });
      void ("list" in now ? loadList(kind, null) : loadOne(kind));
    });
  });
  void loadMe();
}

export function narrow(changes: Partial<Asked>): void {
  location.hash = listHref({ ...lastList.value, ...changes });
}

export async function loadList(kind: SubjectKind, cursor: string | null): Promise<void> {
  const now = address.value;
  if (!("list" in now)) return;
  const { sort, q } = now.list;
  const query = new URLSearchParams({ sort, limit: String(ROWS), ...(q === "" ? {} : { q }) });
  if (cursor !== null) query.set("cursor", cursor);
  const answer = await ask<CardListView | MerchantListView>(`/api/${kind}s?${query}`);
  if (address.value !== now) return;
  batch(() => {
    problem.value = answer.ok ? null : answer.problem;
    if (!answer.ok) return;
    const found =
      "cards" in answer.value ? answer.value.cards.map(rowOfCard) : answer.value.merchants.map(rowOfMerchant);
    rows.value = cursor === null ? found : [...(rows.value ?? []), ...found];
    next.value = answer.value.next;
    searched.value = answer.value.searched ?? null;
  });
}

export async function loadOne(kind: SubjectKind): Promise<void> {
  const now = address.value;
  if (!("one" in now)) return;
  const [answer, page] = await Promise.all([
    ask<CardInFull | MerchantInFull>(`/api/${kind}s/${encodeURIComponent(now.one)}`),
    askPayments(kind, now.one, null),
  ]);
  if (address.value !== now) return;
  batch(() => {
    problem.value = !answer.ok ? answer.problem : page.ok ? null : page.problem;
    if (answer.ok) {
      const { value } = answer;
      one.value = { ...value, row: "card" in value ? rowOfCard(value.card) : rowOfMerchant(value.merchant) };
    }
    if (!page.ok) return;
    payments.value = page.value.payments;
    nextPayments.value = page.value.next;
  });
}

export async function loadMorePayments(kind: SubjectKind): Promise<void> {
  const [now, cursor] = [address.value, nextPayments.value];
  if (!("one" in now) || cursor === null) return;
  const page = await askPayments(kind, now.one, cursor);
  if (address.value !== now || nextPayments.value !== cursor) return;
  batch(() => {
    problem.value = page.ok ? null : page.problem;
    if (!page.ok) return;
    payments.value = [...(payments.value ?? []), ...page.value.payments];
    nextPayments.value = page.value.next;
  });
}

function askPayments(kind: SubjectKind, value: string, cursor: string | null) {
  const query = new URLSearchParams({ [kind]: value, limit: String(PAYMENTS), ...(cursor === null ? {} : { cursor }) });
  return ask<z.infer<typeof paymentList>>(`/api/payments?${query}`);
}

function rowOfCard({ id, last4, ...sums }: CardView): Row {
  return { value: id, last4, sums };
}

function rowOfMerchant({ name, ...sums }: MerchantView): Row {
  return { value: name, last4: null, sums };
}
