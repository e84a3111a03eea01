// Keys that do something anywhere on a page, and the list of all keys for people. A person may turn the single keys off, since
// some programs that type for people press them by accident.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { PAGES, type PageName } from "../../../worker/wire/pages.ts";
import { isRemembered, remember } from "./remembered.ts";

export interface Shortcut {
  /** Each is pressed by itself, or, with a space between, one after the other. */
  keys: readonly string[];
  does: string;
}

const MOVE = ["Up", "Down", "Home", "End"];
const OWN: Readonly<Record<PageName, readonly Shortcut[]>> = {
  Board: [
    { keys: ["/"], does: "Search payments" },
    { keys: ["p"], does: "Pause the table, or let it go on" },
    { keys: MOVE, does: "Move between payments" },
    { keys: ["Enter"], does: "Open the payment" },
    { keys: ["Esc"], does: "Close what is open" },
  ],
  Reviews: [
    { keys: ["j"], does: "Take the next payment" },
    { keys: ["k"], does: "Take the one before" },
    { keys: ["f"], does: "It is fraud" },
    { keys: ["l"], does: "It is legitimate" },
    { keys: ["s"], does: "Snooze the card for 24 hours" },
    { keys: ["b"], does: "Block the card" },
    { keys: ["u"], does: "Undo, for ten seconds" },
  ],
  Report: [
    { keys: ["Left", "Right", "Up", "Down"], does: "Move between days in the calendar" },
    { keys: ["Page Up", "Page Down"], does: "Move by a month in the calendar" },
    { keys: MOVE, does: "Move between flagged payments" },
    { keys: ["Enter"], does: "Open the day or payment" },
  ],
  Rules: [
    { keys: MOVE, does: "Move between payments" },
    { keys: ["Enter"], does: "Open the payment" },
  ],
  Cards: [],
  Merchants: [],
  Lists: [],
  Sources: [],
  Models: [
    { keys: MOVE, does: "Move between payments" },
    { keys: ["Enter"], does: "Open the payment" },
    { keys: ["Esc"], does: "Close what is open" },
  ],
  Outbox: [
    { keys: MOVE, does: "Move between messages" },
    { keys: ["Enter"], does: "Open the message" },
  ],
  Audit: [],
};
const EVERYWHERE: readonly Shortcut[] = [
  ...PAGES.map(({ name, key }) => ({ keys: [`g ${key}`], does: `Go to the ${name.toLowerCase()}` })),
  { keys: ["?"], does: "Show this list" },
];

export function shortcutsOf(page: PageName): readonly Shortcut[] {
  return [...OWN[page], ...EVERYWHERE];
}

/** How long after `g` a second key still belongs to it. */
const TOGETHER_MS = 1500;

export interface Pressed {
  key: string;
  at: number;
}

/** The shortcut that a key completes: alone, or after a `g`. */
export function spelled(pressed: Pressed, before: Pressed | null): string {
  const belongs = before?.key === "g" && pressed.at - before.at < TOGETHER_MS && pressed.key !== "g";
  return belongs ? `g ${pressed.key}` : pressed.key;
}

const areOff = signal(isRemembered("no single keys"));

export function areSingleKeysOn(): boolean {
  return !areOff.value;
}

export function setSingleKeys(isOn: boolean): void {
  areOff.value = !isOn;
  remember("no single keys", !isOn);
}

const TYPED_INTO =
  "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";

/** `action` is done when the keys are pressed outside text fields and, unless told otherwise, while no dialog is open. */
export function useShortcut(keys: string, action: () => void, { inDialogs = false } = {}): void {
  useEffect(() => {
    let before: Pressed | null = null;
    function onKey(event: KeyboardEvent): void {
      if (areOff.value || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.matches(TYPED_INTO)) return;
      if (!inDialogs && document.querySelector("dialog[open]") !== null) return;
      const pressed = { key: event.key, at: event.timeStamp };
      const isMeant = spelled(pressed, before) === keys;
      before = pressed;
      if (!isMeant) return;
      event.preventDefault();
      action();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [keys, action, inDialogs]);
}
