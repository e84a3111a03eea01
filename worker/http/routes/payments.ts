// GET /api/payments and GET /api/payments/:id.

import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { alertState } from "../../alert/alertState.ts";
import { subjectOf } from "../../alert/fraudNotice.ts";
import { daysKept, notHere } from "../../config/paymentRetention.ts";
import { FEATURES } from "../../features/catalogue.ts";
import { PLACED_FEATURES } from "../../features/places.ts";
import { readCategory } from "../../payment/category.ts";
import { paymentsWaiting, type WaitingPayment, waitingPayment } from "../../pipeline/deciders.ts";
import { listableOf } from "../../policy/listIndex.ts";
import { LIST_KINDS, type ListEntry, metBy } from "../../policy/lists.ts";
import { hasEnded } from "../../policy/rule.ts";
import { shippedBundle } from "../../scoring/shippedBundle.ts";
import { openStore } from "../../store/open.ts";
import type { ScoredPayment, StoredPayment } from "../../store/payments.ts";
import type { StoredRefund } from "../../store/refunds.ts";
import type { Store } from "../../store/store.ts";
import { paymentInFull, paymentList, refundInFull } from "../../wire/answers.ts";
import { toRefundView } from "../../wire/refunds.ts";
import { isoTime, placeView, toVerdictView, toView } from "../../wire/views.ts";
import type { App } from "../context.ts";
import { encodePosition, listCursor } from "../cursor.ts";
import { asProblem, forReaders, refusals } from "../openapi.ts";
import { filterOf, limit, paymentFilter, paymentId, sorting } from "../parameters.ts";
import { shownEntry } from "../shownPolicy.ts";

/** A payment is seldom paid back in more parts. */
const MOST_REFUNDS = 100;

const listRoute = createRoute({
  method: "get",
  path: "/api/payments",
  summary: "Payments, newest first or as they are to be sorted",
  description:
    "A page looks at 25,000 payments at most. Where the filter leaves fewer than `limit` of them, `searched` says how far " +
    "the search came, and `next` goes on from there; the list is at its end only where `next` is null. A payment is listed once it " +
    "is recorded, which is a moment after it was decided, or later where the store is slow or away: `waiting` says how many are not yet.",
  security: forReaders,
  request: {
    query: paymentFilter.extend({ ...sorting, limit, cursor: listCursor }),
  },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: paymentList } } },
    ...refusals,
    400: { description: "A parameter is wrong", content: asProblem },
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/api/payments/{id}",
  summary: "One payment in full: features, reasons, alerts, verdicts, refunds; or one refund",
  security: forReaders,
  request: { params: z.object({ id: paymentId }) },
  responses: {
    200: {
      description: "The payment, or the refund that has this id",
      content: { "application/json": { schema: z.union([paymentInFull, refundInFull]) } },
    },
    ...refusals,
    400: { description: "The id is too long to be one", content: asProblem },
    404: { description: "No such payment", content: asProblem },
  },
});

export function paymentRoutes(app: OpenAPIHono<App>): void {
  app.openapi(listRoute, async (context) => {
    const { limit, cursor, sort, order, ...asked } = context.req.valid("query");
    if (cursor !== undefined && cursor.sort !== sort) {
      const error = `cursor belongs to a list sorted by ${cursor.sort}, and this one is by ${sort}: begin without it`;
      return context.json({ error, field: "cursor" }, 400);
    }
    const filter = filterOf(asked, context.var.config.reportZone);
    const after = cursor?.position ?? null;
    const { currency } = context.var.config;
    const store = openStore(context.env);
    // Asked first: what is recorded meanwhile is counted and listed, but never neither.
    const waiting = await paymentsWaiting(context.env, context.var.config);
    const [page, origin] = await Promise.all([
      store.payments(filter, { limit, sorting: { sort, order }, after }),
      store.origin(),
    ]);
    const { payments, next, searched } = page;
    return context.json(
      {
        payments: payments.map((payment) => toView(payment, currency)),
        simulated: origin === "simulated",
        waiting,
        next: next === null ? null : encodePosition(sort, next),
        ...(searched === null ? {} : { searched: { ...searched, through: placeView(searched.through, currency) } }),
      },
      200,
    );
  });

  app.openapi(oneRoute, async (context) => {
    const { id } = context.req.valid("param");
    const { currency } = context.var.config;
    const store = openStore(context.env);
    // The decider is asked first, since a store that is away would let a person wait for ten seconds.
    const waiting = await waitingPayment(context.env, context.var.config, id);
    if (waiting?.refund !== undefined) {
      const { refund, simulated } = waiting;
      return context.json(refundInFullOf(refund, { ...context.var.config, simulated, recorded: false }), 200);
    }
    if (waiting !== null) return context.json(waitingInFull(waiting, currency), 200);
    const found = await inStore(store, id);
    if (found === null) {
      const [refund] = await store.knownRefunds([id]);
      const simulated = (await store.origin()) === "simulated";
      if (refund !== undefined) {
        return context.json(refundInFullOf(refund, { currency, simulated, recorded: true }), 200);
      }
    }
    if (found === null) return context.json({ error: notHere(daysKept(context.var.config, context.env)) }, 404);
    const { payment, alerts, verdicts, refunds, listed, origin } = found;
    const messages = await store.messagesOf(alerts.flatMap(({ id, notice }) => (notice === null ? id : [id, notice])));
    return context.json(
      {
        payment: toView(payment, currency),
        simulated: origin === "simulated",
        features: featuresOf(payment),
        alerts: alerts.map((alert) => {
          // A channel may have been told of it by itself before the summary that carries it for everyone else.
          const byItself = messages.filter(({ notice }) => notice === alert.id && notice !== alert.notice);
          const carrying = messages.filter(({ notice }) => notice === alert.notice);
          return {
            id: alert.id,
            state: alertState(alert, carrying),
            subject: carrying[0]?.subject ?? subjectOf(payment, { currency }),
            messages: [...carrying, ...byItself].map(({ id }) => id),
            createdAt: isoTime(alert.createdAt),
          };
        }),
        verdicts: verdicts.map(toVerdictView),
        refunds: refunds.map((refund) => toRefundView(refund, currency)),
        listed: listed.map((entry) => ({ ...shownEntry(entry), list: entry.list })),
        recorded: true,
      },
      200,
    );
  });
}

function refundInFullOf(
  refund: Omit<StoredRefund, "storedAt">,
  { currency, simulated, recorded }: { currency: string; simulated: boolean; recorded: boolean },
): z.infer<typeof refundInFull> {
  return { type: "refund", refund: toRefundView(refund, currency), simulated, recorded };
}

/** Null when it is not in the store. */
async function inStore(store: Store, id: string) {
  const [payment, alerts, verdicts, refunds, origin] = await Promise.all([
    store.payment(id),
    store.alertsOf(id),
    store.verdictsOf(id),
    store.refundsOf(id, MOST_REFUNDS),
    store.origin(),
  ]);
  if (payment === null) return null;
  return { payment, alerts, verdicts, refunds, listed: await listedNow(store, payment), origin };
}

/** What lists say of it now. What has ended says nothing. */
async function listedNow(store: Store, payment: StoredPayment): Promise<ListEntry[]> {
  const values = listableOf(payment, payment.source);
  const met = LIST_KINDS.flatMap((kind) =>
    (values[kind] === null ? [] : metBy(kind, values[kind])).map((value) => ({ kind, value })),
  );
  const found = await store.entriesWith(met);
  return found.filter((entry) => !hasEnded(entry, Date.now()));
}

function waitingInFull({ payment, simulated }: WaitingPayment, currency: string): z.infer<typeof paymentInFull> {
  const unrecorded = { ...payment, seq: 0, storedAt: payment.decidedAt, verdict: null };
  return {
    ...{ payment: toView(unrecorded, currency), simulated, features: featuresOf(unrecorded) },
    ...{ alerts: [], verdicts: [], refunds: null, listed: null, recorded: false },
  };
}

function featuresOf(payment: ScoredPayment) {
  const placed = PLACED_FEATURES.map(({ name, unit, meaning }, at) => ({
    ...{ name, unit, meaning, value: payment.features[at] ?? null },
    ...categoryOf(name, payment),
  }));
  // Behind those of every model stands what only some read.
  return placed.filter(({ value }, at) => at < FEATURES.length || value !== null);
}

/**
 * The category behind a model's code. The payment's own is known anyway; the one before it only by the words of the model that
 * read it, and those of another model are not here.
 */
function categoryOf(name: string, payment: ScoredPayment): { category?: string } {
  const { features, model } = payment;
  if (name === "category") return { category: readCategory(payment) };
  if (name !== "prev_category" || !shippedBundle.ok || shippedBundle.bundle.version !== model) return {};
  const code = features[FEATURES.findIndex((feature) => feature.name === name)] ?? -1;
  const word = shippedBundle.bundle.tables.vocabulary[code];
  return word === undefined ? {} : { category: word };
}
