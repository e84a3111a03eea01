// The rules that a payment met and that changed nothing, since they were in shadow.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PaymentView } from "../../../worker/wire/board.ts";
import { askRuleNames } from "./listing.ts";

/** A Worker of the version before, while a deploy mixes both, says nothing of hits. */
type Met = Omit<PaymentView, "hits"> & Partial<Pick<PaymentView, "hits">>;

export function ShadowHits({ payment }: { payment: Met }) {
  const names = useSignal<ReadonlyMap<string, string> | null>(null);
  const hits = (payment.hits ?? []).filter(({ shadow }) => shadow);
  const hasHits = hits.length > 0;
  useEffect(() => {
    if (!hasHits) return;
    void askRuleNames().then((known) => {
      names.value = known;
    });
  }, [hasHits, names]);
  if (!hasHits) return null;
  return (
    <section class="panel-part" aria-labelledby="shadow-hits">
      <h3 id="shadow-hits">In shadow</h3>
      <ul class="reasons">
        {hits.map(({ rule }) => (
          <li key={rule}>
            <span>
              <ShadowRule id={rule} names={names.value} /> matched in shadow, and changed nothing.
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `names`: null while they are not known. */
function ShadowRule({ id, names }: { id: string; names: ReadonlyMap<string, string> | null }) {
  const name = names?.get(id);
  if (names !== null && name === undefined) return "A rule that is deleted by now";
  return (
    <>
      The rule{" "}
      <a href={`/rules#${id}`}>
        <bdi>{name ?? id}</bdi>
      </a>
    </>
  );
}
