// What the payments of a store are summed in: kept with the first of them, on every store, and never mixed.
import { beforeEach, expect, test } from "vitest";
import type { Health } from "../../worker/wire/board.ts";
import type { PolicyInFull } from "../../worker/wire/policy.ts";
import { feedRow } from "../rows.ts";
import { emptied } from "./emptied.ts";
import { sql } from "./sql.ts";
import { forgotten, ledgerEnds, push, request, storedIds } from "./worker.ts";

beforeEach(async () => {
  await emptied();
  await sql("delete from policies");
});

const row = (changes: object = {}) => ({ ...feedRow({ current_time: Date.now() }), ...changes });

test("the currency of the first payment is kept; a store of another one takes nothing, and says what to do", async () => {
  const first = row();
  expect((await push(first)).status).toBe(200);
  expect(await sql("select currency from writer")).toEqual([{ currency: "USD" }]);
  await sql("update writer set currency = 'EUR'");
  await forgotten();
  await ledgerEnds();
  const refused = await push(row());
  expect(refused.status).toBe(503);
  expect((await refused.json<{ error: string }>()).error).toMatch(/summed in EUR, and CURRENCY is USD/);
  const { problems } = await (await request("/api/health")).json<Health>();
  expect(problems.join()).toMatch(/summed in EUR, and CURRENCY is USD: the two never mix/);
  expect(await storedIds()).toEqual([first.trans_num]);
  await sql("update writer set currency = null");
  await forgotten();
  await ledgerEnds();
  // A store from before there was a choice is in dollars.
  expect((await push(row())).status).toBe(200);
  expect(await sql("select currency from writer")).toEqual([{ currency: "USD" }]);
});

test("a payment in another currency is shown in both, and repeated it is the same payment", async () => {
  const rates = [{ currency: "JPY", rate: "0.0064", from: "2020-01-01" }];
  const headers = { "if-match": "*", "content-type": "application/json" };
  await request("/api/policy", { method: "PUT", headers, body: JSON.stringify({ rates }) });
  expect((await (await request("/api/policy")).json<PolicyInFull>()).rates).toHaveLength(1);
  const yen = row({ amt: 5000, currency: "JPY" });
  expect((await push(yen)).status).toBe(200);
  const { payment } = await (await request(`/api/payments/${yen.trans_num}`)).json<{ payment: object }>();
  const paid = { amount: "5000", currency: "JPY", rate: "0.0064" };
  expect(payment).toMatchObject({ amount: "32.00", currency: "USD", paid });
  expect(await (await push(yen)).json()).toMatchObject({ status: "repeated" });
  const krona = row({ amt: 100, currency: "SEK" });
  expect(await (await push(krona)).json()).toMatchObject({ outcome: "review", unfamiliar: [{ what: "amount" }] });
  const answer = await (await request(`/api/payments/${krona.trans_num}`)).json<{ payment: object }>();
  expect(answer.payment).toMatchObject({ amount: null, paid: { amount: "100.00", currency: "SEK", rate: null } });
  const { notUnderstood } = await (await request("/api/health")).json<Health>();
  expect(notUnderstood).toMatchObject([{ field: "currency", value: "SEK", payments: 1 }]);
});
