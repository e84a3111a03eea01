// Where the values of an event stand, to be chosen from. Pure.

/** The page offers so many places of an event. Any other can be typed. */
const MOST_PLACES = 400;
const LONGEST_SHOWN = 40;

export interface Place {
  /** JSON Pointer (RFC 6901). */
  pointer: string;
  /** The value that stands there, cut. */
  shown: string;
}

/** Every place with a value that a field can have, in the event's own order. */
export function placesIn(item: unknown): Place[] {
  const places: Place[] = [];
  const walk = (value: unknown, pointer: string): void => {
    if (places.length >= MOST_PLACES) return;
    if (typeof value !== "object" || value === null) {
      places.push({ pointer, shown: shownOf(value) });
      return;
    }
    for (const [key, each] of Object.entries(value)) walk(each, `${pointer}/${escaped(key)}`);
  };
  walk(item, "");
  return places.filter(({ pointer }) => pointer !== "");
}

function shownOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1).toWellFormed()}…` : text;
}

/** ~ first, so that a slash does not become ~01. */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}
