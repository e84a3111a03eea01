// Amounts in words, as problems tell them.

import { MINUTE_MS } from "../duration.ts";

export function inMinutes(ms: number): string {
  return counted(Math.floor(ms / MINUTE_MS), "minute", "minutes");
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}
