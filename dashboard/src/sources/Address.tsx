// Where a provider sends a source's events, and whether the secret is set by which their signature is known.
import { useSignal } from "@preact/signals";
import type { SourceView } from "../../../worker/wire/sources.ts";
import { ended } from "../shared/format.ts";
import { secretCommand } from "./words.ts";

type AddressProps = Pick<SourceView, "path" | "secret" | "hasSecret" | "signature" | "problem">;

export function Address({ path, secret, hasSecret, signature, problem }: AddressProps) {
  return (
    <dl class="address">
      <div>
        <dt>Address</dt>
        <dd>
          <Copyable text={location.origin + path} what="address" />
        </dd>
      </div>
      <div>
        <dt>Signed</dt>
        <dd>{signature}</dd>
      </div>
      <div>
        <dt>Secret</dt>
        <dd>
          {hasSecret ? (
            <>
              <code>{secret}</code> is set.
            </>
          ) : (
            <>
              Not set yet. Set it with <Copyable text={secretCommand(secret)} what="command" />
            </>
          )}
          {problem !== null && <p class="mistake">{ended(problem)}</p>}
        </dd>
      </div>
    </dl>
  );
}

function Copyable({ text, what }: { text: string; what: string }) {
  const said = useSignal("Copy");
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      said.value = "Copied";
    } catch {
      // Browsers give the clipboard to secure pages only.
      said.value = "Select it, and copy it by hand";
    }
  }
  return (
    <span class="copyable">
      <code>{text}</code>{" "}
      <button type="button" class="copy" onClick={() => void copy()}>
        <span aria-live="polite">{said}</span>
        <span class="unseen"> the {what}</span>
      </button>
    </span>
  );
}
