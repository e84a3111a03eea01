// The table of what would decide the payments of a backtest: lists, rules by name, the model.

import type { BacktestResult } from "../../../worker/wire/backtest.ts";
import { count } from "../shared/format.ts";
import { roundMoney } from "../shared/money.ts";
import { decidersOf } from "./backtestWords.ts";

export function DecidedBy({ result }: { result: BacktestResult }) {
  const deciders = decidersOf(result);
  // Where the model decides all of it there is nothing to tell.
  if (deciders.length < 2) return null;
  return (
    <>
      <h3>By what they would be decided</h3>
      <table class="plain-table deciders-table">
        <thead>
          <tr>
            <th scope="col">Decided by</th>
            <th scope="col">Payments</th>
            <th scope="col">Known frauds</th>
            <th scope="col">Known good</th>
          </tr>
        </thead>
        <tbody>
          {deciders.map(({ key, words, beside, payments, amount, frauds, legitimate }) => (
            <tr key={key}>
              <th scope="row">
                {words}
                {beside !== "" && <span class="small">{beside}</span>}
              </th>
              {[{ payments, amount }, frauds, legitimate].map((sum, at) => (
                <td key={at}>
                  {count(sum.payments)}
                  <span class="small">{roundMoney(sum.amount)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
