// The list of keys, in a dialog of its own: opened by `?`, or by its button.
import { useSignal } from "@preact/signals";
import { useCallback, useEffect, useRef } from "preact/hooks";
import { areSingleKeysOn, type PageName, setSingleKeys, shortcutsOf, useShortcut } from "./shortcuts.ts";

export function Shortcuts({ page }: { page: PageName }) {
  const isOpen = useSignal(false);
  const open = useCallback(() => {
    isOpen.value = true;
  }, [isOpen]);
  useShortcut("?", open, { inDialogs: true });
  useShortcut("g b", toBoard);
  useShortcut("g v", toReviews);
  useShortcut("g r", toReport);
  useShortcut("g u", toRules);
  useShortcut("g l", toLists);
  useShortcut("g m", toModels);
  useShortcut("g o", toOutbox);
  return (
    <>
      <button type="button" class="keys-button" title="Keyboard shortcuts (?)" onClick={open}>
        <span aria-hidden="true">?</span>
        <span class="unseen">Keyboard shortcuts</span>
      </button>
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

const toBoard = () => location.assign("/");
const toReviews = () => location.assign("/reviews");
const toReport = () => location.assign("/report");
const toRules = () => location.assign("/rules");
const toLists = () => location.assign("/lists");
const toModels = () => location.assign("/models");
const toOutbox = () => location.assign("/outbox");
