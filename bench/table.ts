// Measurements as a table for a terminal.
import { isMet, type Measurement, median } from "./measure.ts";

export function table(measurements: readonly Measurement[]): string {
  const header = ["", "median", "min – max", "target", ""];
  const rows = measurements.map((measured) => [
    measured.what,
    `${number(median(measured.values))} ${measured.unit}`,
    spread(measured.values),
    targetText(measured),
    verdict(measured),
  ]);
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => (at === 0 || at === 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("   ")
      .trimEnd();
  const lines = [line(header), widths.map((width) => "─".repeat(width)).join("───")];
  rows.forEach((row, at) => {
    lines.push(line(row));
    const note = measurements[at]?.note;
    if (note !== undefined) lines.push(`  └ ${note}`);
  });
  return lines.join("\n");
}

function targetText({ target, unit }: Measurement): string {
  if (target === null) return "";
  return "atMost" in target ? `≤ ${number(target.atMost)} ${unit}` : `≥ ${number(target.atLeast)} ${unit}`;
}

function verdict(measured: Measurement): string {
  const met = isMet(measured);
  return met === null ? "" : met ? "met" : "MISSED";
}

function spread(values: readonly number[]): string {
  return values.length < 2 ? "" : `${number(Math.min(...values))} – ${number(Math.max(...values))}`;
}

/** A number with three significant digits. */
function number(value: number): string {
  if (!Number.isFinite(value)) return "none";
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
