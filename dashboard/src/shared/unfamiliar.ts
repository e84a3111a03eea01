import type { PaymentView } from "../../../worker/wire/board.ts";

type Older = Omit<PaymentView, "unfamiliar"> & { unfamiliar?: undefined };

/** What the model has not seen of a payment. A server of the version before, while a deploy mixes both, does not say it. */
export function unfamiliarOf({ unfamiliar }: Older | PaymentView): PaymentView["unfamiliar"] {
  return unfamiliar ?? [];
}
