// A payment's score as a bar and a number, with the lines from which payments are reviewed and declined on the bar.
import { isDecidedByPeople } from "../../../worker/decision/decision.ts";
import type { PaymentView } from "../../../worker/wire/board.ts";
import * as format from "./format.ts";
import { type Deciding, linesOf, linesWords, scoreBeside } from "./lines.ts";
import { ShareBar } from "./Marks.tsx";

interface ScoreProps {
  payment: PaymentView;
  /** Null while it is not known. */
  deciding: Deciding | null;
  exact?: boolean;
}

export function Score({ payment, deciding, exact = false }: ScoreProps) {
  const { score } = payment;
  const lines = linesOf(payment, deciding);
  const marks = lines === null ? [] : [lines.review, lines.decline];
  return (
    <span
      class={`score ${isDecidedByPeople(payment) ? "by-people" : payment.outcome}`}
      title={linesWords(payment, deciding) ?? undefined}
    >
      {score !== null && <ShareBar share={score} marks={marks} />}
      <span class={score === null ? "number absent" : "number"}>
        {exact && score !== null && lines !== null ? scoreBeside(score, lines) : format.score(score)}
      </span>
    </span>
  );
}
