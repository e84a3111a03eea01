// The menu that lets the board call: by a sound, by a desktop notification.
import { useEffect, useRef } from "preact/hooks";
import { bellProblem, mayPlay, notification, setNotification, setSound, sound } from "./bell.ts";

export function Bell() {
  const menu = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    const element = menu.current;
    if (element === null) return;
    const onPress = ({ target }: Event) => {
      if (target instanceof Node && !element.contains(target)) element.open = false;
    };
    const onKey = ({ key, target }: KeyboardEvent) => {
      if (key !== "Escape" || !(target instanceof Node) || !element.contains(target)) return;
      element.open = false;
      element.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", onPress);
    element.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", onPress);
      element.removeEventListener("keydown", onKey);
    };
  }, []);

  const isOn = sound.value || notification.value;
  const isMute = sound.value && !mayPlay.value;
  return (
    <details class="bell" ref={menu}>
      <summary title="Sound and notifications">
        <svg viewBox="0 0 20 20" class={isOn ? "on" : ""} aria-hidden="true">
          <path d="M10 3a5 5 0 0 1 5 5v3l1.5 3h-13L5 11V8a5 5 0 0 1 5-5ZM8 16.5a2 2 0 0 0 4 0" />
        </svg>
        <span class="unseen">Sound and notifications: {isOn ? "on" : "off"}</span>
      </summary>
      <fieldset class="bell-menu">
        <legend>When a payment is declined</legend>
        <label>
          <input
            type="checkbox"
            checked={sound.value}
            onChange={({ currentTarget }) => setSound(currentTarget.checked)}
          />
          Sound
        </label>
        <label>
          <input
            type="checkbox"
            checked={notification.value}
            onChange={({ currentTarget }) => {
              const wanted = currentTarget.checked;
              // Until the browser has answered, nothing is on.
              currentTarget.checked = notification.value;
              void setNotification(wanted);
            }}
          />
          Desktop notification, while you look elsewhere
        </label>
        <p class="aside" role="status">
          {bellProblem.value ??
            (isMute ? "The sound waits for a press on this page: browsers want one after each load." : "")}
        </p>
        <p class="aside">
          Kept in this browser. Payments that come more than an hour after they were paid do not call.
        </p>
      </fieldset>
    </details>
  );
}
