// The places in words: the payments of one, and all of them as a table.
import { useEffect, useRef } from "preact/hooks";
import type { MappedView } from "../../../../worker/wire/map.ts";
import { counted } from "../../shared/format.ts";
import { OutcomeTag } from "../../shared/Marks.tsx";
import { paidMoney } from "../../shared/money.ts";
import { paymentHref } from "../../shared/route.ts";
import { useTabStop } from "../../shared/tabStop.ts";
import { Moment } from "../Moment.tsx";
import { board } from "../signals.ts";
import type { Cell } from "./cells.ts";
import { countsWords, placeWords } from "./words.ts";

/** A place that was chosen on the map. Whoever chose it by keyboard goes on from its heading. */
export function PlacePayments({ cell }: { cell: Cell }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="map-place" aria-labelledby="map-place">
      <h3 id="map-place" tabIndex={-1} ref={heading}>
        {placeWords(cell.place)}: {counted(cell.payments.length, "payment")}
      </h3>
      <ul>
        {cell.payments.map((payment) => (
          <li key={payment.id}>
            <OutcomeTag outcome={payment.outcome} /> <PaymentLink payment={payment} /> <Moment iso={payment.paidAt} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `row`: of a list that is one tab stop. */
function PaymentLink({ payment, row }: { payment: MappedView; row?: { isStop: boolean } }) {
  const stop = row === undefined ? {} : { "data-row": payment.id, tabIndex: row.isStop ? 0 : -1 };
  return (
    <a {...stop} href={paymentHref(payment.id, board.value.view)}>
      {paidMoney(payment)} at <bdi>{payment.merchant}</bdi>
    </a>
  );
}

/** The map for people who prefer words or do not see it. */
export function PlaceTable({ cells }: { cells: readonly Cell[] }) {
  const stop = useTabStop(cells.flatMap(({ payments }) => payments.map(({ id }) => id)));
  return (
    <details class="point-table map-table">
      <summary>As a table</summary>
      <table aria-label="The map as a table">
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Payments</th>
          </tr>
        </thead>
        <tbody {...stop.listens}>
          {cells.map((cell) => (
            <tr key={cell.key}>
              <th scope="row">
                {placeWords(cell.place)}
                <span class="aside">{countsWords(cell)}</span>
              </th>
              <td>
                <ul>
                  {cell.payments.map((payment) => (
                    <li key={payment.id}>
                      <PaymentLink payment={payment} row={{ isStop: stop.row === payment.id }} />
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
