// The places of the event that is shown, offered wherever a pointer is typed.
import { placesIn } from "./pointers.ts";

export const PLACES = "places";

export function Places({ item }: { item: unknown }) {
  return (
    <datalist id={PLACES}>
      {placesIn(item).map(({ pointer, shown }) => (
        <option key={pointer} value={pointer}>
          {shown}
        </option>
      ))}
    </datalist>
  );
}
