// A claim: for a while one person reviews a payment, and nobody else does. Pure.

/** Long enough to ask the card holder; short enough that a closed laptop does not keep a payment for the day. */
export const CLAIM_MS = 600_000;

export interface Claimant {
  /** The same for the same person: whom Access knows, or else one browser. */
  key: string;
  /** As others are told. */
  by: string;
}

export interface Claim {
  payment: string;
  by: string;
  /** Epoch ms. */
  until: number;
  isMine: boolean;
}

/** Not ok: another person has it. */
export interface Claiming {
  ok: boolean;
  claim: Claim;
}
