// Lines of a map as text: Google's encoded polyline format, which is short and packs well. Pure.

/** Longitude and latitude in degrees. */
export type Position = readonly [long: number, lat: number];

/** A vertex lies on a grid of this many lines a degree: twice as fine as the places that are shown. */
const PER_DEGREE = 20;
/** The format's letters begin here. None of them is a space, which stands between lines. */
const FIRST_LETTER = 63;

/** Vertices that fall on the one before them are left out. */
export function encodeLine(line: readonly Position[]): string {
  let text = "";
  let before: Position = [0, 0];
  for (const [at, [long, lat]] of line.entries()) {
    const here: Position = [Math.round(long * PER_DEGREE), Math.round(lat * PER_DEGREE)];
    if (at > 0 && here[0] === before[0] && here[1] === before[1]) continue;
    text += encodeStep(here[0] - before[0]) + encodeStep(here[1] - before[1]);
    before = here;
  }
  return text;
}

export function encodeLines(lines: readonly (readonly Position[])[]): string {
  return lines.map(encodeLine).join(" ");
}

export function decodeLines(text: string): Position[][] {
  return text === "" ? [] : text.split(" ").map(decodeLine);
}

function encodeStep(step: number): string {
  let bits = step < 0 ? ~(step << 1) : step << 1;
  let text = "";
  while (bits >= 32) {
    text += String.fromCharCode((32 | (bits & 31)) + FIRST_LETTER);
    bits >>= 5;
  }
  return text + String.fromCharCode(bits + FIRST_LETTER);
}

function decodeLine(text: string): Position[] {
  const steps: number[] = [];
  let [bits, shift] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at) - FIRST_LETTER;
    bits |= (letter & 31) << shift;
    shift += 5;
    if (letter >= 32) continue;
    steps.push(bits & 1 ? ~(bits >> 1) : bits >> 1);
    [bits, shift] = [0, 0];
  }
  const line: Position[] = [];
  let [long, lat] = [0, 0];
  for (let at = 0; at + 1 < steps.length; at += 2) {
    long += steps[at] ?? 0;
    lat += steps[at + 1] ?? 0;
    line.push([long / PER_DEGREE, lat / PER_DEGREE]);
  }
  return line;
}
