// The browser's tab. Its title names the open panel; title and icon count the frauds that came while nobody looked.
import { effect, signal } from "@preact/signals";
import { faviconHref } from "./favicon.ts";
import { pageTitle } from "./newFrauds.ts";

/** Null while no panel is open. */
export const panelName = signal<string | null>(null);
const unseenFrauds = signal(0);

export function countUnseen(frauds: number): void {
  if (document.visibilityState !== "visible") unseenFrauds.value += frauds;
}

export function showTab(): void {
  effect(() => {
    document.title = pageTitle(unseenFrauds.value, panelName.value);
  });
  effect(() => {
    document.querySelector("link[rel=icon]")?.setAttribute("href", faviconHref(unseenFrauds.value));
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") unseenFrauds.value = 0;
  });
}
