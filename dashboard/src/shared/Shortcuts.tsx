// The list of keys, in a dialog of its own: opened by `?`, or by its button.
import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { PAGES, type PageName } from "../../../worker/wire/pages.ts";
import { areSingleKeysOn, setSingleKeys, shortcutsOf, useShortcut } from "./shortcuts.ts";

export function Shortcuts({ page }: { page: PageName }) {
  const isOpen = useSignal(false);
  const open = useCallback(() => {
    isOpen.value = true;
  }, [isOpen]);
  useShortcut("?", open, { inDialogs: true });
  return (
    <>
      <button type="button" class="keys-button" title="Keyboard shortcuts (?)" onClick={open}>
        <span aria-hidden="true">?</span>
        <span class="unseen">Keyboard shortcuts</span>
      </button>
      {PAGES.map(({ href, key }) => (
        <Way key={href} keys={`g ${key}`} href={href} />
      ))}
      {isOpen.value && (
        <List
          page={page}
          onClose={() => {
            isOpen.value = false;
          }}
        />
      )}
    </>
  );
}

function List({ page, onClose }: { page: PageName; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={onClose}>
      <h2 id="keys-title">Keyboard shortcuts</h2>
      <dl>
        {shortcutsOf(page).map(({ keys, does }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((each) => (
                <span key={each}>
                  {each.startsWith("g ") && (
                    <>
                      <kbd>g</kbd> then{" "}
                    </>
                  )}
                  <kbd>{each.replace(/^g /, "")}</kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label>
        <input
          type="checkbox"
          checked={areSingleKeysOn()}
          onChange={({ currentTarget }) => setSingleKeys(currentTarget.checked)}
        />
        Single keys work (kept in this browser)
      </label>
      <button type="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}

/** Keys that lead to another page. */
function Way({ keys, href }: { keys: string; href: string }) {
  useShortcut(
    keys,
    useCallback(() => location.assign(href), [href]),
  );
  return null;
}
