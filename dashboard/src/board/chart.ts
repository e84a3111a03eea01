// The chart's geometry and words, from the points that the server sends. Pure.

import { scaleLinear } from "d3-scale";
import { HOUR_MS, MINUTE_MS } from "../../../worker/duration.ts";
import type { Point } from "../../../worker/wire/board.ts";
import { count, counted, timeOfDay } from "../shared/format.ts";

export type Span = "hour" | "day";

export const STEP_MS: Readonly<Record<Span, number>> = { hour: MINUTE_MS, day: 15 * MINUTE_MS };
const LENGTH_MS: Readonly<Record<Span, number>> = { hour: HOUR_MS, day: 24 * HOUR_MS };

export interface Bar {
  point: Point;
  x: number;
  width: number;
  /** Top of the whole bar, and of the part left for payments that weren't flagged. */
  top: number;
  flaggedBottom: number;
  /** The span is not over, so more payments may come. */
  open: boolean;
}

export interface Drawing {
  bars: Bar[];
  ticksX: { x: number; label: string }[];
  ticksY: { y: number; label: string }[];
  baseline: number;
}

export interface Box {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** One flagged payment among hundreds must still be seen. */
const LEAST_FLAGGED_HEIGHT = 2;

export function draw(points: readonly Point[], span: Span, box: Box, zone: string): Drawing {
  const step = STEP_MS[span];
  const first = Date.parse(points[0]?.start ?? "");
  const last = Date.parse(points.at(-1)?.start ?? "");
  const baseline = box.height - box.bottom;
  if (Number.isNaN(first) || Number.isNaN(last)) return { bars: [], ticksX: [], ticksY: [], baseline };
  // The hour ends with the newest minute; the day begins with its first quarter and fills up.
  const from = span === "hour" ? last + step - LENGTH_MS.hour : first;
  const x = scaleLinear([from, Math.max(from + LENGTH_MS[span], last + step)], [box.left, box.width - box.right]);
  const highest = Math.max(4, ...points.map((point) => point.payments));
  const y = scaleLinear([0, highest], [baseline, box.top]).nice(3);
  const slot = x(from + step) - x(from);
  const gap = Math.min(3, slot * 0.25);

  const bars = points.map((point): Bar => {
    const start = Date.parse(point.start);
    const top = y(point.payments);
    const flaggedHeight = point.flagged === 0 ? 0 : Math.max(LEAST_FLAGGED_HEIGHT, baseline - y(point.flagged));
    const flaggedBottom = Math.min(baseline, top + flaggedHeight);
    return { point, x: x(start) + gap / 2, width: slot - gap, top, flaggedBottom, open: start === last };
  });
  const every = tickEvery(span, box.width);
  const ticksX: Drawing["ticksX"] = [];
  const [begin = from, end = from] = x.domain();
  // Round times of the zone's clock within the hour; the day is counted from its own beginning, which is midnight there.
  for (let at = span === "day" ? from : roundTimeFrom(begin, every, zone); at < end; at += every) {
    ticksX.push({ x: x(at), label: timeOfDay(new Date(at).toISOString(), zone) });
  }
  const ticksY = y
    .ticks(3)
    .filter((value) => Number.isInteger(value) && value > 0)
    .map((value) => ({ y: y(value), label: count(value) }));
  return { bars, ticksX, ticksY, baseline };
}

/** The first time from `begin` on whose minutes `every` divides, on the zone's clock: some lie a quarter of an hour beside UTC. */
function roundTimeFrom(begin: number, every: number, zone: string): number {
  const minutes = Number(timeOfDay(new Date(begin).toISOString(), zone).slice(3));
  return begin + ((every - ((minutes * MINUTE_MS) % every)) % every);
}

function tickEvery(span: Span, width: number): number {
  if (span === "hour") return (width < 480 ? 20 : 10) * MINUTE_MS;
  return (width < 480 ? 6 : 3) * HOUR_MS;
}

export function pointTime(point: Point, span: Span, zone: string): string {
  const from = timeOfDay(point.start, zone);
  if (span === "hour") return from;
  return `${from}–${timeOfDay(new Date(Date.parse(point.start) + STEP_MS.day).toISOString(), zone)}`;
}

/** The whole chart in a sentence or two, for people who don't see it. */
export function chartWords(points: readonly Point[], span: Span, zone: string): string {
  const unit = span === "hour" ? "minute" : "quarter of an hour";
  const over = span === "hour" ? "in the last hour" : "today";
  const total = points.reduce((sum, point) => sum + point.payments, 0);
  if (total === 0) return `No payments ${over}.`;
  const flagged = points.reduce((sum, point) => sum + point.flagged, 0);
  const peak = points.reduce((a, b) => (b.payments > a.payments ? b : a));
  return (
    `${counted(total, "payment")} ${over}, ${count(flagged)} of them flagged. ` +
    `At most ${count(peak.payments)} in a ${unit}, at ${timeOfDay(peak.start, zone)}.`
  );
}
