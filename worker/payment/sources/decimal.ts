// Decimal numbers as text, moved by their point alone: no rounding, and no limit of 2^53.

const DECIMAL = /^([+-]?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/** Times ten to the power of `places`, without zeros that say nothing: ("6016", -2) → "60.16". Null when it is no decimal number. */
export function shifted(text: string, places: number): string | null {
  const [, sign = "", whole = "", fraction = ""] = DECIMAL.exec(text) ?? [];
  if (whole === "") return null;
  const point = whole.length + places;
  const digits = `${"0".repeat(Math.max(0, 1 - point))}${whole}${fraction}${"0".repeat(Math.max(0, places - fraction.length))}`;
  const at = Math.max(1, point);
  const [before, after] = [digits.slice(0, at).replace(/^0+(?=\d)/, ""), digits.slice(at).replace(/0+$/, "")];
  return `${sign === "-" ? "-" : ""}${before}${after === "" ? "" : `.${after}`}`;
}
