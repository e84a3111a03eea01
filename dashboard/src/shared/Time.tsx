// A time in words, with the time of the reader's own clock in its title where that clock shows another one.
import type { ComponentChildren } from "preact";
import { ownTimeWords } from "./format.ts";
import { ownZone, zone } from "./zone.ts";

interface TimeProps {
  iso: string;
  /** The zone of the words; that of the page where it is left out. */
  in?: string;
  class?: string;
  children: ComponentChildren;
}

export function Time({ iso, in: shownIn = zone.value, class: className, children }: TimeProps) {
  return (
    <time dateTime={iso} title={ownTimeWords(iso, shownIn, ownZone) ?? undefined} class={className}>
      {children}
    </time>
  );
}
