// Whether a row is a payment, or money that goes back.
import { isBlank, type Read, read, wrong } from "./cell.ts";
import { idIn } from "./idAndMerchant.ts";
import type { Columns } from "./readRows.ts";

export interface Kind {
  isRefund: boolean;
  /** The payment that is paid back. Null where the row does not name it. */
  refundOf: string | null;
}

/** A refund says so, or names its payment, or is negative. */
export function kindIn(columns: Columns, isNegative: boolean): Read<Kind> {
  const { type, refund_of: of } = columns;
  const said = typeof type === "string" ? type.trim().toLowerCase() : "";
  if (!isBlank(type) && said !== "payment" && said !== "refund") {
    return wrong("type", "must be payment or refund, or left out");
  }
  if (said === "payment") {
    if (isNegative) return wrong(isBlank(columns.amt) ? "amount_minor" : "amt", "must not be negative in a payment");
    if (!isBlank(of)) return wrong("refund_of", "must be left out in a payment");
  }
  if (isBlank(of)) return read({ isRefund: isNegative || said === "refund", refundOf: null });
  const id = idIn(columns, "refund_of");
  return id.ok ? read({ isRefund: true, refundOf: id.value }) : id;
}
