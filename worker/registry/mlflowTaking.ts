// What becomes of the bundle that an alias of MLflow points to. Pure.
import type { MlflowSettings } from "../config/config.ts";
import type { Gate } from "../wire/comparison.ts";

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
  /** True when it was here before this look. */
  wasRegistered: boolean;
  /** True for a model that has decided here at some time. */
  wasChampion: boolean;
  champion: string;
  challenger: string | null;
}

export interface Taking {
  /** What it becomes; null: it stays what it is. */
  role: "challenger" | "champion" | null;
  /** In words, for the history and the page; null when nothing came and nothing changes. */
  said: string | null;
}

/**
 * Only a person's act in MLflow changes something here: while the alias points to the same version, what people set here
 * meanwhile holds. With one exception: a version that was to be champion and had to wait at the gate passes it later.
 */
export function takingOf(from: FromMlflow, takesAs: MlflowSettings["takesAs"], here: Standing, gate: Gate): Taking {
  const { version, isNew } = from;
  const who = `Version ${from.number} of ${from.model} in MLflow (model ${version})`;
  const isChallenger = version === here.challenger;
  if (!isNew) {
    const waits = takesAs === "champion" && isChallenger && !here.wasChampion;
    if (!waits || !gate.passes) return { role: null, said: null };
    return { role: "champion", said: `${who} has passed the gate meanwhile, and is the champion now` };
  }
  if (version === here.champion) return { role: null, said: `${who} decides here already` };
  if (takesAs === "candidate") {
    const words = here.wasRegistered ? "was registered already; it stays what it is" : "is a candidate now";
    return { role: null, said: `${who} ${words}` };
  }
  if (takesAs === "champion" && gate.passes) return { role: "champion", said: `${who} is the champion now` };
  const why = takesAs === "champion" ? `, and not the champion: ${objections(gate)}` : "";
  if (isChallenger) return { role: null, said: `${who} is the challenger already${why}` };
  const before = here.challenger === null ? "" : `, in place of ${here.challenger}`;
  return { role: "challenger", said: `${who} is the challenger now${before}${why}` };
}

function objections({ checks }: Gate): string {
  return checks.flatMap(({ passes, text }) => (passes ? [] : text)).join(" ");
}
