// What becomes of the bundle that an alias of MLflow points to. Pure.
import type { MlflowSettings } from "../config/config.ts";

export interface FromMlflow {
  /** Such as `vigie@champion`. */
  model: string;
  /** The number of the version there. */
  number: string;
  /** The bundle's own version, made from its content. */
  version: string;
  /** False while the alias points to what it pointed to at the last look. */
  isNew: boolean;
}

/** How things stand here. */
export interface Standing {
  isRegistered: boolean;
  /** True for a model that has decided here at some time. */
  wasChampion: boolean;
  champion: string;
  challenger: string | null;
}

/** What the gate says of the version as champion. */
export type GateWord = { lets: true } | { lets: false; why: string };

export interface Taking {
  registers: boolean;
  /** What it becomes; null: it stays what it is. */
  role: "challenger" | "champion" | null;
  /** In words, for the history and the page; null when nothing came and nothing changes. */
  said: string | null;
}

/**
 * Only a person's act in MLflow changes something here: while the alias points to the same version, what people set here
 * meanwhile holds. With one exception: a version that was to be champion and had to wait at the gate passes it later.
 */
export function takeIn(from: FromMlflow, takesAs: MlflowSettings["takesAs"], here: Standing, gate: GateWord): Taking {
  const { version, isNew } = from;
  // What was dropped here since is not brought back hour by hour.
  const registers = isNew && !here.isRegistered;
  const who = `Version ${from.number} of ${from.model} in MLflow (model ${version})`;
  const stays = (words: string): Taking => ({
    registers,
    role: null,
    said: isNew ? `${who} ${words}` : null,
  });
  if (version === here.champion) return stays("decides here already");
  if (takesAs === "candidate")
    return stays(registers ? "is a candidate now" : "was registered already; it stays what it is");

  const isChallenger = version === here.challenger;
  if (!isNew) {
    const waited = takesAs === "champion" && isChallenger && !here.wasChampion;
    if (!waited || !gate.lets) return stays("stays what it is");
    return { registers, role: "champion", said: `${who} has passed the gate meanwhile, and is the champion now` };
  }
  if (takesAs === "champion" && gate.lets) return { registers, role: "champion", said: `${who} is the champion now` };
  const why = takesAs === "champion" && !gate.lets ? `, and not the champion: ${gate.why}` : "";
  if (isChallenger) return stays(`is the challenger already${why}`);
  const before = here.challenger === null ? "" : `, in place of ${here.challenger}`;
  return { registers, role: "challenger", said: `${who} is the challenger now${before}${why}` };
}
