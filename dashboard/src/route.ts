// The page's own addresses, kept in the fragment: `#/` is the board, `#/payments/ID` one payment in full. Pure.

export function paymentHref(id: string): string {
  // Half a surrogate pair in a pushed id must not bring the table down.
  return `#/payments/${encodeURIComponent(id.toWellFormed())}`;
}

/** The id of the payment that is open, or null on the board itself. */
export function openPaymentOf(hash: string): string | null {
  const id = /^#\/payments\/([^/]+)$/.exec(hash)?.[1];
  if (id === undefined) return null;
  try {
    return decodeURIComponent(id);
  } catch {
    return null;
  }
}
