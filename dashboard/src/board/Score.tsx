// A payment's score beside the lines of now, which the board hears with each status.
import type { PaymentView } from "../../../worker/wire/board.ts";
import { Score as ScoreBeside } from "../shared/Score.tsx";
import { deciding } from "./signals.ts";

export function Score({ payment, exact = false }: { payment: PaymentView; exact?: boolean }) {
  return <ScoreBeside payment={payment} deciding={deciding.value} exact={exact} />;
}
