// A sheet over the board: a modal dialog with an address of its own.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { close } from "./address.ts";
import { panelName } from "./tab.ts";

interface PanelProps {
  kind: string;
  /** For the browser's tab, and the heading where there is no `title`. */
  name: string;
  title?: ComponentChildren;
  /** For what needs room. */
  wide?: boolean;
  children: ComponentChildren;
}

export function Panel({ kind, name, title = name, wide = false, children }: PanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    element.showModal();
    // Readers begin at the title, not at the first button.
    heading.current?.focus();
    const onPress = (event: Event) => {
      if (event.target === element) element.close();
    };
    element.addEventListener("pointerdown", onPress);
    element.addEventListener("close", close);
    return () => {
      element.removeEventListener("pointerdown", onPress);
      element.removeEventListener("close", close);
      element.close();
    };
  }, []);

  useEffect(() => {
    panelName.value = name;
    return () => {
      panelName.value = null;
    };
  }, [name]);

  return (
    <dialog ref={dialog} class={wide ? "panel wide" : "panel"} aria-labelledby="panel-title">
      <div class="panel-inner">
        <div class="panel-head">
          <p class="aside">{kind}</p>
          <CopyLink />
          <button type="button" class="close" aria-label="Close" onClick={() => dialog.current?.close()}>
            <svg viewBox="0 0 12 12" aria-hidden="true">
              <path d="M2 2l8 8M10 2l-8 8" />
            </svg>
          </button>
        </div>
        <h2 id="panel-title" class="panel-title" tabIndex={-1} ref={heading}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  );
}

function CopyLink() {
  const said = useSignal("Copy link");
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      said.value = "Copied";
    } catch {
      // Browsers give the clipboard to secure pages only.
      said.value = "The address bar has the link";
    }
  }
  return (
    <button type="button" onClick={() => void copy()}>
      <span aria-live="polite">{said}</span>
    </button>
  );
}
