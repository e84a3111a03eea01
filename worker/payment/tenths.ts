// A place as it is kept: whole tenths of a degree, some 11 km. A shop cannot be told from its neighbours, and a map needs no more.
import type { Payment } from "./payment.ts";

export type Tenths = Required<Pick<Payment, "latTenths" | "longTenths">>;

export const NOWHERE: Tenths = { latTenths: null, longTenths: null };

/** Half of a place is none. */
export function tenthsOf(lat: number | null, long: number | null): Tenths {
  return lat === null || long === null ? NOWHERE : { latTenths: tenths(lat), longTenths: tenths(long) };
}

function tenths(degrees: number): number {
  // Adding zero turns −0 into 0.
  return Math.round(degrees * 10) + 0;
}
