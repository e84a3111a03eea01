// Puts amounts into words, as problems tell them.

import { counted } from "../counted.ts";
import { MINUTE_MS } from "../duration.ts";

export function inMinutes(ms: number): string {
  return counted(Math.floor(ms / MINUTE_MS), "minute");
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}
