// The precision-recall curve as an SVG that follows the reader's light or dark setting.
import type { Situation } from "../worker/features/situation.ts";
import type { ScoredDataset } from "./evaluation.ts";
import { cuts, ranking, rankingMetrics, type Scored } from "./metrics.ts";

const SIZE = 360;
const MARGIN = { left: 56, top: 40, right: 16, bottom: 44 };
const TICKS = [0, 0.25, 0.5, 0.75, 1];
/**
 * Most points that are drawn of a curve. It has as many corners as there are frauds, and this many are enough to see.
 */
const POINTS = 400;

export function curveSvg({ data, scores, declined }: ScoredDataset, situation: Situation): string {
  const scored: Scored = { scores, fraud: data.fraud, weights: new Float64Array(data.rows).fill(1) };
  const x = (recall: number): number => MARGIN.left + recall * SIZE;
  const y = (precision: number): number => MARGIN.top + (1 - precision) * SIZE;
  const width = MARGIN.left + SIZE + MARGIN.right;
  const height = MARGIN.top + SIZE + MARGIN.bottom;

  const points: string[] = [];
  let drawnRecall = -1;
  for (const { caught, raised } of cuts(scored, ranking(scores))) {
    const recall = caught / data.frauds;
    if (recall - drawnRecall < 1 / POINTS && recall < 1) continue;
    drawnRecall = recall;
    points.push(`${x(recall).toFixed(1)},${y(caught / (caught + raised)).toFixed(1)}`);
    if (recall === 1) break;
  }
  const flagged = declined.reduce((sum, flag) => sum + flag, 0);
  const caught = declined.reduce((sum, flag, i) => sum + flag * (data.fraud[i] ?? 0), 0);
  const ticks = TICKS.map(
    (tick) => `
  <line class="grid" x1="${x(tick)}" y1="${y(0)}" x2="${x(tick)}" y2="${y(1)}"/>
  <line class="grid" x1="${x(0)}" y1="${y(tick)}" x2="${x(1)}" y2="${y(tick)}"/>
  <text x="${x(tick)}" y="${y(0) + 18}" text-anchor="middle">${tick}</text>
  <text x="${x(0) - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
  ).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Precision over recall, ${situation}">
  <style>
    svg { --ink: #1f2933; --quiet: #d5dbe1; --line: #1769aa; --paper: #ffffff; }
    @media (prefers-color-scheme: dark) { svg { --ink: #e4e7eb; --quiet: #3e4c59; --line: #6cb8f0; --paper: #14181d; } }
    .paper { fill: var(--paper); }
    text { fill: var(--ink); font: 12px system-ui, sans-serif; }
    .grid { stroke: var(--quiet); stroke-width: 1; }
    .curve { fill: none; stroke: var(--line); stroke-width: 2.5; stroke-linejoin: round; }
    .shipped { fill: var(--line); stroke: var(--paper); stroke-width: 2; }
  </style>
  <rect class="paper" width="${width}" height="${height}"/>
  <text x="${MARGIN.left}" y="24">${situation}: PR-AUC ${rankingMetrics(scored).prAuc.toFixed(4)} (dot: shipped threshold)</text>${ticks}
  <text x="${x(0.5)}" y="${height - 8}" text-anchor="middle">recall</text>
  <text transform="translate(14 ${y(0.5)}) rotate(-90)" text-anchor="middle">precision</text>
  <polyline class="curve" points="${points.join(" ")}"/>
  ${flagged > 0 ? `<circle class="shipped" cx="${x(caught / data.frauds).toFixed(1)}" cy="${y(caught / flagged).toFixed(1)}" r="6"/>` : ""}
</svg>
`;
}
