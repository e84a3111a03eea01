// A payment's score as a bar and a number, with the lines from which payments are reviewed and declined on the bar.
import { isDecidedByPeople } from "../../../worker/decision/decision.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import * as format from "../shared/format.ts";
import { ShareBar } from "../shared/Marks.tsx";
import { linesOf, linesWords, scoreBeside } from "./lines.ts";
import { deciding } from "./signals.ts";

export function Score({ payment, exact = false }: { payment: PaymentView; exact?: boolean }) {
  const { score } = payment;
  const lines = linesOf(payment, deciding.value);
  const marks = lines === null ? [] : [lines.review, lines.decline];
  return (
    <span
      class={`score ${isDecidedByPeople(payment) ? "by-people" : payment.outcome}`}
      title={linesWords(payment, deciding.value) ?? undefined}
    >
      {score !== null && <ShareBar share={score} marks={marks} />}
      <span class={score === null ? "number absent" : "number"}>
        {exact && score !== null && lines !== null ? scoreBeside(score, lines) : format.score(score)}
      </span>
    </span>
  );
}
