// The sources that there are: those that Vigie knows how to read, and those that people have described.
import type { Mapping, SignatureScheme } from "../payment/sources/mapping.ts";
import { PRESETS, presetOf } from "../payment/sources/presets.ts";
import { readMapping } from "../payment/sources/readMapping.ts";
import type { SourceSettings } from "./sources.ts";

export interface KnownSource {
  /** As in its address. */
  name: string;
  /** As people write it. */
  title: string;
  isPreset: boolean;
  /** People have said how it is read. A preset that they said nothing of is read as it is shipped. */
  isOwn: boolean;
  note: string | null;
  mapping: Mapping;
  /** Why its mapping cannot be read. Another version of Vigie may have kept it. Null where it can. */
  problem: string | null;
  signature: SignatureScheme;
  /** Pointers where long numbers stand that are this system's own ids, and no card's number. */
  ownIds: readonly string[];
}

export function knownSource(name: string, saved: readonly SourceSettings[]): KnownSource | null {
  const preset = presetOf(name);
  const own = saved.find((each) => each.name === name);
  if (own === undefined && preset === null) return null;
  const reading = own === undefined ? null : readMapping(own.mapping);
  const mapping = reading === null ? preset?.mapping : reading.ok ? reading.mapping : undefined;
  return {
    name,
    title: preset?.title ?? name,
    isPreset: preset !== null,
    isOwn: own !== undefined,
    note: own?.note ?? null,
    mapping: mapping ?? {},
    problem: reading === null || reading.ok ? null : [reading.field, reading.problem].filter(Boolean).join(" "),
    signature: mapping?.signature ?? preset?.mapping.signature ?? "standard",
    ownIds: preset?.ownIds ?? [],
  };
}

/** The presets first, then one's own by name. */
export function knownSources(saved: readonly SourceSettings[]): KnownSource[] {
  const shipped = PRESETS.map(({ name }) => name);
  const own = saved.map(({ name }) => name).filter((name) => !shipped.includes(name));
  return [...shipped, ...own.toSorted()].flatMap((name) => knownSource(name, saved) ?? []);
}
