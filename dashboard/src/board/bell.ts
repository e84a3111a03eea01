// What calls a person to the board when a payment is declined: a sound, a desktop notification. Both are off until a person
// turns them on, and remembered in this browser. The browser is asked for its permission at that press only.
import { signal } from "@preact/signals";
import type { PaymentView } from "../../../worker/wire/board.ts";
import { isRemembered, remember } from "../shared/remembered.ts";
import { paymentHref } from "../shared/route.ts";
import { EVERYTHING } from "../shared/view.ts";
import { announcement, largestOf } from "./newFrauds.ts";

/** Pause between two calls. What comes meanwhile is told in one. */
const PAUSE_MS = 5000;

export const sound = signal(isRemembered("sound"));
export const notification = signal(isRemembered("notification") && permission() === "granted");
/** Why there is no notification though a person wants it. */
export const bellProblem = signal<string | null>(
  isRemembered("notification") && permission() !== "granted"
    ? "The browser no longer allows notifications here."
    : null,
);
/** Browsers let a page make sounds only after a press on it. */
export const mayPlay = signal(false);

let audio: AudioContext | null = null;
let gathered: PaymentView[] = [];
let isPausing = false;

function permission(): NotificationPermission | null {
  return "Notification" in window ? Notification.permission : null;
}

export function setSound(isOn: boolean): void {
  sound.value = isOn;
  remember("sound", isOn);
  if (isOn) play();
}

export async function setNotification(isOn: boolean): Promise<void> {
  const answer = !isOn ? null : permission() === null ? null : await Notification.requestPermission();
  notification.value = answer === "granted";
  remember("notification", notification.value);
  bellProblem.value = !isOn || notification.value ? null : refusal(answer);
}

function refusal(answer: NotificationPermission | null): string {
  if (answer === null) {
    return isSecureContext
      ? "This browser has no desktop notifications."
      : "Browsers give notifications to pages over https only.";
  }
  return answer === "denied"
    ? "The browser does not allow notifications here. Its settings for this site can change that."
    : "The browser was not given leave to show notifications.";
}

/** To be called once: the first press on the page lets it make sounds. */
export function awaitPress(): void {
  const onPress = () => {
    mayPlay.value = true;
    removeEventListener("pointerdown", onPress, true);
    removeEventListener("keydown", onPress, true);
  };
  addEventListener("pointerdown", onPress, true);
  addEventListener("keydown", onPress, true);
}

export function ring(frauds: readonly PaymentView[]): void {
  gathered.push(...frauds);
  if (isPausing || gathered.length === 0) return;
  const told = gathered;
  gathered = [];
  isPausing = true;
  setTimeout(() => {
    isPausing = false;
    ring([]);
  }, PAUSE_MS);
  if (sound.value && mayPlay.value) play();
  // A person who looks at the page sees the row.
  if (notification.value && !document.hasFocus()) notify(told);
}

function notify(frauds: readonly PaymentView[]): void {
  const largest = largestOf(frauds);
  if (largest === undefined) return;
  try {
    // Several open boards tell of the same frauds, so the same tag makes them one notification.
    const shown = new Notification(announcement(frauds), { tag: `vigie ${largest.id}`, icon: "/logo.svg" });
    shown.onclick = () => {
      window.focus();
      location.hash = paymentHref(largest.id, EVERYTHING);
      shown.close();
    };
  } catch {
    // Browsers on phones have the name, and refuse its use.
    notification.value = false;
    bellProblem.value = "This browser shows no notifications of a page.";
  }
}

/** Two short tones, made here: no file has to be fetched. */
function play(): void {
  audio ??= new AudioContext();
  void audio.resume();
  for (const [at, hertz] of [
    [0, 660],
    [0.16, 880],
  ] as const) {
    const tone = new OscillatorNode(audio, { frequency: hertz });
    const volume = new GainNode(audio, { gain: 0 });
    const from = audio.currentTime + at;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.2, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + 0.32);
  }
}
