// What a good team would write instead of Vigie: a plain Node service that reads a card's past from PostgreSQL, scores with
// the same model in ONNX Runtime, and writes the payment before it answers. A process of its own, for the bench.
//
// Door, features, scoring and reasons are Vigie's, so that both sides give the same answer for the same work. What differs
// is the server, and where a card's past is read and a payment written. It promises less: two payments of one card at once
// may not see each other, nobody is alerted, and no board is told.
import http from "node:http";
import pg from "pg";
import { decide } from "../../worker/decision/decide.ts";
import { type CardHistory, emptyHistory, remember } from "../../worker/features/history.ts";
import { admit } from "../../worker/payment/admit.ts";
import type { Payment } from "../../worker/payment/payment.ts";
import { readRows } from "../../worker/payment/readRows.ts";
import { assess } from "../../worker/pipeline/assess.ts";
import { shippedDetector } from "../detector.ts";
import { CARD_KEY, SETTINGS } from "../vigieSettings.ts";

const MOST_ROWS = 1_000;
const CONNECTIONS = 10;

const TABLES = `
  create table payments (
    id text primary key, card_id text not null, paid_at bigint not null, amount_cents integer not null,
    category text not null, merchant text not null, score double precision, outcome text not null, answer json not null
  );
  create index payments_of_card on payments (card_id, paid_at);
`;
const PAST = "select card_id, paid_at, amount_cents, category from payments where card_id = any($1) order by paid_at";
const KNOWN = "select id, answer from payments where id = any($1)";
const WRITE = `
  insert into payments select * from json_populate_recordset(null::payments, $1) on conflict (id) do nothing returning id`;

interface Past {
  card_id: string;
  paid_at: string;
  amount_cents: number;
  category: string;
}

const detector = await shippedDetector();
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: CONNECTIONS });
await pool.query(TABLES);

async function answersTo(body: string): Promise<unknown[]> {
  const read = readRows(body, MOST_ROWS);
  if (!read.ok) throw new Error(read.problem);
  const payments = read.rows.map((row) => {
    const admission = admit(row, { cardKey: CARD_KEY, nowMs: Date.now() });
    if (!admission.ok) throw new Error(admission.reject.reason);
    if (admission.payment === undefined) throw new Error("it is a refund");
    return admission.payment;
  });
  const { assessed } = assess(
    payments.map((payment) => ({ payment })),
    await historiesOf(payments),
    "stream",
    () => 0,
    { champion: detector.featuresOf },
  );
  const scores = await detector.score(assessed);
  const decided = assessed.map((one, at) => {
    const { payment } = one;
    const when = { feed: "stream", offsetMs: 0 } as const;
    const decision = decide({ ...one, score: scores[at] ?? null }, when, detector, SETTINGS);
    return { payment, answer: { id: payment.id, ...decision } };
  });
  return written(decided);
}

async function historiesOf(payments: readonly Payment[]): Promise<Map<string, CardHistory>> {
  const { rows } = await pool.query<Past>(PAST, [payments.map(({ cardId }) => cardId)]);
  const histories = new Map<string, CardHistory>();
  for (const { card_id, paid_at, amount_cents, category } of rows) {
    const history = histories.get(card_id) ?? emptyHistory();
    histories.set(card_id, remember(history, { paidAt: Number(paid_at), amountCents: amount_cents, category }));
  }
  return histories;
}

/** A repetition gets the first decision. */
async function written(decided: { payment: Payment; answer: { id: string; score: number | null; outcome: string } }[]) {
  const rows = decided.map(({ payment: { id, cardId, paidAt, amountCents, category, merchant }, answer }) => ({
    ...{ id, card_id: cardId, paid_at: paidAt, amount_cents: amountCents, category, merchant },
    ...{ score: answer.score, outcome: answer.outcome, answer },
  }));
  const { rows: fresh } = await pool.query<{ id: string }>(WRITE, [JSON.stringify(rows)]);
  if (fresh.length === rows.length) return decided.map(({ answer }) => answer);
  const { rows: known } = await pool.query<{ id: string; answer: unknown }>(KNOWN, [rows.map(({ id }) => id)]);
  const byId = new Map(known.map(({ id, answer }) => [id, answer]));
  return decided.map(({ answer }) => byId.get(answer.id));
}

const server = http.createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    answersTo(Buffer.concat(pieces).toString("utf8")).then(
      (results) => end(200, { results }),
      (error: unknown) => end(400, { error: String(error) }),
    );
  });
  const end = (status: number, body: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" && address !== null ? address.port : null);
});
process.on("disconnect", () => process.exit());
